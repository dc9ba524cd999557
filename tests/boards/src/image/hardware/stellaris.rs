//! The Ethernet controller inside the Stellaris LM3S6965.

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};

use super::{Registers, cpu};

// Registers, with the names of the data sheet.
const MACRIS: usize = 0x00;
const MACIM: usize = 0x04;
const MACRCTL: usize = 0x08;
const MACTCTL: usize = 0x0c;
const MACDATA: usize = 0x10;
const MACIA0: usize = 0x14;
const MACIA1: usize = 0x18;
const MACTHR: usize = 0x1c;
const MACNP: usize = 0x34;
const MACTR: usize = 0x38;

/// A frame was received: bit RXINT of `MACRIS` and `MACIM`.
const FRAME_RECEIVED: u32 = 1;

/// The two bytes of its length, the largest frame and its checksum, in whole words.
const FRAME: usize = 1520;

pub(crate) struct Stellaris {
    registers: Registers<0x40>,
    address: [u8; 6],
}

impl Stellaris {
    /// Starts the controller, whose clock must be running.
    ///
    /// # Safety
    ///
    /// There must be the controller of a Stellaris at the base, and nothing else may use it.
    pub(crate) unsafe fn new(base: usize, address: [u8; 6]) -> Self {
        // SAFETY: no register of the controller affects memory.
        let registers = unsafe { Registers::new(base) };
        let [a, b, c, d, e, f] = address;
        registers.write(MACIA0, u32::from_le_bytes([a, b, c, d]));
        registers.write(MACIA1, u32::from_le_bytes([e, f, 0, 0]));
        registers.write(MACTHR, 0x3f); // send whole frames only
        registers.write(MACRCTL, 1 << 4); // empty the FIFO
        registers.write(MACRCTL, 1 << 3 | 1); // receive, but no frame with a wrong checksum
        registers.write(MACTCTL, 1 << 4 | 1 << 2 | 1 << 1 | 1); // full duplex, checksum, padding, send
        registers.write(MACIM, FRAME_RECEIVED);
        Self { registers, address }
    }
}

impl Driver for Stellaris {
    type RxToken<'a> = Frame<'a>;
    type TxToken<'a> = Frame<'a>;

    fn receive(&mut self, context: &mut Context<'_>) -> Option<(Frame<'_>, Frame<'_>)> {
        // Before the check: a later frame raises it again.
        self.registers.write(MACRIS, FRAME_RECEIVED);
        if self.registers.read(MACNP) & 0x3f == 0 {
            cpu::wake_on_frame(context.waker());
            return None;
        }
        Some((Frame(&self.registers), Frame(&self.registers)))
    }

    fn transmit(&mut self, context: &mut Context<'_>) -> Option<Frame<'_>> {
        if self.registers.read(MACTR) & 1 != 0 {
            // A frame takes a millisecond at most, so poll again immediately.
            context.waker().wake_by_ref();
            return None;
        }
        Some(Frame(&self.registers))
    }

    /// The PHY is not queried: without a cable a call ends at its deadline.
    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = 1514;
        capabilities.max_burst_size = Some(1);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.address)
    }
}

/// The next frame out of the RX FIFO, or into the TX FIFO.
pub(crate) struct Frame<'a>(&'a Registers<0x40>);

impl RxToken for Frame<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, handle: F) -> R {
        let mut frame = [0; FRAME];
        let first = self.0.read(MACDATA);
        frame[..4].copy_from_slice(&first.to_le_bytes());
        // The length counts its own two bytes and the checksum.
        let length = (first & 0xffff) as usize;
        // Remove all words of the frame from the FIFO, even if it is too long.
        for position in (4..length).step_by(4) {
            let word = self.0.read(MACDATA).to_le_bytes();
            if let Some(place) = frame.get_mut(position..position + 4) {
                place.copy_from_slice(&word);
            }
        }
        // An empty frame is ignored by the stack.
        handle(frame.get_mut(2..length.saturating_sub(4)).unwrap_or_default())
    }
}

impl TxToken for Frame<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, handle: F) -> R {
        let mut frame = [0; FRAME];
        let result = handle(&mut frame[2..2 + length]);
        // The length excludes the header of the frame and itself.
        #[expect(clippy::cast_possible_truncation, reason = "no frame is longer than the MTU")]
        let payload = length.saturating_sub(14) as u16;
        frame[..2].copy_from_slice(&payload.to_le_bytes());
        for word in frame.chunks_exact(4).take((2 + length).div_ceil(4)) {
            self.0
                .write(MACDATA, u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
        }
        self.0.write(MACTR, 1);
        // The stack may send again without asking for `transmit`, when it answers a frame.
        while self.0.read(MACTR) & 1 != 0 {}
        result
    }
}
