// The journal of the page: requests appear and change as they happen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Mock, START } from './mock.mjs';
import { DESKTOP, eachTest, entries, entry, says, visit } from './browser.mjs';

const context = eachTest();

test("a call appears, with all that it sent", () => context.visit(DESKTOP, async page => {
  await page.getByText('No request yet').waitFor();
  await context.mock.call({ headers: { 'X-Firmware': '1.2.3' } });

  const first = entry(page, 1);
  await first.getByText(/· closed$/).waitFor();
  const line = await first.locator('summary').innerText();
  for (const part of ['POST', '/ac/openapi/v2/notebook/actions/start', 'code/0', 'by default', 'executed', '200 · 130 B · ', ' ms · closed']) {
    assert.ok(line.includes(part), `${part}: ${line}`);
  }
  assert.equal(await page.getByText('No request yet').isVisible(), false);
  await first.locator('summary').click();
  await first.getByRole('row', { name: 'x-firmware 1.2.3' }).waitFor();
  assert.equal(await first.locator('pre').innerText(), '{"notebookId":"1821067171420946434"}');
  assert.match(await first.locator('.facts').innerText(), /notebook\s+1821067171420946434\s/);
  await says(page, '#requests', '1');
  await says(page, '#executed', '1');
}));

test('the times of calls are those of the clock of the mock, and none is negative if it was set back', async () => {
  for (let count = 0; count < 2; count++) await context.mock.call();
  const { requests } = await context.mock.admin('GET', 'requests');
  await context.visit({ ...DESKTOP, timezoneId: 'UTC' }, async page => {
    await page.clock.setFixedTime('2001-01-01T00:00:00Z'); // the clock of the browser
    await page.route('**/__admin/requests?after=0', async route => {
      const response = await route.fetch();
      const journal = await response.json();
      journal.requests[1].time = '2026-01-01T00:00:00.000Z';
      await route.fulfill({ json: journal });
    });
    await page.reload();
    await entry(page, 2).waitFor();
    assert.equal(await entry(page, 1).locator('time').innerText(), requests[0].time.slice(11, 23));
    assert.equal(await entry(page, 2).locator('time').innerText(), '00:00:00.000');
    assert.equal(await entry(page, 2).locator('.gap').innerText(), '');
    assert.doesNotMatch(await page.locator('#entries').innerText(), /-\d/);
  });
});

test('the newest call is the first', () => context.visit(DESKTOP, async page => {
  for (let count = 0; count < 3; count++) await context.mock.call();
  await entry(page, 3).waitFor();
  const numbers = await entries(page).evaluateAll(items => items.map(item => item.dataset.number));
  assert.deepEqual(numbers, ['3', '2', '1']);
}));

test('requests from before the page was opened are shown', async () => {
  await context.mock.call();
  await context.visit(DESKTOP, page => entry(page, 1).waitFor());
});

test('a refused request shows the problem', () => context.visit(DESKTOP, async page => {
  await context.mock.call({ token: null });
  await entry(page, 1).getByText('Refused: the header token is missing').waitFor();
  await entry(page, 1).getByText('not executed').waitFor();
  await context.mock.call({ path: '/ac/openapi/v2/notebook/actions/begin' });
  await entry(page, 2).getByText('Refused: the path is not /ac/openapi/v2/notebook/actions/start').waitFor();
  await says(page, '#executed', '0');
}));

test('bytes that are not a request are shown as such', () => context.visit(DESKTOP, async page => {
  await context.mock.send('HELO mock\r\n\r\n');
  await entry(page, 1).getByText('Refused: the request is not HTTP/1.1').waitFor();
  await entry(page, 1).getByText('no request that could be read').waitFor();
}));

test('an odd start has a hint', () => context.visit(DESKTOP, async page => {
  await context.mock.call({ body: '{"notebookId":"abc"}' });
  await entry(page, 1).getByText('Hint: notebookId has characters other than digits').waitFor();
  await says(page, '#executed', '1');
}));

test('a journal that is longer than a reply is shown whole', async () => {
  // Each character takes six bytes of JSON, and a reply carries 1 MiB.
  const body = '\x01'.repeat(16 * 1024);
  for (let count = 0; count < 25; count++) await context.mock.call({ body });
  await context.visit(DESKTOP, async page => {
    await entry(page, 25).waitFor();
    assert.equal(await entries(page).count(), 25);
  });
});

