//! The driver of embassy-net, over the Ethernet controller of a board.

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use static_cell::ConstStaticCell;

use crate::image::clock;

/// The largest frame, in whole words, with room for a checksum.
pub(crate) const FRAME: usize = 1520;

/// The address that QEMU gives its first controller.
const ADDRESS: [u8; 6] = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56];

/// An Ethernet controller, which is looked at in each tick.
pub(crate) trait Controller {
    /// Takes a frame if there is one, and returns its length. A damaged one is empty, which the stack ignores.
    fn receive(&mut self, frame: &mut [u8; FRAME]) -> Option<usize>;

    /// Sends a frame. The stack repeats a lost one.
    fn send(&mut self, frame: &[u8]);
}

pub(crate) struct Ethernet<C> {
    controller: C,
    received: &'static mut [u8; FRAME],
}

impl<C: Controller> Ethernet<C> {
    /// Makes the one driver.
    pub(crate) fn new(controller: C) -> Self {
        static RECEIVED: ConstStaticCell<[u8; FRAME]> = ConstStaticCell::new([0; FRAME]);

        Self {
            controller,
            received: RECEIVED.take(),
        }
    }
}

impl<C: Controller> Driver for Ethernet<C> {
    type RxToken<'a>
        = Received<'a>
    where
        C: 'a;
    type TxToken<'a>
        = Sent<'a, C>
    where
        C: 'a;

    fn receive(&mut self, context: &mut Context<'_>) -> Option<(Received<'_>, Sent<'_, C>)> {
        let Some(length) = self.controller.receive(self.received) else {
            clock::wake_at_next_tick(context.waker());
            return None;
        };
        Some((Received(&mut self.received[..length]), Sent(&mut self.controller)))
    }

    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Sent<'_, C>> {
        Some(Sent(&mut self.controller))
    }

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
        HardwareAddress::Ethernet(ADDRESS)
    }
}

pub(crate) struct Received<'a>(&'a mut [u8]);

impl RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, handle: F) -> R {
        handle(self.0)
    }
}

pub(crate) struct Sent<'a, C>(&'a mut C);

impl<C: Controller> TxToken for Sent<'_, C> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, handle: F) -> R {
        let mut frame = [0; FRAME];
        let result = handle(&mut frame[..length]);
        self.0.send(&frame[..length]);
        result
    }
}
