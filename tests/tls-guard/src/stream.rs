use core::fmt;

use embedded_io::{ErrorType, Read, Write};
use embedded_tls::TlsContext;
use embedded_tls::blocking::TlsConnection;
use rand_core::CryptoRngCore;

use crate::handshake::{self, Handshake};
use crate::life::Life;
use crate::suite::Suite;
use crate::watched::Watched;
use crate::{Error, Server, UnixTime};

/// A session with a verified server. [`connect`] makes it, and nothing else can.
///
/// Written bytes are sent by [`flush`](Write::flush), or when the buffer is full. Reading ends with 0 only if the
/// server says that there is no more; a connection that breaks off is [`Error::Truncated`]. Timeouts are those of the
/// byte stream, and break the session.
pub struct Stream<'b, S: Read + Write> {
    tls: TlsConnection<'b, Watched<S>, Suite>,
    life: Life,
}

/// Makes a session with `server` over `socket`, which is connected to it.
///
/// `read_buffer` must hold the longest record that the server sends: 16,640 bytes are always enough; a server whose
/// replies are short fits in 2 to 4 KiB. `write_buffer` may be as small as
/// [`SMALLEST_WRITE_BUFFER`](crate::SMALLEST_WRITE_BUFFER).
///
/// # Errors
///
/// If the device is not ready, the connection fails or the server is not the one that is meant. The server has been sent
/// the device's side of a handshake at most, and nothing of yours.
pub fn connect<'b, S: Read + Write + 'b>(
    socket: S,
    server: &Server<'_>,
    now: UnixTime,
    random: impl CryptoRngCore,
    read_buffer: &'b mut [u8],
    write_buffer: &'b mut [u8],
) -> Result<Stream<'b, S>, Error> {
    let mut handshake = Handshake::new(*server, now, random, write_buffer)?;
    let mut tls = TlsConnection::new(Watched::new(socket), read_buffer, write_buffer);
    let result = tls.open(TlsContext::new(&handshake::config(server), &mut handshake));
    handshake.finish(result)?;
    Ok(Stream { tls, life: Life::Open })
}

impl<S: Read + Write> Stream<'_, S> {
    /// Sends what is left, tells the server that nothing more comes, and hands the byte stream back.
    ///
    /// # Errors
    ///
    /// If the session is broken, or breaks.
    pub fn close(mut self) -> Result<S, Error> {
        self.life.begin()?;
        match self.tls.close() {
            Ok(watched) => Ok(watched.into_inner()),
            Err((_, error)) => Err(error.into()),
        }
    }
}

impl<S: Read + Write> ErrorType for Stream<'_, S> {
    type Error = Error;
}

impl<S: Read + Write> Read for Stream<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        if let Err(error) = self.life.begin() {
            return Life::or_end(Err(error));
        }
        let result = self.tls.read(buffer);
        Life::or_end(self.life.end(result))
    }
}

impl<S: Read + Write> Write for Stream<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.life.begin()?;
        let result = self.tls.write(bytes);
        self.life.end(result)
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.life.begin()?;
        let result = self.tls.flush();
        self.life.end(result)
    }
}

impl<S: Read + Write> fmt::Debug for Stream<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}
