//! The evaluation board of the Stellaris LM3S6965, a Cortex-M3 with a network controller of its own.

use super::{Registers, cpu, stellaris::Stellaris};

pub(crate) type Driver = Stellaris;

pub(crate) const NETWORK_INTERRUPT: u16 = 42;

/// The internal oscillator, which the part starts with; it is off by up to a third.
const HERTZ: u32 = 12_000_000;

/// Run mode clock gating control 2, which gives the network controller and its PHY their clock.
const RCGC2: usize = 0x108;

/// One of the addresses that anyone may use on a network of his own.
const ADDRESS: [u8; 6] = [0x02, 0x00, 0x00, 0x6c, 0x6d, 0x33];

pub(crate) fn start() -> Driver {
    let peripherals = cortex_m::Peripherals::take().expect("it is taken once");
    cpu::start_tick(peripherals.SYST, HERTZ);
    // SAFETY: the part has its system control there, and a clock more does no harm.
    let system = unsafe { Registers::<0x200>::new(0x400f_e000) };
    system.write(RCGC2, system.read(RCGC2) | 1 << 30 | 1 << 28);
    // The controller may be touched three cycles later; reading back takes longer.
    system.read(RCGC2);
    // SAFETY: the part has it there, and this is the only place that knows.
    unsafe { Stellaris::new(0x4004_8000, ADDRESS) }
}
