// The mock as a program, and calls to it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import readline from 'node:readline';

const PROGRAM = process.env.MOCK ?? new URL('../../target/debug/scnet-notebook-mock', import.meta.url).pathname;

export const START = '/ac/openapi/v2/notebook/actions/start';
export const BODY = '{"notebookId":"1821067171420946434"}';
export const OTHER_TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoiMiJ9.YW5vdGhlci1zaWduYXR1cmUtb2YtYU5OTER';
export const TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoiMSJ9.c2lnbmF0dXJlLXRoYXQtbmVlZHMtbm8tY2hlY2s';

export class Mock {
  /** Starts the mock and waits until it listens; port 0 takes a free one. */
  static async start({ port = 0, more = [] } = {}) {
    const program = spawn(PROGRAM, ['--listen', `127.0.0.1:${port}`, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    program.stderr.on('data', part => { errors += part; });
    const lines = readline.createInterface({ input: program.stdout });
    let url;
    for await (const line of lines) {
      url = line.match(/https?:\/\/[\d.]+:\d+/)?.[0];
      if (url) break;
    }
    if (!url) throw new Error(`${PROGRAM} did not print its URL: ${errors}`);
    program.stdout.resume();
    return new Mock(program, url);
  }

  constructor(program, url) {
    this.program = program;
    this.url = url;
    this.page = url.replace('https:', 'http:');
  }

  async stop() {
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    const gone = once(this.program, 'exit');
    this.program.kill('SIGTERM');
    assert.deepEqual(await gone, [0, null], 'the mock stops cleanly');
  }

  async restart() {
    await this.stop();
    const again = await Mock.start({ port: new URL(this.url).port });
    this.program = again.program;
  }

  /** Makes a call on a new connection; resolves to the status and the body, or to the error. */
  call({ method = 'POST', path = START, token = TOKEN, headers = {}, body = BODY, signal } = {}) {
    const all = { 'Content-Type': 'application/json', ...(token === null ? {} : { token }), ...headers };
    return new Promise(resolve => {
      const request = http.request(this.url + path, { method, headers: all, agent: false, signal }, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', part => { text += part; });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
        response.on('error', error => resolve({ status: response.statusCode, error }));
      });
      request.on('error', error => resolve({ error }));
      request.end(body);
    });
  }

  /** Sends raw bytes, and resolves when the mock has closed the connection. */
  async send(bytes) {
    const { hostname, port } = new URL(this.url);
    const socket = net.connect(port, hostname);
    socket.resume();
    socket.write(bytes);
    await once(socket, 'close');
  }

  /** Calls the admin interface, which must succeed. */
  async admin(method, path, body) {
    const response = await fetch(`${this.url}/__admin/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
