// The cable between the board and its network. It can be unplugged; it leads a port of 10.0.2.2 to a port of the host, and
// answers DNS.

import { isQuery, respond } from './dns.mjs';
import { Frame, TCP } from './frame.mjs';

const HOST = '10.0.2.2';

export class Cable {
  /** The port of the host behind port 80. */
  port = 0;
  /** The addresses of the names; `undefined` stands for a server that does not answer. */
  names = {};

  constructor(network) {
    this.network = network;
    network.onFrame = bytes => this.#toBoard(bytes);
  }

  plugInto(ethernet) {
    this.unplug();
    this.ethernet = ethernet;
    ethernet.onSend = bytes => this.#fromBoard(bytes);
    ethernet.linkUp = true;
  }

  unplug() {
    if (this.ethernet) this.ethernet.linkUp = false;
    this.ethernet = undefined;
  }

  #fromBoard(bytes) {
    if (!this.ethernet) return;
    const frame = Frame.of(bytes);
    if (isQuery(frame)) {
      if (this.names) this.ethernet.receive(respond(bytes, this.names));
      return;
    }
    if (frame?.protocol === TCP && frame.destination === HOST && frame.destinationPort === 80) frame.destinationPort = this.port;
    this.network.send(bytes);
  }

  #toBoard(bytes) {
    if (!this.ethernet) return;
    const frame = Frame.of(bytes);
    if (frame?.protocol === TCP && frame.source === HOST && frame.sourcePort === this.port) frame.sourcePort = 80;
    this.ethernet.receive(bytes);
  }
}
