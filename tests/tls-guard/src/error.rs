use core::fmt;

use embedded_io::ErrorKind;
use embedded_tls::TlsError;

use crate::Fault;

/// Why there is no stream, or no more of it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The random source failed, or repeats itself. Nothing was sent.
    Randomness,
    /// The buffer for writing is smaller than [`SMALLEST_WRITE_BUFFER`](crate::SMALLEST_WRITE_BUFFER). Nothing was sent.
    WriteBufferTooSmall,
    /// The server is not the one that is meant.
    Certificate(Fault),
    /// A record of the server is longer than the buffer for reading.
    RecordTooLong,
    /// The handshake or the session failed: the server gave it up, asks for what this client lacks, or broke the rules.
    Tls(TlsError),
    /// The byte stream under the session failed. `InvalidData` is a record that has no place in the session.
    Io(ErrorKind),
    /// The byte stream ended and the session had not: what came may be the beginning of more.
    Truncated,
    /// The server has ended the session.
    Closed,
    /// An earlier call failed or was dropped, so that the session cannot go on.
    Broken,
}

impl From<TlsError> for Error {
    fn from(error: TlsError) -> Self {
        match error {
            TlsError::Io(kind) => Self::Io(kind),
            // Its name for a byte stream that is at its end.
            TlsError::IoError => Self::Truncated,
            TlsError::ConnectionClosed => Self::Closed,
            TlsError::InsufficientSpace => Self::RecordTooLong,
            error => Self::Tls(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Randomness => f.write_str("random source is dead"),
            Self::WriteBufferTooSmall => f.write_str("buffer for writing is too small"),
            Self::Certificate(fault) => fault.fmt(f),
            Self::RecordTooLong => f.write_str("server sent a record longer than the buffer for reading"),
            Self::Tls(TlsError::HandshakeAborted(_, _)) => f.write_str("server refused the handshake"),
            // Its name for an alert in a session.
            Self::Tls(TlsError::InternalError) => f.write_str("server broke off the session"),
            Self::Tls(_) => f.write_str("TLS failed, or needs what this client lacks"),
            Self::Io(ErrorKind::InvalidData) => f.write_str("server sent a record out of place"),
            Self::Io(kind) => write!(f, "connection failed: {kind}"),
            Self::Truncated => f.write_str("connection ended before the session did"),
            Self::Closed => f.write_str("server has ended the session"),
            Self::Broken => f.write_str("session was broken by an earlier failure"),
        }
    }
}

impl core::error::Error for Error {}

impl embedded_io::Error for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(kind) => *kind,
            Self::Certificate(_) => ErrorKind::PermissionDenied,
            Self::Truncated => ErrorKind::ConnectionAborted,
            Self::Closed | Self::Broken => ErrorKind::NotConnected,
            Self::Tls(_) => ErrorKind::InvalidData,
            Self::Randomness | Self::WriteBufferTooSmall | Self::RecordTooLong => ErrorKind::Other,
        }
    }
}
