//! The processor of the RISC-V board: the tick, the interrupt of the network, sleep and traps.

use core::task::Waker;

use embassy_sync::waitqueue::AtomicWaker;
use riscv::{
    interrupt::Interrupt,
    register::{mepc, mie},
};
use riscv_rt::{TrapFrame, core_interrupt};

use super::{NETWORK_INTERRUPT, Registers};
use crate::image::{clock, report};

pub(crate) use embassy_executor::Executor;
pub(crate) use riscv::asm::wfi as sleep;
pub(crate) use riscv_rt::entry;

// SAFETY: the timer of QEMU's board is there, and only counts.
static CLINT: Registers<0xc000> = unsafe { Registers::new(0x0200_0000) };
const MTIMECMP: usize = 0x4000;
const MTIME: usize = 0xbff8;

// SAFETY: the interrupt controller of QEMU's board is there, and its handlers are below.
static PLIC: Registers<0x20_1000> = unsafe { Registers::new(0x0c00_0000) };
const PRIORITY: usize = 0x00_0000;
const ENABLE: usize = 0x00_2000;
const THRESHOLD: usize = 0x20_0000;
const CLAIM: usize = 0x20_0004;

/// The ticks of the timer in a millisecond.
const TICK: u64 = 10_000;

/// Starts the tick, every millisecond, and enables the interrupt of the network.
pub(crate) fn start() {
    set_alarm(now() + TICK);
    PLIC.write(PRIORITY + 4 * NETWORK_INTERRUPT as usize, 1);
    PLIC.write(ENABLE, 1 << NETWORK_INTERRUPT);
    PLIC.write(THRESHOLD, 0);
    // SAFETY: no critical section is open, and every handler is in place.
    unsafe {
        mie::set_mtimer();
        mie::set_mext();
        riscv::interrupt::enable();
    }
}

/// Returns the milliseconds since the board was started. The timer counts without interrupts.
pub(crate) fn milliseconds() -> u64 {
    now() / TICK
}

fn now() -> u64 {
    loop {
        let high = CLINT.read(MTIME + 4);
        let low = CLINT.read(MTIME);
        // The lower half did not overflow in between.
        if CLINT.read(MTIME + 4) == high {
            return u64::from(high) << 32 | u64::from(low);
        }
    }
}

fn set_alarm(at: u64) {
    // So that the alarm is never too early between the two writes.
    CLINT.write(MTIMECMP, u32::MAX);
    CLINT.write(MTIMECMP + 4, (at >> 32) as u32);
    CLINT.write(MTIMECMP, (at & 0xffff_ffff) as u32);
}

#[core_interrupt(Interrupt::MachineTimer)]
fn tick() {
    // From now on: after a long stop the ticks in between are not made up for.
    set_alarm(now() + TICK);
    clock::tick();
}

static FRAME: AtomicWaker = AtomicWaker::new();

/// Wakes the waker once when the network controller has a frame, immediately if it already has one.
pub(crate) fn wake_on_frame(waker: &Waker) {
    FRAME.register(waker);
    PLIC.write(CLAIM, NETWORK_INTERRUPT);
}

/// Handles the interrupt of the network. It is claimed here, and completed after the frame is read.
#[core_interrupt(Interrupt::MachineExternal)]
fn external() {
    match PLIC.read(CLAIM) {
        NETWORK_INTERRUPT => FRAME.wake(),
        0 => {}
        number => panic!("interrupt {number} has no handler"),
    }
}

#[unsafe(export_name = "ExceptionHandler")]
extern "C" fn trap(_: &TrapFrame) -> ! {
    report::fault(mepc::read())
}
