use core::{error, fmt};

use embedded_svc::io::{Error, ErrorKind};

/// The reason why the bytes of a server are not HTTP/1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ProtocolError {
    /// The first line is not a status line of HTTP/1.0 or HTTP/1.1.
    StatusLine,
    /// A line of the head is not a header.
    Header,
    /// The length of the body is not a number, is announced twice, or is that of an unknown transfer coding.
    Length,
    /// The body is not in well-formed chunks.
    Chunk,
    /// The server sent more than 1 MiB beside the body, or more than 8 interim responses.
    TooLong,
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StatusLine => "malformed status line",
            Self::Header => "malformed header",
            Self::Length => "malformed length of the body",
            Self::Chunk => "malformed chunk",
            Self::TooLong => "too many headers or interim responses",
        })
    }
}

impl error::Error for ProtocolError {}

/// The reason why a [`StreamConnection`](crate::StreamConnection) failed. `E` is the error of its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The stream failed, or could not be opened.
    Stream(E),
    /// The server closed the stream before the response was whole.
    UnexpectedEof,
    /// The server did not send HTTP/1.1.
    Protocol(ProtocolError),
    /// The stream claims to have read more bytes than it was given room for, or to have written none.
    InvalidByteCount,
    /// The request is not a POST to an `http` or `https` URL.
    Unsupported,
    /// The method was called in the wrong state: there is no request to write to, no response to read, or the last call was dropped
    /// before its end.
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
            Self::Protocol(error) => write!(f, "response is not HTTP/1.1: {error}"),
            Self::InvalidByteCount => f.write_str("stream reported an impossible number of bytes"),
            Self::Unsupported => f.write_str("request is not a POST to an http or https URL"),
            Self::InvalidState => f.write_str("method called in the wrong state"),
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
