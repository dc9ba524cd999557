//! The boards. Each starts its tick, returns a driver of its network, and counts milliseconds; the rest of the image is independent of
//! the hardware.

mod ethernet;
#[cfg(target_arch = "arm")]
mod lan9118;
#[cfg(target_arch = "arm")]
mod mps2_an386;
mod registers;
#[cfg(target_arch = "riscv32")]
mod riscv_virt;
#[cfg(target_arch = "riscv32")]
mod virtio;

#[cfg(target_arch = "arm")]
pub(crate) use mps2_an386::{Driver, HEAP, entry, milliseconds, sleep, start};
use registers::Registers;
#[cfg(target_arch = "riscv32")]
pub(crate) use riscv_virt::{Driver, HEAP, entry, milliseconds, sleep, start};
