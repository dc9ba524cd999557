//! The processor of the Cortex-M boards: the tick, the interrupt of the network, sleep and faults.

use core::{arch::global_asm, task::Waker};

use cortex_m::{
    interrupt::InterruptNumber,
    peripheral::{NVIC, SYST, syst::SystClkSource},
};
use cortex_m_rt::{ExceptionFrame, exception};
use embassy_sync::waitqueue::AtomicWaker;

use super::NETWORK_INTERRUPT;
use crate::image::{clock, report, stack};

pub(crate) use cortex_m::asm::wfi as sleep;
pub(crate) use cortex_m_rt::entry;
/// Sleeps with WFE, which QEMU treats as a no-op: there it stays busy.
pub(crate) use embassy_executor::Executor;

/// Starts the tick, every millisecond.
pub(crate) fn start_tick(mut timer: SYST, hertz: u32) {
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(hertz / 1000 - 1);
    timer.clear_current();
    timer.enable_counter();
    timer.enable_interrupt();
}

#[exception]
fn SysTick() {
    clock::tick();
}

#[derive(Clone, Copy)]
struct Network;

// SAFETY: the number is that of an interrupt, and constant.
unsafe impl InterruptNumber for Network {
    fn number(self) -> u16 {
        NETWORK_INTERRUPT
    }
}

static FRAME: AtomicWaker = AtomicWaker::new();

/// Wakes the waker once when the network controller has a frame, immediately if it already has one.
pub(crate) fn wake_on_frame(waker: &Waker) {
    FRAME.register(waker);
    // SAFETY: no critical section of this image relies on masked interrupts.
    unsafe { NVIC::unmask(Network) };
}

/// Handles the interrupt of the network. It stays pending until the frame is read, so it is masked until then.
#[exception]
unsafe fn DefaultHandler(number: i16) {
    if number != NETWORK_INTERRUPT.cast_signed() {
        panic!("interrupt {number} has no handler");
    }
    NVIC::mask(Network);
    FRAME.wake();
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
