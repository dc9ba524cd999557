//! Arm MPS2+ with the Cortex-M4 image AN386, and a LAN9118 for the network.

use super::{cpu, lan9118::Lan9118};

pub(crate) type Driver = Lan9118;

pub(crate) const NETWORK_INTERRUPT: u16 = 13;

const HERTZ: u32 = 25_000_000;

pub(crate) fn start() -> Driver {
    let peripherals = cortex_m::Peripherals::take().expect("the peripherals are taken once");
    cpu::start_tick(peripherals.SYST, HERTZ);
    // SAFETY: the controller of the board is there, and is used only here.
    unsafe { Lan9118::new(0x4020_0000) }
}
