// The page without a mouse.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, NARROW, eachTest, says } from './browser.mjs';

const context = eachTest();

/** The accessible name or the id of the focused element. */
const focused = page => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.id);

test('a case is queued with the keyboard, and announced to a screen reader', () => context.visit(DESKTOP, async page => {
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'filter');
  await page.keyboard.type('user is frozen/');
  assert.equal(await page.locator('#filter').inputValue(), 'user is frozen/');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Queue code/10007');
  await page.keyboard.press('Enter');
  await says(page, '#heard', 'code/10007 is queued, at place 1');
  await context.mock.call();
  await says(page, '#heard', 'request 1, code/10007, not executed');
}));

test('the arrow keys move in the list of cases, and Tab leaves it', () => context.visit(DESKTOP, async page => {
  await page.keyboard.press('/');
  for (const [key, name] of [
    ['ArrowDown', 'Queue code/0'], ['ArrowDown', 'Queue code/10001'], ['ArrowRight', 'Make code/10001 the default'],
    ['ArrowDown', 'Make code/10003 the default'], ['ArrowLeft', 'Queue code/10003'], ['ArrowUp', 'Queue code/10001'],
    ['Home', 'Queue code/0'], ['ArrowUp', 'Queue code/0'],
  ]) {
    await page.keyboard.press(key);
    assert.equal(await focused(page), name, key);
  }
  await page.keyboard.press('End');
  const last = page.locator('#families li').last();
  assert.equal(await focused(page), `Queue ${await last.getAttribute('data-case')}`);
  await last.scrollIntoViewIfNeeded();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('#families')), null);
  await page.keyboard.press('Shift+Tab');
  assert.match(await focused(page), /^Make .* the default$/);
}));

test('the links at the start skip to the journal and to the cases', () => context.visit(NARROW, async page => {
  for (const [name, id] of [['Skip to the journal', 'journal'], ['Skip to the cases', 'filter']]) {
    const link = page.getByRole('link', { name });
    await page.locator('body').press('Home');
    await link.focus();
    await page.waitForFunction(name => {
      const { top } = [...document.querySelectorAll('.skip a')].find(link => link.textContent === name).getBoundingClientRect();
      return top >= 0;
    }, name);
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), id);
    assert.equal(await page.locator(`#${id}`).isVisible(), true);
  }
}));

test('the first Tab reaches a link that skips', () => context.visit(DESKTOP, async page => {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the journal');
}));

test('the focus keeps its place in the queue while entries are taken off', () => context.visit(DESKTOP, async page => {
  const remove = name => `Take one ${name} off the queue`;
  await context.mock.admin('POST', 'queue', { cases: ['code/10001', 'code/10007', 'code/10007', 'code/10008'] });
  await page.getByRole('button', { name: remove('code/10007') }).focus();
  for (const [left, name] of [
    ['code/10001 code/10007 code/10008', 'code/10007'], ['code/10001 code/10008', 'code/10008'], ['code/10001', 'code/10001'],
  ]) {
    await page.keyboard.press('Enter');
    await page.waitForFunction(left => [...document.querySelectorAll('#chips .chip:not(.default)')]
      .map(chip => chip.dataset.case + (chip.textContent.includes('2 times') ? ' twice' : '')).join(' ') === left, left);
    assert.equal(await focused(page), remove(name));
  }
  await page.getByRole('button', { name: 'Clear the queue' }).focus();
  await page.keyboard.press('Enter');
  await says(page, '#heard', 'The queue is empty');
  assert.equal(await page.evaluate(() => document.activeElement.contains(document.querySelector('#chips'))), true);
}));
