use core::{error, fmt};

use embassy_time::{Instant, with_deadline};
use embedded_io_async::{Error, ErrorKind};

/// The reason why there is no stream, or no longer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The URL says `https`, and this image has no TLS.
    NoTls,
    /// The device has no address of its own.
    NoAddress,
    /// The deadline passed during this wait.
    TimedOut(Wait),
    /// It failed.
    Failed(Wait),
}

/// A wait of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For the answer of DNS.
    Lookup,
    /// For the connection.
    Connection,
    /// For the answer of the time server.
    Time,
    /// For bytes of the server, or room for bytes of the device.
    Stream,
}

impl Wait {
    /// Waits until the deadline.
    pub(crate) async fn until<T, E>(
        self,
        deadline: Instant,
        result: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Failure> {
        let result = with_deadline(deadline, result).await;
        result
            .map_err(|_| Failure::TimedOut(self))?
            .map_err(|_| Failure::Failed(self))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoTls => "this image has no TLS for https",
            Self::NoAddress => "no address from the network: check the cable or the Wi-Fi, and DHCP",
            Self::TimedOut(Wait::Lookup) => "DNS does not answer",
            Self::Failed(Wait::Lookup) => "DNS has no IPv4 address for the host, or does not answer",
            Self::TimedOut(Wait::Connection) => "server does not accept a connection: check host, port and firewall",
            Self::Failed(Wait::Connection) => "server refuses the connection: check host and port",
            Self::TimedOut(Wait::Time) => "time server does not answer",
            Self::Failed(Wait::Time) => "time server sends no valid time",
            Self::TimedOut(Wait::Stream) => "timed out",
            Self::Failed(Wait::Stream) => "connection was reset",
        })
    }
}

impl error::Error for Failure {}

impl Error for Failure {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoTls => ErrorKind::Unsupported,
            Self::NoAddress => ErrorKind::NotConnected,
            Self::TimedOut(_) => ErrorKind::TimedOut,
            Self::Failed(Wait::Lookup) => ErrorKind::AddrNotAvailable,
            Self::Failed(Wait::Connection) => ErrorKind::ConnectionRefused,
            Self::Failed(Wait::Time) => ErrorKind::InvalidData,
            Self::Failed(Wait::Stream) => ErrorKind::ConnectionReset,
        }
    }
}
