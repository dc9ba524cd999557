// Tabs share the six connections of a browser, and a hidden tab leaves its own to the others.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, eachTest, entry, hide, queueButton, says } from './browser.mjs';

const context = eachTest();

test('a hidden page asks nothing of the mock, and catches up when it is shown', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).locator('summary').click();
  await page.waitForRequest(request => request.url().includes('after=1&wait='));
  const aborted = page.waitForEvent('requestfailed', request => request.url().includes('wait='));
  await hide(page, true);
  await aborted;
  const asked = [];
  page.on('request', request => asked.push(request.url()));
  await context.mock.call({ token: null });
  await context.mock.admin('PUT', 'default', { case: 'code/10007' });
  await page.waitForTimeout(3000); // the state is read every two and a half seconds
  assert.deepEqual(asked, []);
  assert.equal(await page.locator('#link').getAttribute('data-state'), 'live');

  await hide(page, false);
  await entry(page, 2).getByText('Refused').waitFor({ timeout: 2000 });
  await says(page, '#next-name', 'code/10007');
  assert.equal(await entry(page, 1).locator('details').evaluate(details => details.open), true, 'it was not drawn anew');
  await context.mock.call();
  await entry(page, 3).waitFor({ timeout: 2000 });
}));

test('a page that is hidden while a call is played shows its end afterwards', () => context.visit(DESKTOP, async page => {
  await context.mock.admin('POST', 'queue', { case: 'conn/stall-before-headers' });
  const device = new AbortController();
  const call = context.mock.call({ signal: device.signal });
  await entry(page, 1).getByText('still playing').waitFor();
  await hide(page, true);
  device.abort();
  await call;
  await hide(page, false);
  await entry(page, 1).getByText('the client left first').waitFor();
}));

for (const others of ['hidden', 'shown']) {
  test(`of nine tabs the last is served, while the others are ${others}`, async () => {
    const tabs = await context.browser.newContext(DESKTOP);
    try {
      let page;
      for (let count = 0; count < 9; count++) {
        if (page && others === 'hidden') await hide(page, true);
        page = await tabs.newPage();
        page.setDefaultTimeout(5000);
        await page.goto(context.mock.page);
        await page.locator('#link[data-state="live"]').waitFor();
      }
      await queueButton(page, 'code/10007').click();
      await says(page, '#next-name', 'code/10007');
      await context.mock.call();
      await entry(page, 1).getByText('from the queue').waitFor();
    } finally {
      await tabs.close();
    }
  });
}
