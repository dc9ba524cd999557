#[cfg(feature = "async")]
mod asynch;
mod blocking;
mod body;
mod connect;

use core::fmt;

pub use body::ResponseBody;
pub use connect::Connect;
#[cfg(feature = "async")]
pub use connect::ConnectAsync;

use embedded_svc::{
    http::{Headers, Status},
    io::ErrorType,
};

use crate::http1::{ResponseHead, StreamError};

/// HTTP/1.1 over any byte stream that can be [opened](Connect): a TCP socket, a TLS session, a modem's data mode.
///
/// ```no_run
/// use std::{io, net::TcpStream, time::Duration};
///
/// use embedded_io_adapters::std::FromStd;
/// use scnet_notebook::{BaseUrl, Client, NotebookId, StreamConnection, Token, http1::Endpoint};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connection = StreamConnection::new(|endpoint: &Endpoint<'_>| {
///     if endpoint.is_secure {
///         // Over this stream the token would travel in the clear.
///         return Err(io::Error::new(io::ErrorKind::Unsupported, "this stream has no TLS"));
///     }
///     let stream = TcpStream::connect((endpoint.host, endpoint.port))?;
///     stream.set_read_timeout(Some(Duration::from_secs(10)))?; // for each read
///     Ok(FromStd::new(stream))
/// });
/// let (base_url, token) = (BaseUrl::new("http://gateway.local")?, Token::new("eyJhbGciOiJIUzI1N")?);
/// let mut buffer = [0; 512];
/// let mut client = Client::new(connection, base_url, token, &mut buffer);
/// client.start(NotebookId::new("1821067171420946434")?)?;
/// # Ok(())
/// # }
/// ```
///
/// It carries what a start needs: a POST whose headers announce the length of its body, and any response of HTTP/1.1 or 1.0. It
/// needs about 200 bytes of RAM, without the stream.
///
/// Every request opens a stream of its own and says `Connection: close`. The stream is dropped as soon as the response is whole
/// or anything fails. A future that is dropped abandons its request, which the next one discards.
///
/// Timeouts are the stream's responsibility: give it a deadline for the whole exchange. Reads and writes that fail with
/// [`ErrorKind::Interrupted`](embedded_svc::io::ErrorKind::Interrupted) are tried again.
///
/// `Host`, `Connection` and `User-Agent` are sent first, then the headers and the body as they are given. It does not
/// validate headers; those of [`Client`](crate::Client) are valid.
pub struct StreamConnection<C, S> {
    head: ResponseHead,
    body: ResponseBody<C, S>,
}

impl<C, S> StreamConnection<C, S> {
    /// Makes a connection. A stream is opened when a request begins.
    pub const fn new(connect: C) -> Self {
        Self {
            head: const { ResponseHead::new() },
            body: ResponseBody::new(connect),
        }
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

/// Shows no byte that is sent or received.
impl<C, S> fmt::Debug for StreamConnection<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamConnection")
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
