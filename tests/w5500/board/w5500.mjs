// The WIZnet W5500, an Ethernet controller on SPI: socket 0 in MACRAW mode, as a driver of a TCP/IP stack uses it.
// Page numbers and names are those of its datasheet, version 1.1.0. Everything else is an error, not a guess.

const COMMON = { MR: 0x00, SHAR: 0x09, SIMR: 0x18, PHYCFGR: 0x2e, VERSIONR: 0x39 };
const SOCKET = {
  MR: 0x00, CR: 0x01, IR: 0x02, SR: 0x03, RXBUF_SIZE: 0x1e, TXBUF_SIZE: 0x1f,
  TX_FSR: 0x20, TX_RD: 0x22, TX_WR: 0x24, RX_RSR: 0x26, RX_RD: 0x28, RX_WR: 0x2a, IMR: 0x2c,
};
const COMMAND = { OPEN: 0x01, CLOSE: 0x10, SEND: 0x20, RECV: 0x40 };
const INTERRUPT = { RECV: 0x04, SENDOK: 0x10 };
const MACRAW = 0x04;
const MAC_FILTER = 0x80;
const SOCK_MACRAW = 0x42;
const LINK_UP = 0x01;
const FULL_DUPLEX_100 = 0xbe;
const BUFFER = 0x4000;

export class W5500 {
  /** Takes a frame that the chip sends. */
  onSend = () => {};
  /** Takes the level of the interrupt pin, which is active low. */
  onInterrupt = () => {};

  #linkUp = true;

  constructor() {
    this.reset();
  }

  /** Resets all registers, as the pin does. */
  reset() {
    this.common = new DataView(new ArrayBuffer(0x40));
    this.socket = new DataView(new ArrayBuffer(0x30));
    this.transmit = new Uint8Array(BUFFER);
    this.received = new Uint8Array(BUFFER);
    this.common.setUint8(COMMON.VERSIONR, 4);
    this.socket.setUint8(SOCKET.RXBUF_SIZE, 2);
    this.socket.setUint8(SOCKET.TXBUF_SIZE, 2);
    this.socket.setUint8(SOCKET.IMR, 0xff);
    this.consumed = 0; // RX_RD as of the last RECV
    this.linkUp = this.#linkUp;
    this.select(false);
    this.#updateInterrupt();
  }

  get linkUp() {
    return this.#linkUp;
  }

  set linkUp(up) {
    this.#linkUp = up;
    this.common.setUint8(COMMON.PHYCFGR, FULL_DUPLEX_100 | (up ? LINK_UP : 0));
  }

  /** Takes the chip select; a transaction begins where it starts. */
  select(selected) {
    this.selected = selected;
    this.position = 0;
  }

  /** Exchanges a byte of a transaction: two of the address, one of control, then data. */
  exchange(byte) {
    if (!this.selected) return 0;
    switch (this.position++) {
      case 0: this.address = byte << 8; return 0x01;
      case 1: this.address |= byte; return 0x02;
      case 2: this.#control(byte); return 0x03;
    }
    const address = this.address;
    this.address = (address + 1) & 0xffff;
    if (!this.isWrite) return this.block.read(address);
    this.block.write(address, byte);
    return 0;
  }

