// The page while the mock is stopped or sends nonsense, and on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, PHONE, eachTest, entry, queueButton, says } from './browser.mjs';

const context = eachTest();

test('a stopped mock is reported, the entries stay, and the page goes on when the mock is back', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).waitFor();
  await context.mock.stop();
  await page.getByText('The mock does not answer').waitFor();
  assert.equal(await entry(page, 1).isVisible(), true);
  assert.equal(await queueButton(page, 'code/10007').isEnabled(), false);

  await context.mock.restart();
  await page.getByText('No request yet').waitFor();
  await page.getByText('The mock does not answer').waitFor({ state: 'hidden' });
  assert.equal(await queueButton(page, 'code/10007').isEnabled(), true);
  await context.mock.call({ token: null });
  await entry(page, 1).getByText('Refused: the header token is missing').waitFor();
}));

test('a paused journal shows no entry of another mock', () => context.visit(DESKTOP, async page => {
  for (let count = 0; count < 3; count++) await context.mock.call();
  await entry(page, 3).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await context.mock.restart();
  await page.getByText('No request yet').waitFor();
  await context.mock.call();
  await page.getByRole('button', { name: 'Resume, 1 new' }).waitFor();
  assert.equal(await entry(page, 1).count(), 0);
}));

test('a failed action is reported, and the report can be closed', () => context.visit(DESKTOP, async page => {
  await page.route('**/__admin/queue', (route, request) => (request.method() === 'POST'
    ? route.fulfill({ status: 400, json: { error: 'there is no case <b>x</b>' } }) : route.continue()));
  await queueButton(page, 'code/10007').click();
  await page.getByText('Not done: there is no case <b>x</b>.').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  assert.equal(await page.getByText('Not done').isVisible(), false);
}));

test('an invalid answer is reported, and the page recovers', () => context.visit(DESKTOP, async page => {
  let broken = true;
  await page.route('**/__admin/requests?*', route => (broken ? route.fulfill({ body: '<html>' }) : route.continue()));
  await context.mock.call(); // ends the poll that is under way
  await page.getByText('something that this page does not understand').waitFor();
  broken = false;
  await entry(page, 1).waitFor();
  await page.getByText('does not understand').waitFor({ state: 'hidden' });
}));

test('on a phone long requests do not make the page scroll sideways', () => context.visit(PHONE, async page => {
  const long = 'x'.repeat(900);
  await context.mock.call({ token: long, path: `/${long}?${long}`, method: 'PUT', headers: { [`X-${long.slice(0, 200)}`]: long } });
  await context.mock.call({ body: JSON.stringify({ notebookId: long }) });
  await context.mock.admin('POST', 'queue', { cases: Array(30).fill('conn/reset-after-reply-unannounced') });
  await page.getByText('30 times').waitFor();
  for (const number of [1, 2]) await entry(page, number).locator('summary').click();
  await entry(page, 2).locator('pre').waitFor();
  for (const view of ['Journal', 'Cases', 'Connect']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.equal(window, 390);
    assert.ok(content <= window, `${view}: ${content}`);
  }
}));

test('on a phone a case is queued and its call appears', () => context.visit(PHONE, async page => {
  await page.getByRole('button', { name: 'Cases', exact: true }).tap();
  await queueButton(page, 'code/10007').tap();
  await says(page, '#next-name', 'code/10007');
  await page.getByRole('button', { name: 'Journal', exact: true }).tap();
  await context.mock.call();
  await entry(page, 1).getByText('code/10007').waitFor();
}));
