//! The network of the device: a TCP/IP stack with an address by DHCP, one socket, and one deadline.

use core::{cell::Cell, future::Future};

use embassy_net::{Config, DhcpConfig, Runner, Stack, StackResources, tcp::TcpSocket};
use embassy_time::{Duration, Instant, with_deadline};
use static_cell::{ConstStaticCell, StaticCell};

use super::{failure::Failure, hardware::Driver};

/// For two sockets: DHCP has one.
static RESOURCES: StaticCell<StackResources<2>> = StaticCell::new();

/// Each holds a usual request or reply; longer ones take more round trips.
static BUFFERS: ConstStaticCell<([u8; 1024], [u8; 1024])> = ConstStaticCell::new(([0; 1024], [0; 1024]));

pub(crate) struct Network {
    stack: Stack<'static>,
    /// `None` while a stream has it.
    pub(super) socket: Cell<Option<TcpSocket<'static>>>,
    deadline: Cell<Instant>,
}

impl Network {
    /// Sets up the stack; the runner runs it. An attacker who knows the seed can guess ports and sequence numbers.
    pub(crate) fn new(driver: Driver, seed: u64) -> (Self, Runner<'static, Driver>) {
        let resources = RESOURCES.init(StackResources::new());
        let (stack, runner) = embassy_net::new(driver, Config::dhcpv4(DhcpConfig::default()), resources, seed);
        let (received, sent) = BUFFERS.take();
        let socket = TcpSocket::new(stack, received, sent);
        let network = Self {
            stack,
            socket: Cell::new(Some(socket)),
            deadline: Cell::new(Instant::MAX),
        };
        (network, runner)
    }

    /// Sets the deadline of all operations from now on.
    pub(crate) fn set_timeout(&self, timeout: Duration) {
        self.deadline.set(Instant::now() + timeout);
    }

    /// Waits for an address, for half a minute at most.
    pub(crate) async fn up(&self) -> Result<(), Failure> {
        self.set_timeout(Duration::from_secs(30));
        self.before_deadline(self.stack.wait_config_up())
            .await
            .map_err(|_| Failure("no address came by DHCP in time"))
    }

    /// Waits for a future until the deadline.
    pub(super) async fn before_deadline<F: Future>(&self, wait: F) -> Result<F::Output, Failure> {
        with_deadline(self.deadline.get(), wait)
            .await
            .map_err(|_| Failure("timed out"))
    }
}
