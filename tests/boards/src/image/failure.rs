use core::fmt;

use embassy_net::tcp::{self, ConnectError};
use embedded_io::ErrorKind;
use tls_guard::{InvalidServer, InvalidTime};

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
    /// There is no certificate of a CA.
    NoCa,
    /// The board has no clock, and there is no time from the host.
    NoClock,
    /// The board has no random number generator, and there is no entropy from the host.
    NoEntropy,
    /// The entropy repeats itself.
    DeadEntropy,
    /// The time is invalid.
    Clock(InvalidTime),
    /// The CA or the host is invalid.
    Server(InvalidServer),
    /// The TLS session failed.
    Tls(tls_guard::Error),
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

impl From<tls_guard::Error> for Failure {
    fn from(error: tls_guard::Error) -> Self {
        match error {
            // A failure of TCP has the same name with and without TLS.
            tls_guard::Error::Io(ErrorKind::TimedOut) => Self::TimedOut,
            tls_guard::Error::Io(ErrorKind::ConnectionReset) => Self::Reset,
            error => Self::Tls(error),
        }
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
            Self::NoCa => "https needs the certificate of a CA, which a board has in its flash; give --ca FILE",
            Self::NoClock => "https needs the time, which a board has from a clock that was set; give --time SECONDS",
            Self::NoEntropy => {
                "https needs entropy, which a board has from its random number generator; give --entropy FILE"
            }
            Self::DeadEntropy => "the entropy repeats itself, so its source is dead",
            Self::Clock(error) => return error.fmt(f),
            Self::Server(error) => return error.fmt(f),
            Self::Tls(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for Failure {}

impl embedded_io::Error for Failure {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Host | Self::Server(_) => ErrorKind::InvalidInput,
            Self::NoAddress => ErrorKind::NotConnected,
            Self::Busy => ErrorKind::Other,
            Self::NoRoute => ErrorKind::AddrNotAvailable,
            Self::Refused => ErrorKind::ConnectionRefused,
            Self::Reset => ErrorKind::ConnectionReset,
            Self::TimedOut => ErrorKind::TimedOut,
            Self::NoCa | Self::NoClock | Self::NoEntropy | Self::DeadEntropy | Self::Clock(_) => ErrorKind::Unsupported,
            Self::Tls(error) => error.kind(),
        }
    }
}
