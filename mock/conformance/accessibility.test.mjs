// axe on the page, in both colour schemes, wide and narrow, with every kind of entry on it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { Bench } from './bench.mjs';
import { DESKTOP, PHONE, entry, launch, look } from './browser.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = createRequire(import.meta.url).resolve('axe-core');

let browser, bench;
before(async () => {
  browser = await launch();
  bench = await Bench.start();
  await bench.call();
  await bench.call();
  await bench.call({ token: null });
  await bench.admin('POST', 'queue', { cases: ['code/10007', 'conn/reset-mid-body'] });
});
after(async () => {
  await browser?.close();
  await bench?.stop();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [width, options] of Object.entries({ wide: DESKTOP, narrow: PHONE })) {
    test(`nothing keeps anyone out, ${colorScheme} and ${width}`, () => look(
      browser, bench, { ...options, colorScheme, bypassCSP: true, reducedMotion: 'reduce' },
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
