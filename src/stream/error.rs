use core::{error, fmt};

use embedded_svc::io::{Error, ErrorKind};

use crate::http1::Broken;

/// Why a `StreamConnection` failed. `E` is the error of its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The stream failed, or there was none to be had.
    Stream(E),
    /// The server closed the stream before the reply was whole.
    Closed,
    /// What the server sent is not HTTP/1.1.
    Broken(Broken),
    /// The stream claims to have read more bytes than it was given room for, or to have written none.
    Miscount,
    /// The request is not a POST to an `http` or `https` URL with a `Content-Length`.
    Unsupported,
    /// This is not the time for the call: there is no request to write to, no reply to read, or the body of the request is
    /// not as long as announced.
    Misplaced,
}

impl<E> From<Broken> for StreamError<E> {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl<E: fmt::Display> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(error) => error.fmt(f),
            Self::Closed => f.write_str("server closed the stream early"),
            Self::Broken(broken) => write!(f, "reply is not HTTP/1.1: {broken}"),
            Self::Miscount => f.write_str("stream miscounted its bytes"),
            Self::Unsupported => f.write_str("request is not a POST of announced length"),
            Self::Misplaced => f.write_str("call out of order"),
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
            Self::Closed => ErrorKind::ConnectionAborted,
            Self::Broken(_) => ErrorKind::InvalidData,
            Self::Miscount => ErrorKind::Other,
            Self::Unsupported => ErrorKind::Unsupported,
            Self::Misplaced => ErrorKind::InvalidInput,
        }
    }
}
