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

/// What the client reads from and writes to.
pub(crate) type HostStream = FromStd<Box<dyn Stream>>;

/// A byte stream of the standard library.
pub(crate) trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// Opens a stream whose deadline is `timeout` from now.
pub(crate) fn open(server: &Endpoint<'_>, timeout: Duration, tls: &Arc<ClientConfig>) -> Result<HostStream> {
    let deadline = Instant::now() + timeout;
    let mut last = Error::new(ErrorKind::NotFound, "host has no address");
    // The system's resolver has its own idea of patience.
    for address in (server.host, server.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, left(deadline)?) {
            Ok(stream) => return secure(Timed { stream, deadline }, server, tls).map(FromStd::new),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Puts TLS around the stream where the URL asks for it, and makes the handshake before a request is sent.
fn secure(mut stream: Timed, server: &Endpoint<'_>, tls: &Arc<ClientConfig>) -> Result<Box<dyn Stream>> {
    if !server.is_secure {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(server.host.to_owned()).map_err(Error::other)?;
    let mut session = ClientConnection::new(Arc::clone(tls), name).map_err(Error::other)?;
    session.complete_io(&mut stream)?;
    Ok(Box::new(StreamOwned::new(session, stream)))
}

/// A socket on which every wait ends at the deadline.
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        self.stream.read(buffer).map_err(timed_out)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.stream.set_write_timeout(Some(left(self.deadline)?))?;
        self.stream.write(bytes).map_err(timed_out)
    }

    fn flush(&mut self) -> Result<()> {
        self.stream.flush()
    }
}

/// Returns how long there is until a deadline; a socket takes no timeout of nothing.
fn left(deadline: Instant) -> Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        Err(ErrorKind::TimedOut.into())
    } else {
        Ok(left)
    }
}

/// Names a timeout of a socket what it is; Unix calls it a read that would block.
fn timed_out(error: Error) -> Error {
    if error.kind() == ErrorKind::WouldBlock {
        ErrorKind::TimedOut.into()
    } else {
        error
    }
}
