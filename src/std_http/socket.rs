//! A TCP socket with one deadline for all that happens on it.

use core::{net::SocketAddr, time::Duration};
use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    time::Instant,
};

use super::addresses::connect_first;

/// A socket on which every wait ends at the deadline. A wait that a signal interrupts goes on.
pub(super) struct Socket {
    stream: TcpStream,
    pub(super) deadline: Instant,
    /// The peer has reset the connection, so its end cuts a response. The system tells it once, to a write too.
    is_reset: bool,
}

impl Socket {
    /// Connects to the first of these addresses that answers.
    pub(super) fn connect(addresses: &[SocketAddr], deadline: Instant) -> io::Result<Self> {
        let stream = connect_first(addresses, deadline)?;
        // The head of a request is sent in pieces.
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            deadline,
            is_reset: false,
        })
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = uninterrupted(|| {
            unless_reset(self.stream.set_read_timeout(Some(left(self.deadline)?)))?;
            self.stream.read(buffer)
        })?;
        if count == 0 && self.is_reset {
            return Err(ErrorKind::ConnectionReset.into());
        }
        Ok(count)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = uninterrupted(|| {
            unless_reset(self.stream.set_write_timeout(Some(left(self.deadline)?)))?;
            self.stream.write(bytes)
        });
        self.is_reset |= matches!(&written, Err(error) if error.kind() == ErrorKind::ConnectionReset);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the time until a deadline. A socket refuses a timeout of zero.
pub(super) fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        Err(ErrorKind::TimedOut.into())
    } else {
        Ok(left)
    }
}

/// Goes on without a timeout where the peer has reset the connection. macOS refuses it then, but nothing waits any more, and a
/// response that has arrived can be read.
fn unless_reset(timeout_set: io::Result<()>) -> io::Result<()> {
    match timeout_set {
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(()),
        set => set,
    }
}

/// Tries an operation again after a signal, and after a timeout of the socket (`WouldBlock` on Unix): the operation itself looks at
/// the deadline. The timers of a virtual machine that was paused may fire early.
fn uninterrupted(mut operation: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match operation() {
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_ends_early_goes_on() {
        let mut ends = [ErrorKind::WouldBlock, ErrorKind::Interrupted].into_iter();
        let count = uninterrupted(|| ends.next().map_or(Ok(7), |end| Err(end.into())));
        assert_eq!(count.unwrap(), 7);
    }
}
