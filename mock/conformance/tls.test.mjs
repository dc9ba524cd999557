// The page of a mock with TLS, called by Chromium, by curl, and by curl without HTTP/2, as by a device.

import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { Mock, START } from './mock.mjs';
import { DESKTOP, entry, launch, says, visit } from './browser.mjs';

/** Starts a mock with these options and a new CA, and opens its page. */
async function secure(options, at) {
  const folder = await mkdtemp(join(tmpdir(), 'mock-'));
  const [browser, mock] = await Promise.all([launch(), Mock.start({ more: [...options, '--tls', '--tls-dir', folder] })]);
  try {
    await visit(browser, mock, DESKTOP, page => at(page, mock, folder, browser));
  } finally {
    await browser.close();
    await mock.stop();
    await rm(folder, { recursive: true });
  }
}

/** Calls the mock by the line on the page; `more` are options. Resolves to what curl printed, or to its error. */
const curl = async (page, folder, more = '') => {
  const line = (await page.locator('#curl').textContent()).replace('scnet-notebook-mock-tls', folder);
  return promisify(exec)(line.replace('curl', `curl ${more}`)).catch(error => error);
};

// So curl offers no more than a device.
const AS_DEVICE = '--http1.1';

const mark = (page, number) => entry(page, number).getAttribute('data-mark');

test('with TLS the page is on plain HTTP, and shows the https address', () => secure([], async (page, mock, folder) => {
  await says(page, '#base', mock.url);
  assert.match(mock.url, /^https:/);
  await page.getByText('The device has to trust ca.pem').waitFor();
  const { stdout } = await curl(page, folder);
  assert.ok(stdout.endsWith('{"code":"0","msg":"success","data":true}'), stdout);
  await entry(page, 1).locator('summary').click();
  await entry(page, 1).getByText('over TLS').waitFor();
}));

test('a device that does not trust the CA is told apart from a browser and from curl', () => secure([], async (page, mock, folder, browser) => {
  const call = `curl ${mock.url}${START}`;
  for (const [number, more, hint, colour] of [
    [1, AS_DEVICE, 'Hint: the device does not trust ca.pem', 'bad'],
    [2, '', 'Hint: a browser or curl (it offers HTTP/2) does not trust ca.pem', 'warn'],
  ]) {
    assert.equal((await promisify(exec)(`${call} ${more}`).catch(error => error)).code, 60);
    await entry(page, number).getByText(hint).waitFor();
    assert.equal(await mark(page, number), colour);
  }
  const other = await browser.newPage();
  await assert.rejects(other.goto(mock.url), /ERR_CERT_AUTHORITY_INVALID/);
  await entry(page, 3).getByText(/^Hint: a browser or curl \(it offers HTTP\/2\) /).waitFor();
  assert.equal(await mark(page, 3), 'warn');
}));

test('a TLS case that is refused, as it must be, is marked as good', () => secure(['--case', 'tls/expired'], async (page, mock, folder) => {
  await says(page, '#next-tls', 'Before it comes the handshake tls/expired, which a client must refuse.');
  assert.equal((await curl(page, folder, AS_DEVICE)).code, 60);
  await entry(page, 1).getByText('the device refused tls/expired, as it must').waitFor();
  assert.equal(await mark(page, 1), 'good');
  assert.equal(await entry(page, 1).getByText('Hint').count(), 0);
}));

test('a TLS case that is refused for another reason, or accepted, is not', () => secure(['--case', 'tls/expired'], async (page, mock, folder) => {
  assert.equal((await promisify(exec)(`curl ${AS_DEVICE} ${mock.url}${START}`).catch(error => error)).code, 60);
  await entry(page, 1).getByText('Hint: the device refused tls/expired, but for another reason: it does not trust ca.pem').waitFor();
  assert.equal(await mark(page, 1), 'bad');
  const { stdout } = await curl(page, folder, '--insecure');
  assert.ok(stdout.endsWith('{"code":"0","msg":"success","data":true}'), stdout);
  await entry(page, 2).getByText('Hint: the client accepted tls/expired, which it must refuse').waitFor();
  assert.equal(await mark(page, 2), 'bad');
}));
