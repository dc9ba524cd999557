use core::time::Duration;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};

use crate::server::Starting;
use crate::{Case, Delay, Server, Tls};

/// What a [`Server`] is to be, before it is started.
#[derive(Debug)]
pub struct Builder {
    addresses: io::Result<Vec<SocketAddr>>,
    pub(crate) default: Case,
    pub(crate) delay: Delay,
    pub(crate) client_timeout: Duration,
    pub(crate) tls: Option<Tls>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            addresses: Ok(vec![(Ipv4Addr::LOCALHOST, 0).into()]),
            default: Case::default(),
            delay: Delay::default(),
            client_timeout: Duration::from_secs(30),
            tls: None,
        }
    }

    /// Makes it listen on an address, such as `127.0.0.1:8080`; port 0 stands for any free one.
    ///
    /// At first it is a free port of the loopback interface, where only this machine can reach it.
    #[must_use]
    pub fn listen(self, address: impl ToSocketAddrs) -> Self {
        let addresses = address.to_socket_addrs().map(Iterator::collect);
        Self { addresses, ..self }
    }

    /// Sets the case to be played where no other is chosen. At first it is the documented success.
    #[must_use]
    pub fn case(self, case: impl Into<Case>) -> Self {
        let default = case.into();
        Self { default, ..self }
    }

    /// Sets how long it waits before it plays a case. At first it does not.
    #[must_use]
    pub fn delay(self, delay: Delay) -> Self {
        Self { delay, ..self }
    }

    /// Sets how long a client may take for a request, and to take what is sent. At first that is 30 seconds. Between two
    /// requests it may take ten times as long.
    #[must_use]
    pub fn client_timeout(self, client_timeout: Duration) -> Self {
        Self { client_timeout, ..self }
    }

    /// Makes it speak TLS. In the clear there is then the admin interface only, on the same port.
    #[must_use]
    pub fn tls(self, tls: Tls) -> Self {
        let tls = Some(tls);
        Self { tls, ..self }
    }

    /// Starts it, which takes some milliseconds.
    ///
    /// # Errors
    ///
    /// If the address is none, or not one that can be listened on; of the kind `InvalidData`, if no certificate can have
    /// one of the names that it was [given](Tls::with_name).
    pub fn start(self) -> io::Result<Server> {
        let starting = Starting::new(self.listener()?, self)?;
        starting.wait()
    }

    /// Starts it without blocking, from within an async runtime.
    ///
    /// # Errors
    ///
    /// If the address is none, or not one that can be listened on; of the kind `InvalidData`, if no certificate can have
    /// one of the names that it was [given](Tls::with_name).
    pub async fn start_async(self) -> io::Result<Server> {
        let starting = Starting::new(self.listener()?, self)?;
        starting.wait_async().await
    }

    fn listener(&self) -> io::Result<TcpListener> {
        match &self.addresses {
            Ok(addresses) => TcpListener::bind(addresses.as_slice()),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }
}
