// The ring oscillator of the RP2040, which rp2040js lacks: always stable, with a random bit from a seed.

import { BasePeripheral } from 'rp2040js';

export const ROSC = 0x40060; // its address without the last three digits, as in the table of rp2040js
const STATUS = 0x18;
const RANDOMBIT = 0x1c;
const STABLE = 0x80000000;

export class Rosc extends BasePeripheral {
  constructor(chip, seed) {
    super(chip, 'ROSC');
    this.state = seed;
  }

  readUint32(offset) {
    if (offset === STATUS) return STABLE;
    return offset === RANDOMBIT ? this.#bit() : 0;
  }

  writeUint32() {}

  /** Xorshift, by Marsaglia. */
  #bit() {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 31;
  }
}
