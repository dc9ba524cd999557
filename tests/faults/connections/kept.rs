//! A TCP socket that can tell whether there is anything to be read from it.

use std::{
    cell::Cell,
    io::{Error, ErrorKind, Read as _, Result, Write as _},
    mem::MaybeUninit,
    net::TcpStream,
    rc::Rc,
    time::{Duration, Instant},
};

use embedded_svc::io::{ErrorType, Read, ReadReady, Write};
use scnet_notebook::http1::Endpoint;
use socket2::SockRef;

/// A socket on which every wait ends at the deadline of the call.
pub(super) struct Kept {
    stream: TcpStream,
    deadline: Rc<Cell<Instant>>,
}

pub(super) fn open(server: &Endpoint<'_>, deadline: &Rc<Cell<Instant>>) -> Result<Kept> {
    Ok(Kept {
        stream: TcpStream::connect((server.host, server.port))?,
        deadline: Rc::clone(deadline),
    })
}

impl Kept {
    fn left(&self) -> Result<Duration> {
        let left = self.deadline.get().saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(ErrorKind::TimedOut.into())
        } else {
            Ok(left)
        }
    }
}

impl ErrorType for Kept {
    type Error = Error;
}

impl Read for Kept {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.stream.set_read_timeout(Some(self.left()?))?;
        self.stream.read(buffer).map_err(timed_out)
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write(bytes).map_err(timed_out)
    }

    fn flush(&mut self) -> Result<()> {
        self.stream.flush()
    }
}

impl ReadReady for Kept {
    fn read_ready(&mut self) -> Result<bool> {
        self.stream.set_nonblocking(true)?;
        let is_ready = is_ready(&SockRef::from(&self.stream));
        self.stream.set_nonblocking(false)?;
        is_ready
    }
}

/// Looks at the next byte of a socket that does not block, and leaves it there. The end of a stream is ready, too.
pub(super) fn is_ready(socket: &SockRef<'_>) -> Result<bool> {
    match socket.peek(&mut [MaybeUninit::uninit()]) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}

/// Names a timeout of a socket what it is.
fn timed_out(error: Error) -> Error {
    if error.kind() == ErrorKind::WouldBlock {
        ErrorKind::TimedOut.into()
    } else {
        error
    }
}
