// The image of examples/embassy/w5500 against the mock. The word before the colon is the name of the check.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bench } from './bench.mjs';
import { closedPort } from './network/closed_port.mjs';

const { SCNET_TOKEN: TOKEN, SCNET_NOTEBOOK_ID: ID } = process.env; // those of the image
const TIMEOUT = Number(process.env.SCNET_TIMEOUT); // of the image: for a call, and for the pause before the next attempt

const NAMES = { 'notebook.test': '10.0.2.2' };
const AGAIN = `not sent, trying again in ${TIMEOUT} s: `;
const REFUSED = 'refused, remove the cause first: ';
const UNKNOWN = 'unknown, look at the notebook before the next call: ';

test('started: the image gets an address by DHCP, and makes the documented call once', async t => {
  const bench = await Bench.start(t);
  bench.boot();
  await bench.prints('address 10.0.2.15/24');
  await bench.prints(`started ${ID}`);

  const request = await bench.request();
  const headers = Object.fromEntries(request.headers);
  assert.equal(request.body, `{"notebookId":"${ID}"}`);
  assert.equal(headers.host, '10.0.2.2');
  assert.equal(headers.token, `…${TOKEN.slice(-4)} of ${TOKEN.length}`);
  await bench.receivedForGood(1);
  assert.ok(!bench.lines.join('\n').includes(TOKEN), 'the token is not printed');
});

for (const [check, code, meaning] of [
  ['refused', '10007', 'user is frozen'],
  ['refused-by-service', '716865', 'task could not be created'],
]) {
  test(`${check}: code ${code} is printed with its meaning, and the call is not repeated`, async t => {
    const bench = await Bench.start(t, { playing: `code/${code}` });
    bench.boot();
    const line = await bench.prints(REFUSED);
    assert.ok(line.includes(code) && line.includes(meaning), line);
    await bench.receivedForGood(1);
  });
}

for (const [check, playing] of [
  ['unknown-code', 'code/10001'],
  ['reset', 'conn/reset-mid-body'],
  ['reset-before-reply', 'conn/reset-before-headers'],
  ['closed-early', 'conn/close-mid-headers'],
]) {
  test(`${check}: after ${playing} the outcome is unknown, and the call is not repeated`, async t => {
    const bench = await Bench.start(t, { playing });
    bench.boot();
    await bench.prints(UNKNOWN);
    await bench.receivedForGood(1);
  });
}

for (const [check, playing] of [
  ['silent', 'conn/stall-before-headers'],
  ['silent-in-reply', 'conn/stall-mid-body'],
  ['trickle', 'conn/dribble-headers'],
]) {
  test(`${check}: after ${playing} the deadline ends the call, and the outcome is unknown`, async t => {
    const bench = await Bench.start(t, { playing });
    bench.boot();
    await bench.request();
    const received = bench.board.seconds;
    await bench.prints(UNKNOWN, { isHurried: true });
    const waited = bench.board.seconds - received;
    assert.ok(waited < TIMEOUT, `the call ended after ${waited} s`);
    await bench.receivedForGood(1);
  });
}

test('closed-port: nothing is sent, and the attempt after the pause starts the notebook', async t => {
  const bench = await Bench.start(t);
  bench.cable.port = await closedPort(t);
  bench.boot();
  await bench.prints(AGAIN);
  bench.cable.port = bench.mockPort;
  await bench.passes(TIMEOUT - 1);
  await bench.received(0);
  await bench.prints('started');
  await bench.receivedForGood(1);
});

test('closed-for-good: after three attempts the image gives up', async t => {
  const bench = await Bench.start(t);
  bench.cable.port = await closedPort(t);
  bench.boot();
  for (const line of [AGAIN, AGAIN, 'not sent, correct the cause first: ']) {
    await bench.prints(line);
    await bench.passes(TIMEOUT - 1);
  }
  bench.cable.port = bench.mockPort;
  await bench.receivedForGood(0);
});

test('dns: the image looks the name up, and sends it as the host', async t => {
  const bench = await Bench.start(t, { host: 'notebook.test' });
  bench.cable.names = NAMES;
  bench.boot();
  await bench.prints('started');
  const { headers } = await bench.request();
  assert.equal(Object.fromEntries(headers).host, 'notebook.test');
  await bench.receivedForGood(1);
});

test('dns-unknown-name: nothing is sent', async t => {
  const bench = await Bench.start(t, { host: 'notebook.test' });
  bench.boot();
  assert.match(await bench.prints(AGAIN), /DNS has no IPv4 address/);
  await bench.received(0);
});

test('dns-silent: nothing is sent, and the attempt after the pause starts the notebook', async t => {
  const bench = await Bench.start(t, { host: 'notebook.test' });
  bench.cable.names = undefined;
  bench.boot();
  await bench.prints('address');
  assert.match(await bench.prints(AGAIN, { isHurried: true }), /does not answer/);
  bench.cable.names = NAMES;
  await bench.passes(TIMEOUT - 1);
  await bench.prints('started');
  await bench.receivedForGood(1);
});

test('two-calls: each boot makes one', async t => {
  const bench = await Bench.start(t);
  for (let boot = 1; boot <= 2; boot++) {
    bench.boot();
    await bench.prints('started');
    await bench.receivedForGood(boot);
  }
});

test('no-cable: nothing is sent, and the attempt after the cable is there starts the notebook', async t => {
  const bench = await Bench.start(t);
  bench.boot();
  bench.cable.unplug();
  assert.match(await bench.prints(AGAIN, { isHurried: true }), /check the cable/);
  await bench.passes(TIMEOUT - 1);
  bench.cable.plugInto(bench.board.ethernet);
  await bench.prints('started');
  await bench.receivedForGood(1);
});

test('unplugged: without the cable the reply is missing, and the call is not repeated', async t => {
  const bench = await Bench.start(t, { playing: 'conn/stall-before-headers' });
  bench.boot();
  await bench.request();
  bench.cable.unplug();
  await bench.prints(UNKNOWN, { isHurried: true });
  bench.cable.plugInto(bench.board.ethernet);
  await bench.receivedForGood(1);
});
