//! Arm MPS2+ with the Cortex-M4 image AN386, and a LAN9118 for the network.

use core::cell::Cell;

use critical_section::Mutex;

use super::{Registers, cpu, lan9118::Lan9118};

pub(crate) type Driver = Lan9118;

pub(crate) const NETWORK_INTERRUPT: u16 = 13;

/// The heap of TLS: what 64 KiB of RAM leave.
pub(crate) const HEAP: usize = 34 * 1024;

const HERTZ: u32 = 25_000_000;

// SAFETY: the timer of the board is there, and has no interrupt.
static TIMER: Registers<0x10> = unsafe { Registers::new(0x4000_0000) };
const CONTROL: usize = 0x0;
const VALUE: usize = 0x4;
const RELOAD: usize = 0x8;

/// Returns the milliseconds since the board was started.
///
/// The timer counts 2^32 cycles down, again and again, without interrupts. It is read in each tick, and so in each of its rounds.
pub(crate) fn milliseconds() -> u64 {
    static COUNTED: Mutex<Cell<(u32, u64)>> = Mutex::new(Cell::new((0, 0)));

    critical_section::with(|section| {
        let counted = COUNTED.borrow(section);
        let (before, cycles) = counted.get();
        let now = u32::MAX - TIMER.read(VALUE);
        let cycles = cycles + u64::from(now.wrapping_sub(before));
        counted.set((now, cycles));
        cycles / u64::from(HERTZ / 1000)
    })
}

pub(crate) fn start() -> Driver {
    let peripherals = cortex_m::Peripherals::take().expect("the peripherals are taken once");
    TIMER.write(RELOAD, u32::MAX);
    TIMER.write(VALUE, u32::MAX);
    TIMER.write(CONTROL, 1);
    cpu::start_tick(peripherals.SYST, HERTZ);
    // SAFETY: the controller of the board is there, and is used only here.
    unsafe { Lan9118::new(0x4020_0000) }
}
