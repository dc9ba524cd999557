// The bench: a board with an image, the cable, the network and the mock, for one test.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Mock, START } from '../../mock/conformance/mock.mjs';
import { Board } from './board/board.mjs';
import { flashOf } from './board/image.mjs';
import { Cable } from './network/cable.mjs';
import { Slirp } from './network/slirp.mjs';

const BOUND = 60; // seconds of real time for each wait
const { IMAGES } = process.env; // a folder with an image for each host

export class Bench {
  /** The lines that the board has printed. */
  lines = [];

  #boots = 0;
  #part = '';
  #read = 0;
  #waits = new Set();

  /** Starts a network and a mock that plays the case, until the test ends. The board, whose image calls the host, is off. */
  static async start(test, { host = '10.0.2.2', playing = 'code/0' } = {}) {
    const flash = flashOf(readFileSync(`${IMAGES}/${host}.elf`));
    const mock = await Mock.start({ more: ['--case', playing] });
    const bench = new Bench(flash, mock);
    test.after(() => bench.stop());
    return bench;
  }

  constructor(flash, mock) {
    this.flash = flash;
    this.mock = mock;
    this.network = new Slirp();
    this.network.onError = error => this.#fail(error);
    this.cable = new Cable(this.network);
    this.cable.port = this.mockPort;
  }

  get mockPort() {
    return Number(new URL(this.mock.url).port);
  }

  /** Switches the board on, or off and on. */
  boot() {
    this.board?.stop();
    this.board = new Board(this.flash, ++this.#boots);
    this.board.onByte = byte => this.#print(String.fromCharCode(byte));
    this.board.onError = error => this.#fail(error);
    this.board.onTime = () => this.#settle();
    this.cable.plugInto(this.board.ethernet);
    this.board.start();
  }

  /**
   * Waits until the board prints a line that begins so, and returns it. Each line is found once. The board may be hurried while
   * the network has nothing to say: the network lives in real time.
   */
  async prints(start, { isHurried = false } = {}) {
    const find = () => this.lines.findIndex((line, index) => index >= this.#read && line.startsWith(start));
    this.board.isHurried = isHurried;
    await this.#until(`a line with "${start}"`, () => find() >= 0);
    this.board.isHurried = false;
    this.#read = find() + 1;
    return this.lines[this.#read - 1];
  }

  /** Lets a time pass for the board, faster than the real one. */
  async passes(seconds) {
    const end = this.board.seconds + seconds;
    this.board.isHurried = true;
    await this.#until(`the ${seconds} seconds`, () => this.board.seconds >= end);
    this.board.isHurried = false;
  }

  /** Waits until the mock receives a request, and returns it. */
  async request() {
    const { requests } = await this.mock.admin('GET', 'requests?after=0&wait=30');
    assert.equal(requests.length, 1);
    return requests[0];
  }

  /** Checks that the mock has received so many starts, and nothing else. */
  async received(count) {
    const { requests } = await this.mock.admin('GET', 'requests');
    const starts = requests.map(({ method, path, problem }) => problem ?? `${method} ${path}`);
    assert.deepEqual(starts, Array(count).fill(`POST ${START}`));
  }

  /** Checks the number of starts now, and after five more minutes of the board. */
  async receivedForGood(count) {
    await this.received(count);
    await this.passes(300);
    await this.received(count);
  }

  async stop() {
    this.board?.stop();
    await Promise.all([this.network.stop(), this.mock.stop()]);
  }

  #print(character) {
    if (character === '\n') {
      this.lines.push(this.#part.trimEnd());
      this.#part = '';
    } else {
      this.#part += character;
    }
  }

  #until(end, isDone) {
    return new Promise((resolve, reject) => {
      const tooLate = () => this.#fail(new Error(`${end} did not come in ${BOUND} s`));
      this.#waits.add({ isDone, resolve, reject, bound: setTimeout(tooLate, BOUND * 1000) });
      if (this.error) this.#fail(this.error);
    });
  }

  #settle() {
    for (const wait of this.#waits) {
      if (wait.isDone()) this.#end(wait).resolve();
    }
  }

  #fail(error) {
    this.error ??= error;
    error.message += `\nthe board printed:\n${this.lines.join('\n')}`;
    for (const wait of this.#waits) this.#end(wait).reject(error);
  }

  #end(wait) {
    clearTimeout(wait.bound);
    this.#waits.delete(wait);
    return wait;
  }
}
