//! The boards. Each starts its tick and returns a driver of its network; the rest of the image is independent of the hardware.

mod registers;

#[cfg(target_arch = "arm")]
mod cortex_m;
#[cfg(target_arch = "riscv32")]
mod riscv;

#[cfg(board = "mps2-an386")]
mod lan9118;
#[cfg(board = "lm3s6965evb")]
mod lm3s6965evb;
#[cfg(board = "mps2-an386")]
mod mps2_an386;
#[cfg(board = "riscv-virt")]
mod riscv_virt;
#[cfg(board = "lm3s6965evb")]
mod stellaris;
#[cfg(board = "riscv-virt")]
mod virtio;

#[cfg(target_arch = "arm")]
use self::cortex_m as cpu;
#[cfg(board = "lm3s6965evb")]
use self::lm3s6965evb as board;
#[cfg(board = "mps2-an386")]
use self::mps2_an386 as board;
#[cfg(target_arch = "riscv32")]
use self::riscv as cpu;
#[cfg(board = "riscv-virt")]
use self::riscv_virt as board;

use board::NETWORK_INTERRUPT;
pub(crate) use board::{Driver, start};
pub(crate) use cpu::{Executor, entry, sleep};
use registers::Registers;
