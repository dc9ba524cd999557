// The page of the mock in headless Chromium. An error in the page fails the test.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';

import { Mock } from './mock.mjs';

export const DESKTOP = { viewport: { width: 1280, height: 800 } };
export const NARROW = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});

/** Provides one browser for the tests of a file, and a mock for each test; `visit` opens the page of that mock. */
export function eachTest() {
  const context = { visit: (options, at) => visit(context.browser, context.mock, options, at) };
  before(async () => { context.browser = await launch(); });
  after(() => context.browser?.close());
  beforeEach(async () => { context.mock = await Mock.start(); });
  afterEach(() => context.mock?.stop());
  return context;
}

/** Opens the page, passes it to `at`, and closes it; fails if the page called another server or reported an error. */
export async function visit(browser, mock, options, at) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors = [];
  page.on('pageerror', error => errors.push(error.message));
  page.on('dialog', dialog => { errors.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', message => {
    // Chromium logs every failed request, and requests fail while the mock is stopped.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
  });
  page.on('request', request => {
    const { protocol, origin, pathname } = new URL(request.url());
    const own = origin === mock.page && (pathname === '/' || pathname.startsWith('/__admin/'));
    if (!own && protocol !== 'data:') errors.push(`request: ${request.url()}`);
  });
  try {
    await page.goto(mock.page);
    await page.locator('#link[data-state="live"]').waitFor();
    await at(page);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

/** The entries of the journal, newest first. */
export const entries = page => page.locator('#entries > li');

/** The entry of one request. */
export const entry = (page, number) => page.locator(`#entries > li[data-number="${number}"]`);

/** The names of the queued cases on the page, in their order. */
export const queued = page => page.locator('#chips .chip').evaluateAll(chips => chips.map(chip => chip.dataset.case));

/** Tells the page that its tab is hidden, or shown. A headless browser never does. */
export const hide = (page, hidden) => page.evaluate(hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

/** Waits until an element has exactly this text. */
export const says = (page, selector, text) => page.waitForFunction(
  ([selector, text]) => document.querySelector(selector)?.innerText.trim() === text, [selector, text]);

export const queueButton = (page, name) => page.getByRole('button', { name: `Queue ${name}`, exact: true });
export const defaultButton = (page, name) => page.getByRole('button', { name: `Make ${name} the default`, exact: true });
