use embedded_io::{ErrorKind, ErrorType};
use embedded_io_async as asynch;

use crate::Alert;

/// A stream below TLS that keeps what a session does not pass on: the stream's own error, and the alert of the server.
pub(crate) struct Tap<S: ErrorType> {
    stream: S,
    error: Option<S::Error>,
    /// The last bytes of the server.
    last: [u8; ALERT],
}

/// The length of a record with an alert.
const ALERT: usize = 7;

impl<S: ErrorType> Tap<S> {
    pub(crate) const fn new(stream: S) -> Self {
        Self {
            stream,
            error: None,
            last: [0; ALERT],
        }
    }

    /// Takes the error of the stream.
    pub(crate) fn take_error(&mut self) -> Option<S::Error> {
        self.error.take()
    }

    /// Returns the alert if the server sent one last, unencrypted as in a handshake.
    pub(crate) fn alert(&self) -> Option<Alert> {
        match self.last {
            [21, 3, minor, 0, 2, _, description] => Some(Alert::new(minor, description)),
            _ => None,
        }
    }

    fn keep(&mut self, received: &[u8]) {
        for byte in received.iter().skip(received.len().saturating_sub(ALERT)) {
            self.last.rotate_left(1);
            self.last[ALERT - 1] = *byte;
        }
    }

    fn fail(&mut self, error: S::Error) -> ErrorKind {
        let kind = embedded_io::Error::kind(&error);
        self.error = Some(error);
        kind
    }
}

impl<S: ErrorType> ErrorType for Tap<S> {
    type Error = ErrorKind;
}

impl<S: asynch::Read> asynch::Read for Tap<S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        match self.stream.read(buffer).await {
            Ok(count) => {
                self.keep(&buffer[..count]);
                Ok(count)
            }
            Err(error) => Err(self.fail(error)),
        }
    }
}

impl<S: asynch::Write> asynch::Write for Tap<S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.stream.write(bytes).await.map_err(|error| self.fail(error))
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.stream.flush().await.map_err(|error| self.fail(error))
    }
}
