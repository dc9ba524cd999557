// The image of the board with a W5500, from its start to the last line that it prints. The word before the colon names the check.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bench } from './bench.mjs';
import { closedPort } from './network/closed_port.mjs';

const PAUSE = 30; // seconds, of the image: the deadline of a call, and the pause before the next attempt
const TOKEN = process.env.SCNET_TOKEN;

test('started: the image gets an address by DHCP, and makes the documented call once', async t => {
  const bench = await Bench.start(t);
  bench.boot();
  await bench.prints('started 1821067171420946434');

  const [request] = await bench.requests();
  const headers = Object.fromEntries(request.headers);
  assert.equal(`${request.method} ${request.path}`, 'POST /ac/openapi/v2/notebook/actions/start');
  assert.equal(request.body, '{"notebookId":"1821067171420946434"}');
  assert.equal(headers.host, '10.0.2.2');
  assert.equal(headers.token, `…${TOKEN.slice(-4)} of ${TOKEN.length}`);
  await bench.received(1);
  assert.doesNotMatch(bench.lines.join('\n'), new RegExp(TOKEN));
});

for (const [code, message] of [['10007', 'user is frozen'], ['716865', 'task could not be created']]) {
  test(`refused: code ${code} is printed with its meaning, and the call is not repeated`, async t => {
    const bench = await Bench.start(t, { playing: `code/${code}` });
    bench.boot();
    const line = (await bench.prints('refused')).at(-1);
    assert.ok(line.includes(code) && line.includes(message), line);
    await bench.received(1);
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
    await bench.prints('unknown');
    await bench.received(1);
  });
}

test('closed-port: nothing is sent, and the next attempt after the pause starts the notebook', async t => {
  const bench = await Bench.start(t);
  bench.cable.port = await closedPort(t);
  bench.boot();
  await bench.prints('not sent');
  bench.cable.port = bench.mockPort;
  await bench.passes(PAUSE - 1);
  assert.deepEqual((await bench.mock.admin('GET', 'requests')).requests, [], 'before the end of the pause');
  await bench.prints('started');
  await bench.received(1);
});

test('closed-port: the image gives up after three attempts', async t => {
  const bench = await Bench.start(t);
  bench.cable.port = await closedPort(t);
  bench.boot();
  for (let attempt = 1; attempt <= 3; attempt++) {
    await bench.prints('not sent');
    await bench.passes(PAUSE - 1);
  }
  bench.cable.port = bench.mockPort;
  await bench.received(0);
});

for (const playing of ['conn/stall-before-headers', 'conn/stall-mid-body']) {
  test(`silent: after ${playing} the deadline ends the call, and the outcome is unknown`, async t => {
    const bench = await Bench.start(t, { playing });
    bench.boot();
    await bench.requests();
    const received = bench.board.seconds;
    await bench.prints('unknown', { isHurried: true });
    const waited = bench.board.seconds - received;
    assert.ok(waited < PAUSE, `the call ended after ${waited} s`);
    await bench.received(1);
  });
}

test('dns: the image looks the name up, and sends it as the host', async t => {
  const bench = await Bench.start(t, { image: 'name' });
  bench.cable.names = { 'notebook.test': '10.0.2.2' };
  bench.boot();
  await bench.prints('started');
  const [request] = await bench.requests();
  assert.equal(Object.fromEntries(request.headers).host, 'notebook.test');
  await bench.received(1);
});

test('dns: an unknown name is not sent', async t => {
  const bench = await Bench.start(t, { image: 'name' });
  bench.boot();
  const line = (await bench.prints('not sent')).at(-1);
  assert.match(line, /DNS/);
  await bench.received(0);
});

test('dns: a server that does not answer is not sent, and the next attempt finds it', async t => {
  const bench = await Bench.start(t, { image: 'name' });
  bench.cable.names = undefined;
  bench.boot();
  const line = (await bench.prints('not sent', { isHurried: true })).at(-1);
  assert.match(line, /DNS/);
  bench.cable.names = { 'notebook.test': '10.0.2.2' };
  await bench.passes(PAUSE - 1);
  await bench.prints('started');
  await bench.received(1);
});

test('two-calls: each boot makes one call', async t => {
  const bench = await Bench.start(t);
  for (let boot = 1; boot <= 2; boot++) {
    bench.boot();
    await bench.prints('started');
    await bench.received(boot);
  }
});

test('unplugged: a cable that is pulled before the reply makes the outcome unknown, and the call is not repeated', async t => {
  const bench = await Bench.start(t, { playing: 'conn/stall-before-headers' });
  bench.boot();
  await bench.requests();
  const { ethernet } = bench.board;
  bench.cable.unplug();
  await bench.prints('unknown', { isHurried: true });
  bench.cable.plugInto(ethernet);
  await bench.received(1);
});

test('unplugged: without a cable nothing is sent, and the next attempt with it starts the notebook', async t => {
  const bench = await Bench.start(t);
  bench.boot();
  const { ethernet } = bench.board;
  bench.cable.unplug();
  const line = (await bench.prints('not sent', { isHurried: true })).at(-1);
  assert.match(line, /cable/);
  bench.cable.plugInto(ethernet);
  await bench.passes(PAUSE - 1);
  await bench.prints('started');
  await bench.received(1);
});
