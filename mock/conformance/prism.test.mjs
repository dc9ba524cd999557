// Prism as a proxy in front of the mock: it holds every request and every reply against the contract.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import readline from 'node:readline';
import { after, before, test } from 'node:test';

import { Bench, BODY, START, TOKEN } from './bench.mjs';

const PRISM = createRequire(import.meta.url).resolve('@stoplight/prism-cli');
const { CONTRACT } = process.env; // as JSON: the linter has made it from openapi.yaml

let bench, prism, proxy;

before(async () => {
  bench = await Bench.start();
  const port = await freePort();
  proxy = `http://127.0.0.1:${port}`;
  const command = [PRISM, 'proxy', CONTRACT, bench.url, '--port', String(port), '--errors'];
  prism = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of readline.createInterface({ input: prism.stdout })) {
    if (line.includes('Prism is listening')) break;
  }
  prism.stdout.resume();
});

after(async () => {
  if (prism) {
    const gone = once(prism, 'exit');
    prism.kill();
    await gone;
  }
  await bench?.stop();
});

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function start(example, body = BODY) {
  return fetch(proxy + START, {
    method: 'POST',
    headers: { token: TOKEN, 'Content-Type': 'application/json', Prefer: `example=${example}` },
    body,
  });
}

test('every documented code passes, and is what the contract has as its example', async () => {
  const contract = JSON.parse(await readFile(CONTRACT, 'utf8'));
  const { examples } = contract.paths[START].post.responses['200'].content['application/json'];
  assert.equal(Object.keys(examples).length, 11);
  for (const [name, { value }] of Object.entries(examples)) {
    const reply = await start(name);
    assert.equal(reply.headers.get('sl-violations'), null, name);
    assert.equal(reply.status, 200, name);
    assert.deepEqual(await reply.json(), value, name);
  }
});

test('a reply that breaks the contract is found, so that the judge is awake', async () => {
  const reply = await start('json/code-number');
  assert.equal(reply.status, 500);
  const { validation } = await reply.json();
  assert.ok(validation.some(({ location }) => location.join('.') === 'response.body.code'), JSON.stringify(validation));
});

test('a request that breaks the contract is found too', async () => {
  const reply = await start('success', '{"notebookId":1821067171420946434}');
  assert.equal(reply.status, 422);
});
