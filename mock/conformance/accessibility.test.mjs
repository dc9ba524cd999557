// axe-core on the page: light and dark, wide and narrow, with every kind of entry.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { Mock } from './mock.mjs';
import { DESKTOP, PHONE, entry, launch, visit } from './browser.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = createRequire(import.meta.url).resolve('axe-core');

let browser, mock;
before(async () => {
  browser = await launch();
  mock = await Mock.start();
  await mock.call();
  await mock.call();
  await mock.call({ token: null });
  await mock.admin('POST', 'queue', { cases: ['code/10007', 'conn/reset-mid-body'] });
});
after(async () => {
  await browser?.close();
  await mock?.stop();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [width, options] of Object.entries({ wide: DESKTOP, narrow: PHONE })) {
    test(`axe finds no violation, ${colorScheme} and ${width}`, () => visit(
      browser, mock, { ...options, colorScheme, bypassCSP: true, reducedMotion: 'reduce' },
      async page => {
        await entry(page, 3).locator('summary').click();
        await page.addScriptTag({ path: AXE });
        const views = width === 'wide' ? [null] : ['Journal', 'Cases', 'Connect'];
        for (const view of views) {
          if (view) await page.getByRole('button', { name: view, exact: true }).click();
          const { violations } = await page.evaluate(runOnly => axe.run({ runOnly }), RULES);
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)]), [], view ?? '');
        }
      },
    ));
  }
}
