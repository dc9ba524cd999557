use core::fmt;

use embassy_net::tcp::{self, ConnectError};
use embedded_io::ErrorKind;

/// An error of a stream, in words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure(pub(crate) &'static str);

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        Self(match error {
            ConnectError::InvalidState => "the socket is in use",
            ConnectError::ConnectionReset => "connection refused",
            ConnectError::TimedOut => "timed out",
            ConnectError::NoRoute => "no route to the server",
        })
    }
}

impl From<tcp::Error> for Failure {
    fn from(_: tcp::Error) -> Self {
        Self("connection reset")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl core::error::Error for Failure {}

impl embedded_io::Error for Failure {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other // the text says it
    }
}
