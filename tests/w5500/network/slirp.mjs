// The network behind the board: QEMU's user network, without a machine. It has DHCP and TCP, and 10.0.2.2 is the loopback
// of the host.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

const UNTIL_THE_TEST_DIES = ['setpriv', '--pdeathsig', 'KILL'];

export class Slirp {
  /** Takes a frame from the network. */
  onFrame = () => {};
  /** Takes the reason why the network is gone. */
  onError = () => {};

  #received = Buffer.alloc(0);

  constructor() {
    const qemu = [...UNTIL_THE_TEST_DIES, 'qemu-system-arm', '-machine', 'none', '-nodefaults', '-display', 'none',
      '-netdev', 'user,id=user', '-netdev', 'hubport,id=first,hubid=0,netdev=user',
      '-netdev', 'socket,id=wire,fd=3', '-netdev', 'hubport,id=second,hubid=0,netdev=wire'];
    this.program = spawn(qemu[0], qemu.slice(1), { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    this.gone = once(this.program, 'exit');
    let errors = '';
    this.program.stderr.on('data', part => { errors += part; });
    this.program.on('close', () => this.onError(new Error(`the network is gone: ${errors}`)));
    this.wire = this.program.stdio[3];
    this.wire.on('data', part => this.#receive(part));
    this.wire.on('error', () => {}); // its end is reported above
  }

  /** Sends a frame into the network. */
  send(frame) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    this.wire.write(Buffer.concat([length, frame]));
  }

  async stop() {
    this.program.kill();
    await this.gone;
  }

  /** Divides the stream into frames: each follows its length. */
  #receive(part) {
    this.#received = Buffer.concat([this.#received, part]);
    while (this.#received.length >= 4) {
      const end = 4 + this.#received.readUInt32BE(0);
      if (this.#received.length < end) return;
      this.onFrame(this.#received.subarray(4, end));
      this.#received = this.#received.subarray(end);
    }
  }
}
