//! The boards. Each starts its tick and gives a driver for its network; nothing else in the image knows the hardware.

mod registers;

#[cfg(target_arch = "arm")]
#[path = "boards/cortex_m.rs"]
mod cpu;
#[cfg(target_arch = "riscv32")]
#[path = "boards/riscv.rs"]
mod cpu;

#[cfg(board = "mps2-an386")]
mod lan9118;
#[cfg(board = "lm3s6965evb")]
mod stellaris;
#[cfg(board = "riscv-virt")]
mod virtio;

#[cfg(board = "lm3s6965evb")]
#[path = "boards/lm3s6965evb.rs"]
mod board;
#[cfg(board = "mps2-an386")]
#[path = "boards/mps2_an386.rs"]
mod board;
#[cfg(board = "riscv-virt")]
#[path = "boards/riscv_virt.rs"]
mod board;

use board::NETWORK_INTERRUPT;
pub(crate) use board::{Driver, start};
pub(crate) use cpu::{Executor, entry, sleep};
use registers::Registers;
