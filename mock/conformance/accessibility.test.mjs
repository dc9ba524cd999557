// axe-core on the page: each size, light and dark, with no entry, with every kind of entry, and with many.

import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Mock, OTHER_TOKEN, START } from './mock.mjs';
import { DESKTOP, NARROW, PHONE, entries, launch, visit } from './browser.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = createRequire(import.meta.url).resolve('axe-core');

let browser, folder;
const mocks = {};
const device = new AbortController();
before(async () => {
  browser = await launch();
  for (const rows of [0, 5, 200]) mocks[rows] = await Mock.start();
  const mock = mocks[5];
  await mock.call();
  await mock.call();
  await mock.call({ token: null });
  await mock.call({ token: OTHER_TOKEN, body: '{"notebookId":"abc"}' });
  await mock.admin('PUT', 'delay', { delay: '1h' });
  mock.call({ signal: device.signal });
  await mock.admin('POST', 'queue', { cases: ['code/10007', { case: 'conn/reset-mid-body', times: 3, delay: '1s', token: 'w5c4' }] });
  folder = await mkdtemp(join(tmpdir(), 'mock-'));
  mocks.TLS = await Mock.start({ more: ['--case', 'tls/expired', '--tls-dir', folder] });
  // Refused as it must be, refused for another reason, and accepted.
  for (const trust of [`--cacert ${folder}/ca.pem`, '', '--insecure']) {
    await promisify(exec)(`curl --http1.1 ${trust} ${mocks.TLS.url}${START}`).catch(() => {});
  }
  for (let count = 0; count < 200; count++) await mocks[200].call(count % 3 ? {} : { token: null });
});
after(async () => {
  device.abort();
  await browser?.close();
  for (const mock of Object.values(mocks)) await mock.stop();
  if (folder) await rm(folder, { recursive: true });
});

for (const rows of ['0', '5', '200', 'TLS']) {
  for (const [size, options] of Object.entries({ DESKTOP, PHONE, NARROW })) {
    for (const colorScheme of ['light', 'dark']) {
      test(`axe finds no violation, ${rows} rows, ${colorScheme}, ${size}`, () => visit(
        browser, mocks[rows], { ...options, colorScheme, bypassCSP: true, reducedMotion: 'reduce' },
        async page => {
          if (rows === 'TLS') await page.locator('.entry[data-mark="good"]').waitFor();
          if (rows === '5') await entries(page).nth(1).locator('summary').click();
          await page.addScriptTag({ path: AXE });
          for (const view of size === 'DESKTOP' ? [null] : ['Journal', 'Cases', 'Connect']) {
            if (view) await page.getByRole('button', { name: view, exact: true }).click();
            const { violations } = await page.evaluate(runOnly => axe.run({ runOnly }), RULES);
            assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)]), [], view ?? '');
          }
        },
      ));
    }
  }
}
