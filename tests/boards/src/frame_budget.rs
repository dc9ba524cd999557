//! A driver that lets the rest of the device have its turn: embassy-net takes frames as long as there are any, and
//! whoever floods the network would keep it from ever coming to the deadline of a call.

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState};

/// How many frames may be received in one turn.
const RATION: u8 = 8;

pub(crate) struct Rationed<D> {
    driver: D,
    left: u8,
}

impl<D> Rationed<D> {
    pub(crate) fn new(driver: D) -> Self {
        Self { driver, left: RATION }
    }
}

impl<D: Driver> Driver for Rationed<D> {
    type RxToken<'a>
        = D::RxToken<'a>
    where
        Self: 'a;
    type TxToken<'a>
        = D::TxToken<'a>
    where
        Self: 'a;

    fn receive(&mut self, context: &mut Context<'_>) -> Option<(Self::RxToken<'_>, Self::TxToken<'_>)> {
        let Some(left) = self.left.checked_sub(1) else {
            self.left = RATION;
            context.waker().wake_by_ref();
            return None;
        };
        let received = self.driver.receive(context);
        self.left = if received.is_some() { left } else { RATION };
        received
    }

    fn transmit(&mut self, context: &mut Context<'_>) -> Option<Self::TxToken<'_>> {
        self.driver.transmit(context)
    }

    fn link_state(&mut self, context: &mut Context<'_>) -> LinkState {
        self.driver.link_state(context)
    }

    fn capabilities(&self) -> Capabilities {
        self.driver.capabilities()
    }

    fn hardware_address(&self) -> HardwareAddress {
        self.driver.hardware_address()
    }
}
