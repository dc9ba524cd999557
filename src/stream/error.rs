use core::{error, fmt};

use embedded_svc::io::{Error, ErrorKind};

use crate::http1::ProtocolError;

/// Why a `StreamConnection` failed. `E` is the error of its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The stream failed, or there was none to be had.
    Stream(E),
    /// The server closed the stream before the reply was whole.
    UnexpectedEof,
    /// What the server sent is not HTTP/1.1.
    Protocol(ProtocolError),
    /// The stream claims to have read more bytes than it was given room for, or to have written none.
    InvalidByteCount,
    /// The request is not a POST to an `http` or `https` URL with a `Content-Length`.
    Unsupported,
    /// This is not the time for the call: there is no request to write to, no reply to read, or the body of the request is
    /// not as long as announced.
    InvalidState,
}

impl<E> From<ProtocolError> for StreamError<E> {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl<E: fmt::Display> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(error) => error.fmt(f),
            Self::UnexpectedEof => f.write_str("server closed the stream early"),
            Self::Protocol(error) => write!(f, "reply is not HTTP/1.1: {error}"),
            Self::InvalidByteCount => f.write_str("stream miscounted its bytes"),
            Self::Unsupported => f.write_str("request is not a POST of announced length"),
            Self::InvalidState => f.write_str("call out of order"),
        }
    }
}

/// [`source`](error::Error::source) is the cause of the stream's error, which itself is the text.
impl<E: error::Error> error::Error for StreamError<E> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Stream(error) => error.source(),
            _ => None,
        }
    }
}

impl<E: Error> Error for StreamError<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Stream(error) => error.kind(),
            Self::UnexpectedEof => ErrorKind::ConnectionAborted,
            Self::Protocol(_) => ErrorKind::InvalidData,
            Self::InvalidByteCount => ErrorKind::Other,
            Self::Unsupported => ErrorKind::Unsupported,
            Self::InvalidState => ErrorKind::InvalidInput,
        }
    }
}
