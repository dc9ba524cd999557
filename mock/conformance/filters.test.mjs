// The journal of the page is filtered, saved, paused and cleared.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { OTHER_TOKEN } from './mock.mjs';
import { DESKTOP, eachTest, entries, entry, says } from './browser.mjs';

const context = eachTest();

const numbers = page => entries(page).evaluateAll(items => items.map(item => Number(item.dataset.number)));

test('the journal is filtered by kind and by device', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await context.mock.call({ token: null });
  await context.mock.call({ token: OTHER_TOKEN, body: '{"notebookId":"2"}' });
  await context.mock.call();
  await context.mock.call({ headers: { Prefer: 'code=10007' } });
  await entry(page, 5).waitFor();
  const kind = page.getByLabel('Filter the requests'), device = page.getByLabel('Filter by device');
  for (const [name, expected] of [['Executed', [4, 3, 1]], ['Refused', [5, 2]], ['Repeated', [5, 4]], ['All requests', [5, 4, 3, 2, 1]]]) {
    await kind.selectOption(name);
    assert.deepEqual(await numbers(page), expected, name);
  }
  const devices = ['127.0.0.1', '127.0.0.1 …OTER', '127.0.0.1 …lY2s'];
  assert.deepEqual(await device.locator('option').allInnerTexts(), ['All devices', ...devices]);
  await device.selectOption('127.0.0.1 …lY2s');
  assert.deepEqual(await numbers(page), [5, 4, 1]);
  await kind.selectOption('Repeated');
  await says(page, '#shown', '2 of 5');
  await device.selectOption('127.0.0.1 …OTER');
  await page.getByText('None of the 5 in the journal passes the filters').waitFor();

  // A request that arrives is filtered as well.
  await context.mock.call();
  await says(page, '#shown', '0 of 6');
  await context.mock.call({ token: OTHER_TOKEN, body: '{"notebookId":"2"}' });
  await entry(page, 7).waitFor();
  assert.deepEqual(await numbers(page), [7]);

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('The journal is cleared').waitFor();
  assert.deepEqual([await kind.inputValue(), await device.inputValue()], ['repeated', '127.0.0.1 …OTER']);
}));

test('each entry names its device as soon as there are two', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).waitFor();
  assert.equal(await entry(page, 1).getByText('from 127.0.0.1').isVisible(), false);
  await context.mock.call({ token: OTHER_TOKEN });
  await entry(page, 2).getByText('from 127.0.0.1 …OTER').waitFor();
  assert.equal(await entry(page, 1).getByText('from 127.0.0.1 …lY2s').isVisible(), true);
}));

test('the whole journal is saved as JSON lines, whatever is shown', () => context.visit(DESKTOP, async page => {
  for (let count = 0; count < 3; count++) await context.mock.call();
  await entry(page, 3).getByText(/· closed$/).waitFor();
  await page.getByLabel('Filter the requests').selectOption('Refused');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save' }).click()]);
  assert.match(download.suggestedFilename(), /^notebook-journal-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.jsonl$/);
  const lines = (await readFile(await download.path(), 'utf8')).split('\n');
  assert.equal(lines.pop(), '');
  assert.deepEqual(lines.map(line => JSON.parse(line)), (await context.mock.admin('GET', 'requests')).requests);
}));

test('the journal can be paused, and catches up', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await context.mock.call();
  await context.mock.call();
  await page.getByRole('button', { name: 'Resume, 2 new' }).waitFor();
  assert.equal(await entries(page).count(), 1);
  await page.getByRole('button', { name: 'Resume, 2 new' }).click();
  await entry(page, 3).waitFor();
  assert.equal(await entries(page).count(), 3);
}));

test('the journal is cleared, and later requests are shown', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).waitFor();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('The journal is cleared').waitFor();
  assert.deepEqual((await context.mock.admin('GET', 'requests')).requests, []);
  await context.mock.call();
  await entry(page, 2).waitFor();
}));

test('a journal cleared by a script is cleared on the page', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).waitFor();
  await context.mock.admin('POST', 'reset', {});
  await page.getByText('The journal is cleared').waitFor();
}));

test('a journal cleared by a script is cleared on the page, even if a call follows at once', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).waitFor();
  await context.mock.admin('POST', 'reset', {});
  await context.mock.call();
  await entry(page, 2).waitFor();
  await entry(page, 1).waitFor({ state: 'detached' });
  assert.equal(await entries(page).count(), 1);
}));
