//! Arm MPS2+ with the Cortex-M4 image AN386, and a LAN9118 for the network.

use core::{arch::global_asm, cell::Cell};

use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::{ExceptionFrame, exception};
use critical_section::Mutex;

use super::{Registers, ethernet::Ethernet, lan9118::Lan9118};
use crate::image::{clock, report, stack};

pub(crate) use cortex_m::asm::wfi as sleep;
pub(crate) use cortex_m_rt::entry;

pub(crate) type Driver = Ethernet<Lan9118>;

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

/// Starts the counter and the tick, every millisecond, and returns the network.
pub(crate) fn start() -> Driver {
    let peripherals = cortex_m::Peripherals::take().expect("the peripherals are taken once");
    TIMER.write(RELOAD, u32::MAX);
    TIMER.write(VALUE, u32::MAX);
    TIMER.write(CONTROL, 1);
    let mut tick = peripherals.SYST;
    tick.set_clock_source(SystClkSource::Core);
    tick.set_reload(HERTZ / 1000 - 1);
    tick.clear_current();
    tick.enable_counter();
    tick.enable_interrupt();
    // SAFETY: the controller of the board is there, and is used only here.
    Ethernet::new(unsafe { Lan9118::new(0x4020_0000) })
}

#[exception]
fn SysTick() {
    clock::tick();
}

// After a stack overflow the handler has no stack left, so it starts a new one.
global_asm!(
    ".section .HardFault.user, \"ax\"",
    ".global HardFault",
    ".type HardFault, %function",
    ".thumb_func",
    "HardFault:",
    "mrs r0, msp",
    "movw r1, #:lower16:_stack_start",
    "movt r1, #:upper16:_stack_start",
    "msr msp, r1",
    "b {fault}",
    fault = sym fault,
);

/// Handles the fault that stacked this frame.
unsafe extern "C" fn fault(frame: *const ExceptionFrame) -> ! {
    if frame.addr() < stack::end().addr() {
        report::overflow();
    }
    // SAFETY: the processor stacked the frame there.
    report::fault(unsafe { &*frame }.pc() as usize)
}
