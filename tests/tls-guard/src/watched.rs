use embedded_io::{ErrorKind, ErrorType};

use crate::records::{OutOfPlace, Records};

/// The byte stream under a session, with [`Records`] in between.
pub(crate) struct Watched<S> {
    socket: S,
    records: Records,
}

impl<S> Watched<S> {
    pub(crate) fn new(socket: S) -> Self {
        Self {
            socket,
            records: Records::new(),
        }
    }

    pub(crate) fn into_inner(self) -> S {
        self.socket
    }
}

impl<S> ErrorType for Watched<S> {
    type Error = ErrorKind;
}

impl From<OutOfPlace> for ErrorKind {
    fn from(_: OutOfPlace) -> Self {
        Self::InvalidData
    }
}

/// Looks at how many bytes were written. `embedded-io` panics on none.
fn some(written: usize, records: &mut Records) -> Result<usize, ErrorKind> {
    records.sent();
    if written == 0 {
        Err(ErrorKind::WriteZero)
    } else {
        Ok(written)
    }
}

/// Judges the bytes that were read.
fn judged(read: usize, buffer: &mut [u8], records: &mut Records) -> Result<usize, ErrorKind> {
    records.pass(buffer.get_mut(..read).ok_or(ErrorKind::Other)?)?;
    Ok(read)
}

impl<S: embedded_io::Read> embedded_io::Read for Watched<S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        let read = self.socket.read(buffer).map_err(kind)?;
        judged(read, buffer, &mut self.records)
    }
}

impl<S: embedded_io::Write> embedded_io::Write for Watched<S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let written = self.socket.write(bytes).map_err(kind)?;
        some(written, &mut self.records)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.socket.flush().map_err(kind)
    }
}

impl<S: embedded_io_async::Read> embedded_io_async::Read for Watched<S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        let read = self.socket.read(buffer).await.map_err(kind)?;
        judged(read, buffer, &mut self.records)
    }
}

impl<S: embedded_io_async::Write> embedded_io_async::Write for Watched<S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let written = self.socket.write(bytes).await.map_err(kind)?;
        some(written, &mut self.records)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.socket.flush().await.map_err(kind)
    }
}

fn kind(error: impl embedded_io::Error) -> ErrorKind {
    error.kind()
}
