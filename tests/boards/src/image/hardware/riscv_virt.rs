//! QEMU's RISC-V board `virt`, with a virtio network device in the first of its slots.

use riscv::{
    interrupt::Interrupt,
    register::{mepc, mie},
};
use riscv_rt::{TrapFrame, core_interrupt};

use super::{Registers, ethernet::Ethernet, virtio::Virtio};
use crate::image::{clock, report};

pub(crate) use riscv::asm::wfi as sleep;
pub(crate) use riscv_rt::entry;

pub(crate) type Driver = Ethernet<Virtio>;

/// The heap of TLS.
pub(crate) const HEAP: usize = device_tls::HEAP_SIZE;

// SAFETY: the timer of QEMU's board is there, and only counts.
static CLINT: Registers<0xc000> = unsafe { Registers::new(0x0200_0000) };
const MTIMECMP: usize = 0x4000;
const MTIME: usize = 0xbff8;

/// The ticks of the timer in a millisecond.
const TICK: u64 = 10_000;

/// Returns the milliseconds since the board was started. The timer counts without interrupts.
pub(crate) fn milliseconds() -> u64 {
    now() / TICK
}

/// Starts the tick, every millisecond, and returns the network.
pub(crate) fn start() -> Driver {
    set_alarm(now() + TICK);
    // SAFETY: no critical section is open, and the handler is below.
    unsafe {
        mie::set_mtimer();
        riscv::interrupt::enable();
    }
    // SAFETY: the slot of the board is there, and is used only here.
    Ethernet::new(unsafe { Virtio::new(0x1000_1000) })
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

#[unsafe(export_name = "ExceptionHandler")]
extern "C" fn trap(_: &TrapFrame) -> ! {
    report::fault(mepc::read())
}
