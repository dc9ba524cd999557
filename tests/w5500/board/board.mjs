// The board: an RP2040 with a W5500, wired as on WIZnet's W5500-EVB-Pico.

import { ConsoleLogger, GPIOPinState, LogLevel, RP2040 } from 'rp2040js';

import { BOOT2_SIZE, FLASH } from './image.mjs';
import { ROSC, Rosc } from './rosc.mjs';
import { W5500 } from './w5500.mjs';

const PIN = { MISO: 16, SELECT: 17, CLOCK: 18, MOSI: 19, RESET: 20, INTERRUPT: 21 };
const SPI_FUNCTION = 1;
const NANOSECONDS_PER_CYCLE = 8; // 125 MHz
const SLICE = 2e6; // nanoseconds between two looks at the network

export class Board {
  /** Takes a byte that the board writes to UART0. */
  onByte = () => {};
  /** Takes the error of a model, which ends the run. */
  onError = () => {};
  /** Is called every few milliseconds. */
  onTime = () => {};

  /** Lets the time of the board run faster than the real one while the processor waits. */
  isHurried = false;

  constructor(flash, seed) {
    this.chip = new RP2040();
    this.chip.peripherals[ROSC] = new Rosc(this.chip, seed);
    this.chip.logger = new ConsoleLogger(LogLevel.Error, true);
    this.chip.flash.set(flash);
    this.ethernet = new W5500();
    this.#wire();
    this.chip.uart[0].onByte = byte => this.onByte(byte);
    // As boot2 does.
    const { core, flashView } = this.chip;
    core.VTOR = FLASH + BOOT2_SIZE;
    core.SP = flashView.getUint32(BOOT2_SIZE, true);
    core.PC = flashView.getUint32(BOOT2_SIZE + 4, true) & ~1;
  }

  /** The time since the start, as the board sees it. */
  get seconds() {
    return this.chip.clock.nanos / 1e9;
  }

  start() {
    this.real = process.hrtime.bigint();
    setImmediate(() => this.#run());
  }

  stop() {
    this.isStopped = true;
  }

  #wire() {
    const { chip, ethernet } = this;
    const [spi] = chip.spi;
    chip.gpio[PIN.SELECT].addListener(level => ethernet.select(level === GPIOPinState.Low));
    chip.gpio[PIN.RESET].addListener(level => level === GPIOPinState.Low && ethernet.reset());
    ethernet.onInterrupt = level => chip.gpio[PIN.INTERRUPT].setInputValue(level);
    ethernet.onInterrupt(true);

    // A byte takes its time: a transfer that is over at once loses bytes of the DMA.
    let answer;
    const shifted = chip.clock.createAlarm(() => spi.completeTransmit(answer));
    spi.onTransmit = byte => {
      for (const pin of [PIN.MISO, PIN.CLOCK, PIN.MOSI]) {
        if (chip.gpio[pin].functionSelect !== SPI_FUNCTION) throw new Error(`the image does not use pin ${pin} for SPI`);
      }
      answer = ethernet.exchange(byte);
      shifted.schedule(8e9 / spi.clockFrequency);
    };
  }

  /** Runs for as long as the real time allows, since the network lives in it. Time that was missed is not made up. */
  #run() {
    if (this.isStopped) return;
    const now = process.hrtime.bigint();
    const budget = this.isHurried ? SLICE : Math.min(Number(now - this.real), SLICE);
    this.real = now;
    try {
      this.#runFor(budget);
      this.onTime();
    } catch (error) {
      this.stop();
      this.onError(error);
    }
    const isIdle = this.chip.core.waiting && !this.isHurried;
    if (isIdle) setTimeout(() => this.#run(), 1);
    else setImmediate(() => this.#run());
  }

  #runFor(nanoseconds) {
    const { clock, core } = this.chip;
    const end = clock.nanos + nanoseconds;
    while (clock.nanos < end) {
      if (core.waiting) clock.tick(Math.min(clock.nanosToNextAlarm || Infinity, end - clock.nanos));
      else clock.tick(core.executeInstruction() * NANOSECONDS_PER_CYCLE);
    }
  }
}