test('a start of a running notebook is shown with the reason of its answer', async () => {
  const stateful = await Mock.start({ more: ['--stateful', '--running-code', '10004'] });
  try {
    await visit(context.browser, stateful, DESKTOP, async page => {
      for (let count = 0; count < 2; count++) await stateful.call();
      await entry(page, 2).getByText('code/10004').waitFor();
      await entry(page, 2).getByText('by the state of the notebook').waitFor();
    });
  } finally {
    await stateful.stop();
  }
});

test('a repeated start is pointed out', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await context.mock.call({ body: '{"notebookId":"2"}' });
  await context.mock.call();
  await entry(page, 3).getByText(/^Repeated after .*s: this notebook may already run$/).waitFor();
  assert.equal(await entry(page, 2).getByText('Repeated').count(), 0);
  await says(page, '#repeats', '1');
}));

test('hostile text stays text', () => context.visit(DESKTOP, async page => {
  const script = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  const body = JSON.stringify({ notebookId: `${script}\u202egnp.exe` });
  await context.mock.call({ body, headers: { 'X-Firmware': script, 'User-Agent': script }, path: `${START}?${encodeURI(script)}` });
  await context.mock.call({ body: script, method: 'DELETE', path: '/%3Cscript%3Ealert(3)%3C/script%3E' });
  for (const number of [1, 2]) {
    await entry(page, number).getByText(/· closed$/).waitFor(); // drawn for the last time
    await entry(page, number).locator('summary').click();
  }
  await entry(page, 1).locator('pre').waitFor();

  const text = await entry(page, 1).innerText();
  assert.ok(text.includes(script), text);
  assert.ok(text.includes('\\u{202e}gnp.exe'), text);
  assert.equal(await page.locator('#entries :is(img, script, iframe, a, style, svg)').count(), 0);
}));

test('a case is shown while it is played, and then its end', () => context.visit(DESKTOP, async page => {
  await context.mock.admin('POST', 'queue', { case: 'conn/dribble-headers' });
  const device = new AbortController();
  const call = context.mock.call({ signal: device.signal });
  await entry(page, 1).getByText('still playing').waitFor();
  device.abort();
  await call;
  await entry(page, 1).getByText('the client left first').waitFor();
}));

test('the end of a case is shown at once while another case is still played', () => context.visit(DESKTOP, async page => {
  await context.mock.admin('POST', 'queue', { case: 'conn/stall-before-headers' });
  const device = new AbortController();
  const stalled = context.mock.call({ signal: device.signal });
  await entry(page, 1).getByText('still playing').waitFor();
  await page.waitForTimeout(6000); // by now the first is read again every three seconds
  await context.mock.admin('POST', 'queue', { case: 'conn/latency-300ms' });
  await context.mock.call();
  await entry(page, 2).getByText(/· closed$/).waitFor({ timeout: 1000 });
  device.abort();
  await stalled;
}));

test('an open request that a re-read finds before the poll is re-read soon as well', () => context.visit(DESKTOP, async page => {
  let polls = Promise.resolve(), release;
  await page.route('**/__admin/requests?*wait=*', async route => {
    const response = await route.fetch();
    await polls;
    await route.fulfill({ response }).catch(() => {}); // the page may be closed by then
  });
  await page.reload(); // its first poll was under way without the route
  await page.locator('#link[data-state="live"]').waitFor();
  const [first, second] = [new AbortController(), new AbortController()];
  await context.mock.admin('PUT', 'default', { case: 'conn/stall-before-headers' });
  const calls = [context.mock.call({ signal: first.signal })];
  await entry(page, 1).getByText('still playing').waitFor();
  await page.waitForTimeout(6000); // by now the first is read again every three seconds
  polls = new Promise(resolve => { release = resolve; });
  calls.push(context.mock.call({ signal: second.signal }));
  await entry(page, 2).getByText('still playing').waitFor();
  second.abort();
  await entry(page, 2).getByText('the client left first').waitFor({ timeout: 1000 });
  first.abort();
  await Promise.all(calls);
  release();
}));

test('a journal longer than the window does not make the page scroll', () => context.visit(DESKTOP, async page => {
  for (let count = 0; count < 40; count++) await context.mock.call();
  await entry(page, 40).waitFor();
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
  assert.ok(content <= window, `${content} in ${window}`);
}));

test('an opened entry stays open while others arrive', () => context.visit(DESKTOP, async page => {
  await context.mock.call();
  await entry(page, 1).locator('summary').click();
  await context.mock.call();
  await entry(page, 2).waitFor();
  assert.equal(await entry(page, 1).locator('details').evaluate(details => details.open), true);
  assert.equal(await entry(page, 2).locator('details').evaluate(details => details.open), false);
}));
