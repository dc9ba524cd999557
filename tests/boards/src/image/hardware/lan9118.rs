//! The Ethernet controller SMSC LAN9118.

use super::{
    Registers,
    ethernet::{Controller, FRAME},
};

// Registers, with the names of the data sheet.
const RX_DATA_FIFO: usize = 0x00;
const TX_DATA_FIFO: usize = 0x20;
const RX_STATUS_FIFO: usize = 0x40;
const TX_STATUS_FIFO: usize = 0x48;
const BYTE_TEST: usize = 0x64;
const RX_CFG: usize = 0x6c;
const TX_CFG: usize = 0x70;
const HW_CFG: usize = 0x74;
const RX_FIFO_INF: usize = 0x7c;
const TX_FIFO_INF: usize = 0x80;
const PMT_CTRL: usize = 0x84;
const MAC_CSR_CMD: usize = 0xa4;
const MAC_CSR_DATA: usize = 0xa8;
const E2P_CMD: usize = 0xb0;

/// The control register of the MAC, behind `MAC_CSR_CMD` and `MAC_CSR_DATA`.
const MAC_CR: u32 = 1;
const BUSY: u32 = 1 << 31;

/// The space of a frame in the TX FIFO, with the two words before it.
const FRAME_SPACE: u32 = 1528;

pub(crate) struct Lan9118 {
    registers: Registers<0x100>,
}

impl Lan9118 {
    /// Resets and starts the controller.
    ///
    /// # Safety
    ///
    /// There must be a LAN9118 at the address, and nothing else may use it.
    pub(crate) unsafe fn new(address: usize) -> Self {
        // SAFETY: no register of the controller affects memory.
        let registers = unsafe { Registers::new(address) };
        assert_eq!(registers.read(BYTE_TEST), 0x8765_4321, "no LAN9118 answers");

        while registers.read(PMT_CTRL) & 1 == 0 {} // until it is awake
        registers.write(HW_CFG, 1); // soft reset
        while registers.read(HW_CFG) & 1 != 0 {}
        while registers.read(E2P_CMD) & BUSY != 0 {} // until it has its MAC address
        registers.write(HW_CFG, 1 << 20 | 5 << 16); // a bit that must be one, and 5 KiB for sending
        registers.write(RX_CFG, 0);
        registers.write(TX_CFG, 1 << 1); // on
        registers.write(MAC_CSR_DATA, 1 << 20 | 1 << 3 | 1 << 2); // full duplex, send, receive
        registers.write(MAC_CSR_CMD, BUSY | MAC_CR);
        while registers.read(MAC_CSR_CMD) & BUSY != 0 {}
        Self { registers }
    }
}

impl Controller for Lan9118 {
    fn receive(&mut self, frame: &mut [u8; FRAME]) -> Option<usize> {
        if self.registers.read(RX_FIFO_INF) >> 16 & 0xff == 0 {
            return None;
        }
        let status = self.registers.read(RX_STATUS_FIFO);
        let length = (status >> 16 & 0x3fff) as usize;
        // Remove all words of the frame from the FIFO, even if it is too long.
        for position in (0..length).step_by(4) {
            let word = self.registers.read(RX_DATA_FIFO).to_le_bytes();
            if let Some(place) = frame.get_mut(position..position + 4) {
                place.copy_from_slice(&word);
            }
        }
        // Bit 15 sums up the errors. The last four bytes are the checksum.
        let is_good = status & 1 << 15 == 0 && length <= FRAME;
        Some(if is_good { length.saturating_sub(4) } else { 0 })
    }

    fn send(&mut self, frame: &[u8]) {
        while self.registers.read(TX_FIFO_INF) & 0xffff < FRAME_SPACE {} // it drains in microseconds
        #[expect(clippy::cast_possible_truncation, reason = "no frame is longer than the MTU")]
        let command = frame.len() as u32;
        self.registers.write(TX_DATA_FIFO, 1 << 13 | 1 << 12 | command); // first and last segment
        self.registers.write(TX_DATA_FIFO, command);
        for bytes in frame.chunks(4) {
            let mut word = [0; 4];
            word[..bytes.len()].copy_from_slice(bytes);
            self.registers.write(TX_DATA_FIFO, u32::from_le_bytes(word));
        }
        // Discard the status of earlier frames, which would fill its FIFO.
        while self.registers.read(TX_FIFO_INF) >> 16 & 0xff != 0 {
            self.registers.read(TX_STATUS_FIFO);
        }
    }
}
