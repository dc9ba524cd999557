use core::net::SocketAddr;

use embassy_net::{
    IpAddress, Stack,
    dns::DnsQueryType,
    tcp::client::{TcpClient, TcpConnection},
};
use embassy_time::{Duration, Instant};
use embedded_io_async::{ErrorType, Read, Write};
use embedded_nal_async::TcpConnect;
use scnet_notebook::http1::Endpoint;

use crate::{Failure, Wait};

/// A TCP stream. Every wait on it ends at the deadline.
pub(crate) struct Tcp<'s> {
    connection: TcpConnection<'s, 1, 1024, 1024>,
    deadline: Instant,
}

impl<'s> Tcp<'s> {
    /// Opens a stream. Its deadline begins after the lookup, which must not leave the response too little time.
    pub(crate) async fn open(
        network: Stack<'_>,
        tcp: &'s TcpClient<'_, 1>,
        endpoint: &Endpoint<'_>,
        timeout: Duration,
    ) -> Result<Self, Failure> {
        if endpoint.is_secure && cfg!(not(feature = "tls")) {
            return Err(Failure::NoTls);
        }
        if !network.is_config_up() {
            return Err(Failure::NoAddress);
        }
        let lookup = network.dns_query(endpoint.host, DnsQueryType::A);
        let found = Wait::Lookup.until(Instant::now() + timeout, lookup).await?;
        let Some(&IpAddress::Ipv4(address)) = found.first() else {
            return Err(Failure::Failed(Wait::Lookup));
        };
        let deadline = Instant::now() + timeout;
        let address = SocketAddr::from((address, endpoint.port));
        let connection = Wait::Connection.until(deadline, tcp.connect(address)).await?;
        Ok(Self { connection, deadline })
    }
}

impl ErrorType for Tcp<'_> {
    type Error = Failure;
}

impl Read for Tcp<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        Wait::Stream.until(self.deadline, self.connection.read(buffer)).await
    }
}

impl Write for Tcp<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        Wait::Stream.until(self.deadline, self.connection.write(bytes)).await
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        Wait::Stream.until(self.deadline, self.connection.flush()).await
    }
}
