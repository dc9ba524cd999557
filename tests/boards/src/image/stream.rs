//! Streams of the device, for `StreamConnection`: TCP for `http`, TLS over TCP for `https`.

use core::net::Ipv4Addr;

use embedded_io_async::{ErrorType, Read, Write};
use scnet_notebook::{ConnectAsync, http1::Endpoint};

use super::{failure::Failure, network::Network, session::Session, tcp::Tcp, trust::Trust};

/// Opens streams over the network's one socket.
pub(crate) struct Connector<'n> {
    pub(crate) network: &'n Network,
    /// The address of the server if its host is a name: the image has no resolver.
    pub(crate) address: Option<Ipv4Addr>,
    pub(crate) trust: Trust,
}

impl<'n> ConnectAsync for Connector<'n> {
    type Stream = Stream<'n>;

    async fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Stream<'n>, Failure> {
        let &Endpoint {
            host, port, is_secure, ..
        } = endpoint;
        let address = (self.address.or_else(|| host.parse().ok()).ok_or(Failure::Host)?, port);
        if !is_secure {
            return Tcp::open(self.network, address).await.map(Stream::Plain);
        }
        // First, so that a device that is not ready for TLS sends nothing.
        let handshake = self.trust.prepare(host)?;
        let tcp = Tcp::open(self.network, address).await?;
        Session::open(tcp, handshake).await.map(Stream::Secure)
    }
}

/// A plain or a TLS stream.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and no heap for the larger one"
)]
pub(crate) enum Stream<'n> {
    Plain(Tcp<'n>),
    Secure(Session<'n>),
}

impl ErrorType for Stream<'_> {
    type Error = Failure;
}

impl Read for Stream<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        match self {
            Self::Plain(stream) => stream.read(buffer).await,
            Self::Secure(stream) => stream.read(buffer).await,
        }
    }
}

impl Write for Stream<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        match self {
            Self::Plain(stream) => stream.write(bytes).await,
            Self::Secure(stream) => stream.write(bytes).await,
        }
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        match self {
            Self::Plain(stream) => stream.flush().await,
            Self::Secure(stream) => stream.flush().await,
        }
    }
}
