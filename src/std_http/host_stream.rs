use core::fmt;
use std::{
    boxed::Box,
    io::{self, ErrorKind, Read, Write},
    string::String,
    sync::Arc,
    time::Instant,
};

use embedded_io::ErrorType;
use rustls::ClientConfig;

use super::{addresses::resolve, socket::Socket, tls_stream::TlsStream};

/// A byte stream to a server, TCP or TLS, on which every wait ends at one deadline.
///
/// For a [`StreamConnection`](crate::StreamConnection) with its own rules of trust:
///
/// ```
/// use std::{io, sync::Arc, time::{Duration, Instant}};
///
/// use rustls::ClientConfig;
/// use scnet_notebook::{http1::Endpoint, std_http::HostStream};
///
/// fn open(endpoint: &Endpoint<'_>, tls: &Arc<ClientConfig>) -> io::Result<HostStream> {
///     let deadline = Instant::now() + Duration::from_secs(30);
///     let stream = HostStream::connect(endpoint.host, endpoint.port, deadline)?;
///     if endpoint.is_secure { stream.secure(endpoint.host, tls) } else { Ok(stream) }
/// }
/// ```
///
/// A server may answer and close before it has read the whole request. The response is then read: writes succeed from there on,
/// though nobody reads them. A response that arrived whole is read even if TLS fails behind it.
pub struct HostStream {
    pub(super) transport: Box<dyn Transport>,
    /// The server has answered, and reads no more.
    is_answered: bool,
    /// The first byte of that answer.
    first: Option<u8>,
    /// The words that name its proxy in an error, empty without one.
    pub(super) through: String,
}

/// A socket, or a stream around one.
pub(super) trait Transport: Read + Write + Send {
    fn set_deadline(&mut self, deadline: Instant);
}

impl Transport for Socket {
    fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = deadline;
    }
}

impl Transport for TlsStream {
    fn set_deadline(&mut self, deadline: Instant) {
        self.transport.set_deadline(deadline);
    }
}

impl HostStream {
    /// Resolves a host name, and connects to the first of its addresses that answers.
    ///
    /// # Errors
    ///
    /// There is no such host, no address of it answers by the deadline, or no thread can be made to wait for them. An IP address
    /// needs no thread.
    pub fn connect(host: &str, port: u16, deadline: Instant) -> io::Result<Self> {
        let addresses = resolve(host, port, deadline)?;
        Ok(Self::new(Box::new(Socket::connect(&addresses, deadline)?)))
    }

    pub(super) fn new(transport: Box<dyn Transport>) -> Self {
        Self {
            transport,
            is_answered: false,
            first: None,
            through: String::new(),
        }
    }

    /// Puts TLS around the stream, and verifies the server. `config` is of rustls 0.23.
    ///
    /// # Errors
    ///
    /// The handshake failed, or the server is not trusted. The text is that of [`handshake_error`](super::handshake_error).
    pub fn secure(self, host: &str, config: &Arc<ClientConfig>) -> io::Result<Self> {
        let stream = TlsStream::connect(self.transport, host, Arc::clone(config))?;
        Ok(Self::new(Box::new(stream)))
    }

    /// Takes a write that failed for done if the server has answered before it closed.
    fn unless_answered(&mut self, written: io::Result<usize>, count: usize) -> io::Result<usize> {
        use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        match written {
            Err(error) if matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset) => {
                let mut first = [0];
                match self.transport.read(&mut first) {
                    Ok(1..) => {
                        (self.is_answered, self.first) = (true, Some(first[0]));
                        Ok(count)
                    }
                    // An alert, which is the reason.
                    Err(alert) if alert.kind() == ErrorKind::InvalidData => Err(alert),
                    _ => Err(error),
                }
            }
            written => written,
        }
    }
}

impl ErrorType for HostStream {
    type Error = io::Error;
}

impl embedded_io::Read for HostStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match (self.first, buffer) {
            // A socket would wait for a byte.
            (_, []) => Ok(0),
            (Some(byte), [to, ..]) => {
                (*to, self.first) = (byte, None);
                Ok(1)
            }
            (_, buffer) => self.transport.read(buffer),
        }
    }
}

impl embedded_io::Write for HostStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_answered {
            return Ok(bytes.len());
        }
        let written = self.transport.write(bytes);
        self.unless_answered(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_answered {
            return Ok(());
        }
        let flushed = self.transport.flush().map(|()| 0);
        self.unless_answered(flushed, 0).map(drop)
    }
}

/// Shows no byte that is sent or received.
impl fmt::Debug for HostStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostStream").finish_non_exhaustive()
    }
}
