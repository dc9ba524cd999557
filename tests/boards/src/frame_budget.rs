use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState};

/// The number of frames that one poll may receive.
const BUDGET: u8 = 8;

/// A network driver that limits the frames of one poll.
///
/// embassy-net receives frames as long as there are any, so a flood would keep the other tasks from running, the deadline of a
/// call among them.
#[derive(Debug)]
pub struct FrameBudget<D> {
    driver: D,
    left: u8,
}

impl<D> FrameBudget<D> {
    /// Limits this driver.
    pub fn new(driver: D) -> Self {
        Self { driver, left: BUDGET }
    }
}

impl<D: Driver> Driver for FrameBudget<D> {
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
            self.left = BUDGET;
            context.waker().wake_by_ref();
            return None;
        };
        let received = self.driver.receive(context);
        self.left = if received.is_some() { left } else { BUDGET };
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
