// Prism as a validating proxy in front of the mock.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import readline from 'node:readline';
import { after, before, test } from 'node:test';

import { Mock, BODY, START, TOKEN } from './mock.mjs';

const PRISM = createRequire(import.meta.url).resolve('@stoplight/prism-cli');
const { OPENAPI } = process.env; // as JSON, bundled by Redocly

let mock, prism, proxy;

before(async () => {
  mock = await Mock.start();
  const port = await freePort();
  proxy = `http://127.0.0.1:${port}`;
  const command = [PRISM, 'proxy', OPENAPI, mock.url, '--port', String(port), '--errors'];
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
  await mock?.stop();
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

test('the reply with each documented code is valid, and is the example of the description', async () => {
  const description = JSON.parse(await readFile(OPENAPI, 'utf8'));
  const { examples } = description.paths[START].post.responses['200'].content['application/json'];
  assert.ok(Object.keys(examples).length > 0);
  for (const [name, { value }] of Object.entries(examples)) {
    const reply = await start(name);
    assert.equal(reply.headers.get('sl-violations'), null, name);
    assert.equal(reply.status, 200, name);
    assert.deepEqual(await reply.json(), value, name);
  }
});

test('an invalid reply is reported', async () => {
  const reply = await start('json/code-number');
  assert.equal(reply.status, 500);
  const { validation } = await reply.json();
  assert.ok(validation.some(({ location }) => location.join('.') === 'response.body.code'), JSON.stringify(validation));
});

test('an invalid request is reported', async () => {
  const reply = await start('success', '{"notebookId":1821067171420946434}');
  assert.equal(reply.status, 422);
});
