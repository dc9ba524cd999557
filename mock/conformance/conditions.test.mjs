// The page while the mock is away or answers nonsense, on a phone, from the keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, PHONE, each, entry, queueButton, says } from './browser.mjs';

const the = each();

test('when the mock stops the page says so, keeps what it saw, and goes on when the mock is back', () => the.on(DESKTOP, async page => {
  await the.bench.call();
  await entry(page, 1).waitFor();
  await the.bench.stop();
  await page.getByText('The mock does not answer').waitFor();
  assert.equal(await entry(page, 1).isVisible(), true);
  assert.equal(await queueButton(page, 'code/10007').isEnabled(), false);

  await the.bench.restart();
  await page.getByText('No request yet').waitFor();
  await page.getByText('The mock does not answer').waitFor({ state: 'hidden' });
  assert.equal(await queueButton(page, 'code/10007').isEnabled(), true);
  await the.bench.call({ token: null });
  await entry(page, 1).getByText('Refused: the header token is missing').waitFor();
}));

test('a journal that is paused shows nothing of another mock', () => the.on(DESKTOP, async page => {
  for (let count = 0; count < 3; count++) await the.bench.call();
  await entry(page, 3).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await the.bench.restart();
  await page.getByText('No request yet').waitFor();
  await the.bench.call();
  await page.getByRole('button', { name: 'Resume, 1 new' }).waitFor();
  assert.equal(await entry(page, 1).count(), 0);
}));

test('what the mock does not do is told, and can be put away', () => the.on(DESKTOP, async page => {
  await page.route('**/__admin/queue', (route, request) => (request.method() === 'POST'
    ? route.fulfill({ status: 400, json: { error: 'there is no case <b>x</b>' } }) : route.continue()));
  await queueButton(page, 'code/10007').click();
  await page.getByText('Not done: there is no case <b>x</b>.').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  assert.equal(await page.getByText('Not done').isVisible(), false);
}));

test('an answer that makes no sense is told, and recovered from', () => the.on(DESKTOP, async page => {
  let broken = true;
  await page.route('**/__admin/requests?*', route => (broken ? route.fulfill({ body: '<html>' }) : route.continue()));
  await the.bench.call(); // ends the poll that is under way
  await page.getByText('something that this page does not understand').waitFor();
  broken = false;
  await entry(page, 1).waitFor();
  await page.getByText('does not understand').waitFor({ state: 'hidden' });
}));

test('on a phone nothing scrolls sideways, however long what the device sent', () => the.on(PHONE, async page => {
  const long = 'x'.repeat(900);
  await the.bench.call({ token: long, path: `/${long}?${long}`, method: 'PUT', headers: { [`X-${long.slice(0, 200)}`]: long } });
  await the.bench.call({ body: JSON.stringify({ notebookId: long }) });
  await the.bench.admin('POST', 'queue', { cases: Array(30).fill('conn/reset-after-reply-unannounced') });
  await page.getByText('and 17 more').waitFor();
  for (const number of [1, 2]) await entry(page, number).locator('summary').click();
  await entry(page, 2).locator('pre').waitFor();
  for (const view of ['Journal', 'Cases', 'Connect']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.equal(window, 360);
    assert.ok(content <= window, `${view}: ${content}`);
  }
}));

test('on a phone a case is queued and its call is seen', () => the.on(PHONE, async page => {
  await page.getByRole('button', { name: 'Cases', exact: true }).tap();
  await queueButton(page, 'code/10007').tap();
  await says(page, '#next-name', 'code/10007');
  await page.getByRole('button', { name: 'Journal', exact: true }).tap();
  await the.bench.call();
  await entry(page, 1).getByText('code/10007').waitFor();
}));

test('a case is queued from the keyboard, and a screen reader is told', () => the.on(DESKTOP, async page => {
  await page.getByLabel('Filter the cases').fill('user is frozen');
  await page.keyboard.press('Tab');
  while (!await queueButton(page, 'code/10007').evaluate(button => button === document.activeElement)) {
    assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'the button cannot be reached');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await says(page, '#heard', 'code/10007 is queued, at place 1');
  await the.bench.call();
  await says(page, '#heard', 'request 1, code/10007, not executed');
}));
