//! QEMU's RISC-V board `virt`, with a virtio network device in the first of its slots.

use super::{cpu, virtio::Virtio};

pub(crate) use cpu::milliseconds;

pub(crate) type Driver = Virtio;

/// The heap of TLS.
pub(crate) const HEAP: usize = device_tls::HEAP_SIZE;

pub(crate) const NETWORK_INTERRUPT: u32 = 1;

pub(crate) fn start() -> Driver {
    cpu::start();
    // SAFETY: the slot of the board is there, and is used only here.
    unsafe { Virtio::new(0x1000_1000) }
}
