// The page of the mock in headless Chromium. Whatever goes wrong in the page fails the test that looks at it.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';

import { Bench } from './bench.mjs';

export const DESKTOP = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});

/** Keeps a browser for all tests of a file, and a mock of its own for each; `on` looks at its page. */
export function each() {
  const the = { on: (options, at) => look(the.browser, the.bench, options, at) };
  before(async () => { the.browser = await launch(); });
  after(() => the.browser?.close());
  beforeEach(async () => { the.bench = await Bench.start(); });
  afterEach(() => the.bench?.stop());
  return the;
}

/** Opens the page, looks at it, and closes it; fails when the page asked anyone else or reported an error. */
export async function look(browser, bench, options, at) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrong = [];
  page.on('pageerror', error => wrong.push(error.message));
  page.on('dialog', dialog => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', message => {
    // Chromium itself says so when a request fails, as it has to while the mock is away.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) wrong.push(message.text());
  });
  page.on('request', request => {
    const { protocol, origin, pathname } = new URL(request.url());
    const own = origin === bench.page && (pathname === '/' || pathname.startsWith('/__admin/'));
    if (!own && protocol !== 'data:') wrong.push(`request: ${request.url()}`);
  });
  try {
    await page.goto(bench.page);
    await page.locator('#link[data-state="live"]').waitFor();
    await at(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

/** The entries of the journal, newest first. */
export const entries = page => page.locator('#entries > li');

/** The entry of one request. */
export const entry = (page, number) => page.locator(`#entries > li[data-number="${number}"]`);

/** Waits until an element has exactly this text. */
export const says = (page, selector, text) => page.waitForFunction(
  ([selector, text]) => document.querySelector(selector)?.innerText.trim() === text, [selector, text]);

export const queueButton = (page, name) => page.getByRole('button', { name: `Queue ${name}`, exact: true });
export const defaultButton = (page, name) => page.getByRole('button', { name: `Make ${name} the default`, exact: true });
