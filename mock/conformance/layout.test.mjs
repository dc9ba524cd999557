// Nothing leaves its panel, and nothing moves under the pointer.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OTHER_TOKEN } from './mock.mjs';
import { DESKTOP, NARROW, PHONE, eachTest, entry, queueButton, says } from './browser.mjs';

const context = eachTest();

const VIEWS = ['Journal', 'Cases', 'Connect'];
const isNarrow = width => width < 900;
const show = (page, view) => page.getByRole('button', { name: view, exact: true }).click();

/** Returns the elements that leave their panel or are cut, except in what scrolls by itself, and the page if it scrolls sideways. */
const outside = page => page.evaluate(() => {
  const wrong = [];
  for (const panel of document.querySelectorAll('.panel, .bar, dialog[open]')) {
    const { left, right, top, bottom } = panel.getBoundingClientRect();
    for (const inner of panel.querySelectorAll('*')) {
      const box = inner.getBoundingClientRect();
      if (box.width === 0 || inner.closest('.unseen, option, svg')) continue;
      if (inner.parentElement.closest('pre')) continue;
      if (box.left < left - 0.5 || box.right > right + 0.5) wrong.push(`${inner.localName}.${inner.className} ${box.left}..${box.right}`);
      if (!inner.closest('.scroll') && (box.top < top - 0.5 || box.bottom > bottom + 0.5)) wrong.push(`${inner.localName}.${inner.className} ${box.top}..${box.bottom}`);
      const isCut = inner.scrollWidth > inner.clientWidth + 1 && getComputedStyle(inner).overflowX !== 'visible';
      if (isCut && !inner.title) wrong.push(`${inner.localName}.${inner.className} is cut`);
      if (/times$/.test(inner.textContent) && inner.matches('.chip .dim') && inner.offsetHeight > 20) wrong.push(`${inner.textContent} breaks`);
    }
  }
  const filter = document.querySelector('#filter'), pen = document.createElement('canvas').getContext('2d');
  pen.font = getComputedStyle(filter).font;
  const room = filter.clientWidth - 40; // without its padding and the button that empties it
  if (room > 0 && pen.measureText(filter.placeholder).width > room) wrong.push('the placeholder is cut');
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) wrong.push(`the page has ${scrollWidth} of ${innerWidth}`);
  return wrong;
});

for (const rows of [0, 5, 200]) {
  test(`nothing leaves its panel from 320 to 1720 pixels, with ${rows} rows`, async () => {
    const long = 'x'.repeat(900);
    const calls = [
      {}, {}, { token: long, path: `/${long}?${long}`, method: 'PUT', headers: { [`X-${long.slice(0, 200)}`]: long } },
      { body: JSON.stringify({ notebookId: long }) }, { token: OTHER_TOKEN, headers: { Prefer: 'example=conn/reset-after-reply-unannounced' } },
    ];
    for (let count = 0; count < rows; count++) await context.mock.call(calls[count % calls.length]);
    const entry = { case: 'conn/reset-after-reply-unannounced', delay: '100ms..2s', token: 'w5c4' };
    if (rows > 0) await context.mock.admin('POST', 'queue', { cases: [...Array(4).keys()].map(more => ({ ...entry, times: 999 + more, notebook: `182106717142094643${more}` })) });
    await context.visit(DESKTOP, async page => {
      if (rows > 0) await page.locator('#entries > li').nth(4).waitFor();
      for (const summary of await page.locator('#entries summary').all()) if (rows === 5) await summary.click();
      for (const width of [320, 360, 390, 480, 600, 768, 899, 900, 1024, 1280, 1440, 1720, 2000]) {
        await page.setViewportSize({ width, height: 800 });
        for (const view of isNarrow(width) ? VIEWS : [null]) {
          if (view) await show(page, view);
          assert.deepEqual(await outside(page), [], `${width} ${view}`);
        }
      }
    });
  });
}

for (const [name, options] of Object.entries({ 'a desktop': DESKTOP, 'a phone': PHONE, 'a narrow phone': NARROW })) {
  test(`on ${name} the list of cases does not move under the pointer`, () => context.visit(options, async page => {
    if (options !== DESKTOP) await show(page, 'Cases');
    const button = queueButton(page, 'code/10004');
    const place = async () => {
      const { x, y, width, height } = await button.boundingBox();
      return [x, y + await page.evaluate(() => scrollY), width, height].map(Math.round);
    };
    await button.scrollIntoViewIfNeeded();
    const before = await place();
    for (let count = 0; count < 3; count++) await button.click();
    await says(page, 'li[data-case="code/10004"] .queued', '3');
    assert.deepEqual(await place(), before, 'queued');
    const cases = ['code/10001', 'conn/reset-after-reply-unannounced', 'json/data-null', 'code/10007', 'status/502'];
    await context.mock.admin('POST', 'queue', { cases });
    await context.mock.admin('PUT', 'default', { case: 'conn/reset-after-reply-unannounced' });
    await page.locator('#chips').getByText('json/data-null').waitFor();
    assert.deepEqual(await place(), before, 'a long queue');
    for (let count = 0; count < 12; count++) await context.mock.call();
    await entry(page, 12).waitFor({ state: 'attached' });
    assert.deepEqual(await place(), before, 'requests');
    await page.route('**/__admin/queue', (route, request) => (request.method() === 'POST'
      ? route.fulfill({ status: 400, json: { error: 'the queue is full' } }) : route.continue()));
    await button.click();
    await page.getByText('Not done: the queue is full.').waitFor();
    assert.deepEqual(await place(), before, 'a failure');
    await context.mock.stop();
    await page.getByText('The mock does not answer').waitFor();
    assert.deepEqual(await place(), before, 'a stopped mock');
  }));
}
