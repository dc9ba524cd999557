//! The boards. Each starts its tick, returns a driver of its network, and counts milliseconds; the rest of the image is independent of the hardware.

mod registers;

#[cfg(target_arch = "arm")]
mod cortex_m;
#[cfg(target_arch = "riscv32")]
mod riscv;

#[cfg(board = "mps2-an386")]
mod lan9118;
#[cfg(board = "mps2-an386")]
mod mps2_an386;
#[cfg(board = "riscv-virt")]
mod riscv_virt;
#[cfg(board = "riscv-virt")]
mod virtio;

#[cfg(target_arch = "arm")]
use self::cortex_m as cpu;
#[cfg(board = "mps2-an386")]
use self::mps2_an386 as board;
#[cfg(target_arch = "riscv32")]
use self::riscv as cpu;
#[cfg(board = "riscv-virt")]
use self::riscv_virt as board;

use board::NETWORK_INTERRUPT;
pub(crate) use board::{Driver, HEAP, milliseconds, start};
pub(crate) use cpu::{Executor, entry, sleep};
use registers::Registers;
