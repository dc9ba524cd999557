#[cfg(feature = "async")]
mod asynch;
mod blocking;
mod body;
mod connect;
mod error;
mod keep_alive;

use core::fmt;

pub use body::ResponseBody;
pub use connect::Connect;
#[cfg(feature = "async")]
pub use connect::ConnectAsync;
pub use error::StreamError;
pub use keep_alive::KeepAlive;

use embedded_svc::{
    http::{Headers, Status},
    io::ErrorType,
};

use crate::http1::ResponseHead;

/// HTTP/1.1 over any byte stream that can be [opened](Connect): a TCP socket, a TLS session, a modem's data mode.
///
/// ```no_run
/// use std::{io, net::TcpStream, time::Duration};
///
/// use embedded_io_adapters::std::FromStd;
/// use scnet_notebook::{BaseUrl, Client, NotebookId, StreamConnection, Token, http1::Endpoint};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connection = StreamConnection::new(|server: &Endpoint<'_>| {
///     if server.is_secure {
///         // Over this stream the token would travel in the clear.
///         return Err(io::ErrorKind::Unsupported.into());
///     }
///     let stream = TcpStream::connect((server.host, server.port))?;
///     stream.set_read_timeout(Some(Duration::from_secs(10)))?; // for each read
///     Ok(FromStd::new(stream))
/// });
/// let mut client = Client::new(connection, BaseUrl::new("http://gateway.local")?, Token::new("eyJhbGciOiJIUzI1N")?);
/// client.start(&NotebookId::new("1821067171420946434")?, &mut [0; 512])?;
/// # Ok(())
/// # }
/// ```
///
/// It carries what a start needs: a POST with a `Content-Length` one way, any reply of HTTP/1.1 or 1.0 the other way. It
/// takes about 200 bytes beside the stream.
///
/// After an error, whatever it was, the next request begins on a new stream. After a reply the stream stays open until
/// then, even if it will not be used again: [`reset`](StreamConnection::reset) closes it. How long to wait for the server is up to
/// the stream: give it a deadline for the whole exchange.
///
/// Headers go out as they are given. The [`Client`](crate::Client) has checked its own.
pub struct StreamConnection<C, S> {
    head: ResponseHead,
    body: ResponseBody<C, S>,
}

impl<C, S> StreamConnection<C, S> {
    /// Makes a connection. No stream is opened until a request begins.
    pub const fn new(connect: C) -> Self {
        Self {
            head: const { ResponseHead::new(0) },
            body: ResponseBody::new(connect),
        }
    }

    /// Gives up whatever is going on: the stream is dropped, and the next request begins on a new one.
    pub fn reset(&mut self) {
        self.body.fail();
    }
}

impl<C, S: ErrorType> ErrorType for StreamConnection<C, S> {
    type Error = StreamError<S::Error>;
}

impl<C, S> Status for StreamConnection<C, S> {
    fn status(&self) -> u16 {
        self.head.status()
    }

    fn status_message(&self) -> Option<&str> {
        self.head.status_message()
    }
}

impl<C, S> Headers for StreamConnection<C, S> {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }
}

/// Shows no byte of what is sent or received.
impl<C, S> fmt::Debug for StreamConnection<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamConnection")
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
