//! The network's one socket as a stream. Every wait ends at the deadline.

use core::net::Ipv4Addr;

use embassy_net::tcp::TcpSocket;
use embedded_io_async::{ErrorType, Read, Write};
use scnet_notebook::http1::Endpoint;

use super::{failure::Failure, network::Network};

const NO_ADDRESS: Failure = Failure("host is not an IPv4 address, and there is no --address");
const BUSY: Failure = Failure("the socket is in use");

/// A TCP stream, which borrows the socket.
pub(crate) struct Tcp<'n> {
    network: &'n Network,
    /// `None` only in `drop`.
    socket: Option<TcpSocket<'static>>,
}

impl<'n> Tcp<'n> {
    /// Connects to a server, at this address if its host is a name: the image has no resolver.
    pub(crate) async fn open(
        network: &'n Network,
        endpoint: &Endpoint<'_>,
        address: Option<Ipv4Addr>,
    ) -> Result<Self, Failure> {
        let address = endpoint.host.parse().ok().or(address).ok_or(NO_ADDRESS)?;
        let socket = network.socket.take().ok_or(BUSY)?;
        let mut stream = Self {
            network,
            socket: Some(socket),
        };
        let socket = stream.socket()?;
        // Reset the connection of the previous stream if it is still open.
        socket.abort();
        network.before_deadline(socket.flush()).await??;
        network
            .before_deadline(socket.connect((address, endpoint.port)))
            .await??;
        Ok(stream)
    }

    fn socket(&mut self) -> Result<&mut TcpSocket<'static>, Failure> {
        self.socket.as_mut().ok_or(BUSY)
    }
}

impl Drop for Tcp<'_> {
    fn drop(&mut self) {
        if let Some(mut socket) = self.socket.take() {
            socket.close();
            self.network.socket.set(Some(socket));
        }
    }
}

impl ErrorType for Tcp<'_> {
    type Error = Failure;
}

impl Read for Tcp<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        let network = self.network;
        Ok(network.before_deadline(self.socket()?.read(buffer)).await??)
    }
}

impl Write for Tcp<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        let network = self.network;
        Ok(network.before_deadline(self.socket()?.write(bytes)).await??)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        let network = self.network;
        Ok(network.before_deadline(self.socket()?.flush()).await??)
    }
}
