//! Byte streams of a host, for `--connection stream`: TCP or TLS, with one deadline for all that happens on them.

use std::{
    io::{Error, ErrorKind, Read, Result, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::{Duration, Instant},
};

use embedded_io_adapters::std::FromStd;
use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};
use scnet_notebook::http1::Endpoint;

use crate::trust::in_words;

/// The stream of the connection.
pub(crate) type HostStream = FromStd<Box<dyn Stream>>;

/// A byte stream of the standard library.
pub(crate) trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// Opens a stream whose deadline is `timeout` from now.
pub(crate) fn open(endpoint: &Endpoint<'_>, timeout: Duration, tls: &Arc<ClientConfig>) -> Result<HostStream> {
    let deadline = Instant::now() + timeout;
    let mut last = Error::new(ErrorKind::NotFound, "host has no address");
    // The resolver of the system has timeouts of its own.
    for address in (endpoint.host, endpoint.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, left(deadline)?) {
            Ok(stream) => return secure(Timed { stream, deadline }, endpoint, tls).map(FromStd::new),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Puts TLS around the stream if the URL asks for it, and verifies the server before a request is sent.
fn secure(mut stream: Timed, endpoint: &Endpoint<'_>, tls: &Arc<ClientConfig>) -> Result<Box<dyn Stream>> {
    if !endpoint.is_secure {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(endpoint.host.to_owned()).map_err(Error::other)?;
    let mut session = ClientConnection::new(Arc::clone(tls), name).map_err(Error::other)?;
    session.complete_io(&mut stream).map_err(in_words)?;
    Ok(Box::new(StreamOwned::new(session, stream)))
}

/// A socket on which every wait ends at the deadline.
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        uninterrupted(|| {
            self.stream.set_read_timeout(Some(left(self.deadline)?))?;
            self.stream.read(buffer)
        })
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        uninterrupted(|| {
            self.stream.set_write_timeout(Some(left(self.deadline)?))?;
            self.stream.write(bytes)
        })
    }

    fn flush(&mut self) -> Result<()> {
        self.stream.flush()
    }
}

/// Returns the time until a deadline. A socket refuses a timeout of zero.
fn left(deadline: Instant) -> Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        Err(ErrorKind::TimedOut.into())
    } else {
        Ok(left)
    }
}

/// Tries an operation again as long as signals interrupt it, and names a timeout by its name: Unix calls it `WouldBlock`.
fn uninterrupted(mut operation: impl FnMut() -> Result<usize>) -> Result<usize> {
    loop {
        match operation() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
            result => return result,
        }
    }
}
