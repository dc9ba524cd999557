use core::fmt;

use embassy_net::tcp::{self, ConnectError};
use embedded_io::ErrorKind;

/// An error of a stream.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    /// The host is not an IPv4 address, and the image has no resolver.
    Host,
    /// No address came by DHCP in time.
    NoAddress,
    /// The socket is in use.
    Busy,
    /// There is no route to the server.
    NoRoute,
    /// The server refused the connection.
    Refused,
    /// The connection was reset.
    Reset,
    /// The deadline passed.
    TimedOut,
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::InvalidState => Self::Busy,
            ConnectError::ConnectionReset => Self::Refused,
            ConnectError::TimedOut => Self::TimedOut,
            ConnectError::NoRoute => Self::NoRoute,
        }
    }
}

impl From<tcp::Error> for Failure {
    fn from(_: tcp::Error) -> Self {
        Self::Reset
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "host is not an IPv4 address, and there is no --address",
            Self::NoAddress => "no address came by DHCP in time",
            Self::Busy => "the socket is in use",
            Self::NoRoute => "no route to the server",
            Self::Refused => "connection refused",
            Self::Reset => "connection reset",
            Self::TimedOut => "timed out",
        })
    }
}

impl core::error::Error for Failure {}

impl embedded_io::Error for Failure {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other // the text says it
    }
}
