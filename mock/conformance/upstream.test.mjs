// The page of a mock that passes starts on, here to a second mock.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { Mock } from './mock.mjs';
import { DESKTOP, entry, launch, says, visit } from './browser.mjs';

let browser, service, mock;
before(async () => {
  browser = await launch();
  service = await Mock.start({ more: ['--case', 'json/code-number'] });
  mock = await Mock.start({ more: ['--upstream', service.url, '--yes-start-for-real'] });
});
after(async () => {
  await browser?.close();
  await mock?.stop();
  await service?.stop();
});

test('the answer of the service is shown by its differences from the page, and saved as a case', () => visit(browser, mock, DESKTOP, async page => {
  await says(page, '#next-summary', 'The start goes to the real service, and may cost money.');
  await mock.call();
  await entry(page, 1).getByText(/· closed$/).waitFor();
  await entry(page, 1).getByText('1 difference from the page of the service').waitFor();
  await entry(page, 1).locator('summary').click();
  await entry(page, 1).getByText('The service answered 200; differences from its page').waitFor();
  assert.deepEqual(await entry(page, 1).locator('.upstream li').allInnerTexts(), ['code is a number, not a string']);
  const link = entry(page, 1).getByRole('link', { name: 'Save this answer as a case' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.equal(download.suggestedFilename(), 'request-1.json');
  const saved = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(saved.answer.body, '{"code":0,"msg":"success","data":true}');
}));

test('an answer as on the page has no difference', () => visit(browser, mock, DESKTOP, async page => {
  await service.admin('PUT', 'default', { case: 'code/0' });
  await mock.call();
  await entry(page, 2).getByText(/· closed$/).waitFor();
  await entry(page, 2).locator('summary').click();
  await entry(page, 2).getByText('The service answered 200; no difference from its page').waitFor();
}));
