// The buttons of the page, and the texts to copy.

import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { DESKTOP, defaultButton, eachTest, entry, queueButton, queued, says } from './browser.mjs';

const context = eachTest();

/** The queue of the mock: names and uses. */
const queue = async () => (await context.mock.admin('GET', 'queue')).queue.map(entry => [entry.case, entry.times]);

test('a case is queued with a click, and the next call gets it', () => context.visit(DESKTOP, async page => {
  await queueButton(page, 'code/10007').click();
  await says(page, '#next-name', 'code/10007');
  assert.deepEqual(await queue(), [['code/10007', 1]]);

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
    const count = page.locator(`li[data-case="${name}"] .queued`);
    const before = await count.innerText();
    await queueButton(page, name).click();
    await says(page, `li[data-case="${name}"] .queued`, String(Number(before) + 1));
  }
  await says(page, '#next-name', 'code/10007');
  assert.deepEqual(await queued(page), ['code/10007', 'json/data-null', 'code/10007', 'code/0']);
  await page.getByRole('button', { name: 'Clear the queue' }).click();
  await says(page, '#next-name', 'code/0');
  assert.deepEqual(await queue(), []);
}));

test('equal entries of the queue are shown as one, and a click takes one use off', () => context.visit(DESKTOP, async page => {
  await context.mock.admin('POST', 'queue', { cases: ['json/data-null', ...Array(3).fill('code/10007')] });
  await page.locator('#chips').getByText('3 times').waitFor();
  assert.deepEqual(await queued(page), ['json/data-null', 'code/10007', 'code/0']);
  const remove = page.getByRole('button', { name: 'Take one code/10007 off the queue' });
  await remove.click();
  await page.locator('#chips').getByText('2 times').waitFor();
  assert.deepEqual(await queue(), [['json/data-null', 1], ['code/10007', 2]]);
  await remove.click();
  await page.locator('#chips').getByText('times').waitFor({ state: 'detached' });
  await remove.click();
  await remove.waitFor({ state: 'detached' });
  assert.deepEqual(await queue(), [['json/data-null', 1]]);
}));

test('an entry that was used meanwhile is gone, and the page says so', () => context.visit(DESKTOP, async page => {
  await queueButton(page, 'code/10007').click();
  const remove = page.getByRole('button', { name: 'Take one code/10007 off the queue' });
  await remove.waitFor();
  // The page believes that the entry is there.
  await page.route('**/__admin/queue', (route, request) => (request.method() === 'GET' ? route.abort() : route.continue()));
  await context.mock.admin('DELETE', 'queue');
  await remove.click();
  await page.getByText('Not done: ').waitFor();
}));

test('an entry for one device is shown with its delay and its device', () => context.visit(DESKTOP, async page => {
  const limits = { delay: '100ms..2s', token: '…w5c4', notebook: '1821067171420946434' };
  await context.mock.admin('POST', 'queue', { case: 'code/10007', times: 2, ...limits });
  await says(page, '#next-title', 'The next call of one device gets');
  const chip = page.locator('#chips .chip').first();
  for (const note of ['2 times', 'after 100ms..2s', 'for token …w5c4', 'for notebook 1821067171420946434']) {
    await chip.getByText(note, { exact: true }).waitFor();
  }
}));

test('the delay is set, and a call that waits for it does not look stalled', () => context.visit(DESKTOP, async page => {
  await page.getByLabel('Delay of each reply').fill('30');
  await page.getByLabel('Delay of each reply').press('Enter');
  await page.getByText('Not done: ').waitFor();
  await page.getByLabel('Delay of each reply').fill('3s');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await says(page, '#heard', 'The delay is 3s');
  assert.deepEqual(await context.mock.admin('GET', 'delay'), { delay: '3s' });
  const call = context.mock.call();
  await entry(page, 1).getByText('waiting for its delay of 3 s').waitFor();
  await call;
  await entry(page, 1).getByText(/^200 · 130 B · 3(\.\d+)? s · closed$/).waitFor();
  await entry(page, 1).locator('summary').click();
  assert.match(await entry(page, 1).locator('.facts').innerText(), /delay\s+3 s/);
}));

test('a delay that a script sets is shown, but not over one that is being typed', () => context.visit(DESKTOP, async page => {
  const field = page.getByLabel('Delay of each reply');
  await context.mock.admin('PUT', 'delay', { delay: '5ms' });
  await page.waitForFunction(() => document.querySelector('#new-delay').value === '5ms');
  await field.fill('7s');
  await context.mock.admin('PUT', 'delay', { delay: '6ms' });
  await context.mock.call();
  await entry(page, 1).waitFor(); // the delay was read with it
  assert.equal(await field.inputValue(), '7s');
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
  assert.deepEqual(await queued(page), ['code/10001', 'code/10003', 'code/10004']);
}));

test('a reset asks for confirmation, and clears everything', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await queueButton(page, 'code/10007').click();
  await defaultButton(page, 'code/10008').click();
  await says(page, '#next-name', 'code/10007');
  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.keyboard.press('/');
  assert.equal(await page.locator('#main').getAttribute('data-view'), 'journal', 'the page behind a dialog takes no keys');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual(await queue(), [['code/10007', 1]]);

  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByText('The journal is cleared').waitFor();
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
