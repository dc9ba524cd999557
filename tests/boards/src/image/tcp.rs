//! The network's one socket as a stream, on which every wait ends at the deadline.

use core::net::Ipv4Addr;

use embassy_net::tcp::TcpSocket;
use embedded_io_async::{ErrorType, Read, Write};

use super::{failure::Failure, network::Network};

/// The socket, while it is a stream.
pub(crate) struct Tcp<'n> {
    network: &'n Network,
    /// Always there, but in `drop`.
    socket: Option<TcpSocket<'static>>,
}

impl<'n> Tcp<'n> {
    pub(crate) async fn open(network: &'n Network, server: (Ipv4Addr, u16)) -> Result<Self, Failure> {
        let socket = network.socket.take().ok_or(Failure::Busy)?;
        let mut stream = Self {
            network,
            socket: Some(socket),
        };
        let socket = stream.socket()?;
        // Whatever is left of the last stream: its server is told, and the socket begins anew.
        socket.abort();
        network.in_time(socket.flush()).await??;
        network.in_time(socket.connect(server)).await??;
        Ok(stream)
    }

    fn socket(&mut self) -> Result<&mut TcpSocket<'static>, Failure> {
        self.socket.as_mut().ok_or(Failure::Busy)
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
        Ok(network.in_time(self.socket()?.read(buffer)).await??)
    }
}

impl Write for Tcp<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        let network = self.network;
        Ok(network.in_time(self.socket()?.write(bytes)).await??)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        let network = self.network;
        Ok(network.in_time(self.socket()?.flush()).await??)
    }
}
