// The buttons of the page, and the texts to copy.

import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { Mock } from './mock.mjs';
import { DESKTOP, defaultButton, eachTest, entry, visit, queueButton, says } from './browser.mjs';

const context = eachTest();

test('a case is queued with a click, and the next call gets it', () => context.visit(DESKTOP, async page => {
  await queueButton(page, 'code/10007').click();
  await says(page, '#next-name', 'code/10007');
  const { queue } = await context.mock.admin('GET', 'queue');
  assert.deepEqual(queue, ['code/10007']);

  const reply = await context.mock.call();
  assert.equal(JSON.parse(reply.body).code, '10007');
  await entry(page, 1).getByText('code/10007').waitFor();
  await entry(page, 1).getByText('from the queue').waitFor();
  await entry(page, 1).getByText('not executed').waitFor();
  await says(page, '#next-name', 'code/0');
}));

test('a queued case is played, and its end is shown', () => context.visit(DESKTOP, async page => {
  await queueButton(page, 'conn/reset-mid-body').click();
  await says(page, '#next-name', 'conn/reset-mid-body');
  const { error } = await context.mock.call();
  assert.equal(error.code, 'ECONNRESET');
  await entry(page, 1).getByText(/· reset$/).waitFor();
  await entry(page, 1).getByText('executed', { exact: true }).waitFor();
}));

test('the queue keeps its order until it is cleared', () => context.visit(DESKTOP, async page => {
  for (const name of ['code/10007', 'json/data-null', 'code/10007']) {
    await queueButton(page, name).click();
    await page.locator(`li[data-case="${name}"] .queued`).filter({ hasText: 'queued' }).waitFor();
  }
  await says(page, 'li[data-case="code/10007"] .queued', 'queued 2 times');
  await says(page, '#next-name', 'code/10007');
  assert.deepEqual(await page.locator('#chips .chip').allInnerTexts(), ['json/data-null', 'code/10007', 'code/0']);
  await page.getByRole('button', { name: 'Clear the queue' }).click();
  await says(page, '#next-name', 'code/0');
  assert.deepEqual((await context.mock.admin('GET', 'queue')).queue, []);
}));

test('the default is changed with a click, and stays', () => context.visit(DESKTOP, async page => {
  assert.equal(await defaultButton(page, 'code/0').getAttribute('aria-pressed'), 'true');
  await defaultButton(page, 'code/10008').click();
  await says(page, '#next-name', 'code/10008');
  assert.equal(await defaultButton(page, 'code/10008').getAttribute('aria-pressed'), 'true');
  assert.equal(await defaultButton(page, 'code/0').getAttribute('aria-pressed'), 'false');
  for (let count = 0; count < 2; count++) assert.equal(JSON.parse((await context.mock.call()).body).code, '10008');
}));

test('a queue and a default set by a script are shown', () => context.visit(DESKTOP, async page => {
  await context.mock.admin('POST', 'queue', { cases: ['code/10001', 'code/10003'] });
  await context.mock.admin('PUT', 'default', { case: 'code/10004' });
  await says(page, '#next-name', 'code/10001');
  assert.deepEqual(await page.locator('#chips .chip').allInnerTexts(), ['code/10003', 'code/10004']);
}));

test('a reset asks for confirmation, and clears everything', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await queueButton(page, 'code/10007').click();
  await defaultButton(page, 'code/10008').click();
  await says(page, '#next-name', 'code/10007');
  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual((await context.mock.admin('GET', 'queue')).queue, ['code/10007']);

  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByText('No request yet').waitFor();
  await says(page, '#next-name', 'code/0');
}));

test('the filter narrows the cases, by name and by description', () => context.visit(DESKTOP, async page => {
  const shown = page.locator('#families li:visible');
  await page.getByLabel('Filter the cases').fill('reset mid-b');
  assert.deepEqual(await shown.evaluateAll(items => items.map(item => item.dataset.case)), ['conn/reset-mid-body']);
  await page.getByLabel('Filter the cases').fill('user is frozen');
  assert.deepEqual(await shown.evaluateAll(items => items.map(item => item.dataset.case)), ['code/10007']);
  await page.getByLabel('Filter the cases').fill('no such thing');
  await page.getByText('No case has “no such thing”').waitFor();
  await page.getByLabel('Filter the cases').fill('');
  assert.ok(await shown.count() >= 175);
}));

test('the line for the shell calls the mock', () => context.visit(DESKTOP, async page => {
  const line = await page.locator('#curl').innerText();
  const { stdout } = await promisify(exec)(line);
  assert.ok(stdout.endsWith('{"code":"0","msg":"success","data":true}'), stdout);
  await entry(page, 1).getByText('executed', { exact: true }).waitFor();
}));

test('the base URL and the line for the shell are copied', () => context.visit(
  { ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] },
  async page => {
    for (const [name, selector] of [['Copy the base URL', '#base'], ['Copy the curl line', '#curl']]) {
      await page.getByRole('button', { name }).click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator(selector).innerText());
    }
    assert.equal(await page.locator('#base').innerText(), context.mock.url);
  },
));

test('a device that uses the base URL or the notebook id on the page gets its case', () => context.visit(DESKTOP, async page => {
  await says(page, '#base', context.mock.url);
  const base = new URL((await page.locator('#case-base').innerText()).replace('NAME', 'code/10007'));
  const byPath = await context.mock.call({ path: `${base.pathname}/ac/openapi/v2/notebook/actions/start` });
  assert.equal(JSON.parse(byPath.body).code, '10007');
  await entry(page, 1).getByText('by its path').waitFor();
  await context.mock.call({ body: '{"notebookId":"case:code/10008"}' });
  await entry(page, 2).getByText('by its notebook id').waitFor();
  await context.mock.call({ headers: { Prefer: 'example=user-frozen' } });
  await entry(page, 3).getByText('by its Prefer header').waitFor();
}));

test('with TLS the page is on plain HTTP, and shows the https address', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mock-'));
  const secure = await Mock.start({ more: ['--tls', '--tls-dir', folder] });
  try {
    await visit(context.browser, secure, DESKTOP, async page => {
      await says(page, '#base', secure.url);
      assert.match(secure.url, /^https:/);
      await page.getByText('The device has to trust ca.pem').waitFor();
      const line = (await page.locator('#curl').innerText()).replace('scnet-notebook-mock-tls', folder);
      const { stdout } = await promisify(exec)(line);
      assert.ok(stdout.endsWith('{"code":"0","msg":"success","data":true}'), stdout);
      await entry(page, 1).locator('summary').click();
      await entry(page, 1).getByText('over TLS').waitFor();
    });
  } finally {
    await secure.stop();
    await rm(folder, { recursive: true });
  }
});

test('a TLS case is shown before the next call, and a client that refuses it is not shown as refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mock-'));
  const secure = await Mock.start({ more: ['--case', 'tls/expired', '--tls-dir', folder] });
  try {
    await visit(context.browser, secure, DESKTOP, async page => {
      await says(page, '#next-tls', 'Before it comes the handshake tls/expired, which a client must refuse.');
      await promisify(exec)(await page.locator('#curl').innerText().then(line => line.replace('scnet-notebook-mock-tls', folder)))
        .then(() => assert.fail('curl has accepted it'), error => assert.equal(error.code, 60));
      await entry(page, 1).getByText(/^the TLS handshake failed: /).waitFor();
    });
  } finally {
    await secure.stop();
    await rm(folder, { recursive: true });
  }
});
