//! The network of the device: a TCP/IP stack that gets its address by DHCP, one socket, and one deadline.

use core::{cell::Cell, future::Future};

use embassy_net::{Config, DhcpConfig, Runner, Stack, StackResources, tcp::TcpSocket};
use embassy_time::{Duration, Instant, with_deadline};
use static_cell::{ConstStaticCell, StaticCell};

use super::{boards::Driver, failure::Failure, rationed::Rationed};

/// For two sockets: DHCP has one as well.
static RESOURCES: StaticCell<StackResources<2>> = StaticCell::new();

/// A request and a reply fit each into theirs; longer ones take more round trips.
static BUFFERS: ConstStaticCell<([u8; 1024], [u8; 1024])> = ConstStaticCell::new(([0; 1024], [0; 1024]));

pub(crate) struct Network {
    stack: Stack<'static>,
    /// Here unless a stream has it.
    pub(super) socket: Cell<Option<TcpSocket<'static>>>,
    deadline: Cell<Instant>,
}

impl Network {
    /// Sets the stack up. Nothing happens before the runner runs. Who knows the seed can guess ports and sequence numbers.
    pub(crate) fn new(driver: Driver, seed: u64) -> (Self, Runner<'static, Rationed<Driver>>) {
        let resources = RESOURCES.init(StackResources::new());
        let driver = Rationed::new(driver);
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

    /// Gives all that happens from now on this much time together.
    pub(crate) fn allow(&self, timeout: Duration) {
        self.deadline.set(Instant::now() + timeout);
    }

    /// Waits until the network has an address, for half a minute.
    pub(crate) async fn up(&self) -> Result<(), Failure> {
        self.allow(Duration::from_secs(30));
        self.in_time(self.stack.wait_config_up())
            .await
            .map_err(|_| Failure::NoAddress)
    }

    /// Waits for something until the deadline.
    pub(super) async fn in_time<F: Future>(&self, wait: F) -> Result<F::Output, Failure> {
        with_deadline(self.deadline.get(), wait)
            .await
            .map_err(|_| Failure::TimedOut)
    }
}
