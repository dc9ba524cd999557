//! The evaluation board of the Stellaris LM3S6965, a Cortex-M3 with a network controller of its own.

use super::{Registers, cpu, stellaris::Stellaris};

pub(crate) type Driver = Stellaris;

pub(crate) const NETWORK_INTERRUPT: u16 = 42;

/// The internal oscillator, the clock after a reset; it is off by up to a third.
const HERTZ: u32 = 12_000_000;

/// Run mode clock gating control 2, for the clocks of the network controller and its PHY.
const RCGC2: usize = 0x108;

/// A locally administered MAC address.
const ADDRESS: [u8; 6] = [0x02, 0x00, 0x00, 0x6c, 0x6d, 0x33];

pub(crate) fn start() -> Driver {
    let peripherals = cortex_m::Peripherals::take().expect("the peripherals are taken once");
    cpu::start_tick(peripherals.SYST, HERTZ);
    // SAFETY: the system control of the part is there, and another clock is harmless.
    let system = unsafe { Registers::<0x200>::new(0x400f_e000) };
    system.write(RCGC2, system.read(RCGC2) | 1 << 30 | 1 << 28);
    // The controller is accessible three cycles later; the read takes longer.
    system.read(RCGC2);
    // SAFETY: the controller of the part is there, and is used only here.
    unsafe { Stellaris::new(0x4004_8000, ADDRESS) }
}
