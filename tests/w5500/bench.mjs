// The bench: the board with its image, the cable, the network and the mock, for one test.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Mock } from '../../mock/conformance/mock.mjs';
import { Board } from './board/board.mjs';
import { flashOf } from './board/image.mjs';
import { Cable } from './network/cable.mjs';
import { Slirp } from './network/slirp.mjs';

const BOUND = 60; // seconds of real time for each wait
const IMAGES = { address: process.env.IMAGE_ADDRESS, name: process.env.IMAGE_NAME };

export class Bench {
  /** The lines that the board has printed. */
  lines = [];

  #part = '';
  #read = 0;
  #waits = new Set();

  /** Starts a mock with the case; the board is off. It ends with the test. */
  static async start(test, { image = 'address', playing = 'code/0' } = {}) {
    const flash = flashOf(readFileSync(IMAGES[image]));
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
    this.board = new Board(this.flash);
    this.board.onByte = byte => this.#print(String.fromCharCode(byte));
    this.board.onError = error => this.#fail(error);
    this.board.onTime = () => this.#settle();
    this.cable.plugInto(this.board.ethernet);
    this.board.start();
  }

  /** Waits until the board prints a line that begins so, and returns it with those before it that were not waited for. */
  async prints(start, { isHurried = false } = {}) {
    const find = () => this.lines.findIndex((line, index) => index >= this.#read && line.startsWith(start));
    this.board.isHurried = isHurried;
    await this.#until(`the line "${start}"`, () => find() >= 0);
    const from = this.#read;
    this.#read = find() + 1;
    return this.lines.slice(from, this.#read);
  }

  /** Lets a time pass for the board, faster than the real one. */
  async passes(seconds) {
    const end = this.board.seconds + seconds;
    this.board.isHurried = true;
    await this.#until(`${seconds} seconds`, () => this.board.seconds >= end);
    this.board.isHurried = false;
  }

  /** Returns the requests that the mock received, and waits for the first of them. */
  async requests() {
    return (await this.mock.admin('GET', 'requests?after=0&wait=30')).requests;
  }

  /** Checks how many starts the mock has received, also five minutes later. */
  async received(count) {
    await this.passes(300);
    const { requests } = await this.mock.admin('GET', 'requests');
    assert.deepEqual(requests.map(request => request.problem), Array(count).fill(null));
  }

  async stop() {
    this.board?.stop();
    await Promise.all([this.network.stop(), this.mock.stop()]);
  }

  #print(character) {
    if (character === '\n') {
      this.lines.push(this.#part.trimEnd());
      this.#part = '';
      this.#settle();
    } else {
      this.#part += character;
    }
  }

  #until(what, isDone) {
    if (isDone()) return undefined;
    return new Promise((resolve, reject) => {
      const printed = () => `in ${BOUND} s there was no end of ${what}; the board printed:\n${this.lines.join('\n')}`;
      const bound = setTimeout(() => this.#fail(new Error(printed())), BOUND * 1000);
      this.#waits.add({ isDone, resolve, reject, bound });
    });
  }

  #settle() {
    for (const wait of this.#waits) {
      if (wait.isDone()) this.#end(wait).resolve();
    }
  }

  #fail(error) {
    for (const wait of this.#waits) this.#end(wait).reject(error);
  }

  #end(wait) {
    clearTimeout(wait.bound);
    this.#waits.delete(wait);
    return wait;
  }
}