  /** Takes a frame from the cable. A frame that finds no room is lost. */
  receive(frame) {
    const length = frame.length + 2;
    if (this.#socket(SOCKET.SR) !== SOCK_MACRAW || !this.#isForUs(frame)) return;
    if (this.#unread() + length > this.#size(SOCKET.RXBUF_SIZE)) return;
    let at = this.#pointer(SOCKET.RX_WR);
    for (const byte of [length >> 8, length & 0xff, ...frame]) {
      this.received[at % this.#size(SOCKET.RXBUF_SIZE)] = byte;
      at = (at + 1) & 0xffff;
    }
    this.socket.setUint16(SOCKET.RX_WR, at);
    this.#raise(INTERRUPT.RECV);
  }

  #control(byte) {
    if (byte & 3) throw new Error('W5500: a fixed length of data, which this model does not have');
    this.isWrite = (byte & 4) !== 0;
    this.block = [this.#commonBlock, this.#socketBlock, this.#transmitBlock, this.#receiveBlock][byte >> 3];
    if (!this.block) throw new Error(`W5500: block ${byte >> 3}, which this model does not have`);
  }

  #commonBlock = {
    read: address => this.common.getUint8(address),
    write: (address, byte) => {
      if (address === COMMON.MR && byte & 0x80) return this.reset();
      if (address === COMMON.PHYCFGR || address === COMMON.VERSIONR) throw new Error(`W5500: write to register ${address}`);
      this.common.setUint8(address, byte);
      this.#updateInterrupt();
    },
  };

  #socketBlock = {
    read: address => {
      this.socket.setUint16(SOCKET.TX_FSR, this.#size(SOCKET.TXBUF_SIZE));
      this.socket.setUint16(SOCKET.RX_RSR, this.#unread());
      return this.socket.getUint8(address);
    },
    write: (address, byte) => {
      if (address === SOCKET.CR) return this.#command(byte);
      if (address === SOCKET.IR) byte = this.#socket(SOCKET.IR) & ~byte;
      this.socket.setUint8(address, byte);
      this.#updateInterrupt();
    },
  };

  #transmitBlock = {
    read: address => this.transmit[address % this.#size(SOCKET.TXBUF_SIZE)],
    write: (address, byte) => { this.transmit[address % this.#size(SOCKET.TXBUF_SIZE)] = byte; },
  };

  #receiveBlock = {
    read: address => this.received[address % this.#size(SOCKET.RXBUF_SIZE)],
    write: () => { throw new Error('W5500: write to the receive buffer'); },
  };

  #command(command) {
    switch (command) {
      case COMMAND.OPEN:
        if ((this.#socket(SOCKET.MR) & 0x0f) !== MACRAW) throw new Error('W5500: a socket that is not in MACRAW mode');
        return this.socket.setUint8(SOCKET.SR, SOCK_MACRAW);
      case COMMAND.CLOSE:
        return this.socket.setUint8(SOCKET.SR, 0);
      case COMMAND.SEND:
        return this.#send();
      case COMMAND.RECV:
        this.consumed = this.#pointer(SOCKET.RX_RD);
        if (this.#unread() > 0) this.#raise(INTERRUPT.RECV);
        return;
      default:
        throw new Error(`W5500: command ${command}`);
    }
  }

  #send() {
    const from = this.#pointer(SOCKET.TX_RD);
    const length = (this.#pointer(SOCKET.TX_WR) - from) & 0xffff;
    const frame = Buffer.alloc(length).map((_, index) => this.#transmitBlock.read(from + index));
    this.socket.setUint16(SOCKET.TX_RD, this.#pointer(SOCKET.TX_WR));
    this.#raise(INTERRUPT.SENDOK);
    this.onSend(frame);
  }

  #isForUs(frame) {
    if (!(this.#socket(SOCKET.MR) & MAC_FILTER) || frame[0] & 1) return true;
    return frame.subarray(0, 6).every((byte, index) => byte === this.common.getUint8(COMMON.SHAR + index));
  }

  #raise(interrupt) {
    this.socket.setUint8(SOCKET.IR, this.#socket(SOCKET.IR) | interrupt);
    this.#updateInterrupt();
  }

  #updateInterrupt() {
    const isPending = this.#socket(SOCKET.IR) & this.#socket(SOCKET.IMR) && this.common.getUint8(COMMON.SIMR) & 1;
    this.onInterrupt(!isPending);
  }

  #socket(register) {
    return this.socket.getUint8(register);
  }

  #pointer(register) {
    return this.socket.getUint16(register);
  }

  #size(register) {
    return this.#socket(register) * 1024;
  }

  #unread() {
    return (this.#pointer(SOCKET.RX_WR) - this.consumed) & 0xffff;
  }
}
