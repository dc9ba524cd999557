//! TCP streams of the device, for `StreamConnection`.

use core::net::Ipv4Addr;

use embassy_net::tcp::TcpSocket;
use embedded_io_async::{ErrorType, Read, ReadReady, Write};
use scnet_notebook::{ConnectAsync, Server};

use super::network::{Failure, Network};

/// Opens streams over the network's one socket.
pub(crate) struct Dial<'n>(pub(crate) &'n Network);

impl<'n> ConnectAsync for Dial<'n> {
    type Stream = Stream<'n>;

    async fn connect(&mut self, server: &Server<'_>) -> Result<Stream<'n>, Failure> {
        if server.is_secure {
            return Err(Failure::Secure);
        }
        let address: Ipv4Addr = server.host.parse().map_err(|_| Failure::Host)?;
        let socket = self.0.socket.take().ok_or(Failure::Busy)?;
        let mut stream = Stream {
            network: self.0,
            socket: Some(socket),
        };
        let socket = stream.socket()?;
        // Whatever is left of the last stream: its server is told, and the socket begins anew.
        socket.abort();
        self.0.in_time(socket.flush()).await??;
        self.0.in_time(socket.connect((address, server.port))).await??;
        Ok(stream)
    }
}

/// The socket, while it is a stream, on which every wait ends at the network's deadline.
pub(crate) struct Stream<'n> {
    network: &'n Network,
    /// Always there, but in `drop`.
    socket: Option<TcpSocket<'static>>,
}

impl Stream<'_> {
    fn socket(&mut self) -> Result<&mut TcpSocket<'static>, Failure> {
        self.socket.as_mut().ok_or(Failure::Busy)
    }
}

impl Drop for Stream<'_> {
    fn drop(&mut self) {
        if let Some(mut socket) = self.socket.take() {
            socket.close();
            self.network.socket.set(Some(socket));
        }
    }
}

impl ErrorType for Stream<'_> {
    type Error = Failure;
}

impl Read for Stream<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        let network = self.network;
        Ok(network.in_time(self.socket()?.read(buffer)).await??)
    }
}

impl Write for Stream<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        let network = self.network;
        Ok(network.in_time(self.socket()?.write(bytes)).await??)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        let network = self.network;
        Ok(network.in_time(self.socket()?.flush()).await??)
    }
}

/// So that it can be told whether the stream may carry another call.
impl ReadReady for Stream<'_> {
    fn read_ready(&mut self) -> Result<bool, Failure> {
        Ok(self.socket()?.read_ready()?)
    }
}
