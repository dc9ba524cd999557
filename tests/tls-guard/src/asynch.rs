//! The same over asynchronous byte streams.

use core::fmt;

use embedded_io_async::{ErrorType, Read, Write};
use embedded_tls::{TlsConnection, TlsContext};
use rand_core::CryptoRngCore;

use crate::handshake::{self, Handshake};
use crate::life::Life;
use crate::suite::Suite;
use crate::watched::Watched;
use crate::{Error, Server, UnixTime};

/// A session with a verified server: the twin of [`crate::Stream`]. [`connect`] makes it, and nothing else can.
///
/// A call that is dropped before it ends leaves the stream [`Error::Broken`].
pub struct Stream<'b, S: Read + Write> {
    tls: TlsConnection<'b, Watched<S>, Suite>,
    life: Life,
}

/// Makes a session with `server` over `socket`, which is connected to it: the twin of [`crate::connect`].
///
/// # Errors
///
/// As for the twin.
pub async fn connect<'b, S: Read + Write + 'b>(
    socket: S,
    server: &Server<'_>,
    now: UnixTime,
    random: impl CryptoRngCore,
    read_buffer: &'b mut [u8],
    write_buffer: &'b mut [u8],
) -> Result<Stream<'b, S>, Error> {
    let mut handshake = Handshake::new(*server, now, random, write_buffer)?;
    let mut tls = TlsConnection::new(Watched::new(socket), read_buffer, write_buffer);
    let result = tls
        .open(TlsContext::new(&handshake::config(server), &mut handshake))
        .await;
    handshake.finish(result)?;
    Ok(Stream { tls, life: Life::Open })
}

impl<S: Read + Write> Stream<'_, S> {
    /// Sends what is left, tells the server that nothing more comes, and hands the byte stream back.
    ///
    /// # Errors
    ///
    /// If the session is broken, or breaks.
    pub async fn close(mut self) -> Result<S, Error> {
        self.life.begin()?;
        match self.tls.close().await {
            Ok(watched) => Ok(watched.into_inner()),
            Err((_, error)) => Err(error.into()),
        }
    }
}

impl<S: Read + Write> ErrorType for Stream<'_, S> {
    type Error = Error;
}

impl<S: Read + Write> Read for Stream<'_, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        if let Err(error) = self.life.begin() {
            return Life::or_end(Err(error));
        }
        let result = self.tls.read(buffer).await;
        Life::or_end(self.life.end(result))
    }
}

impl<S: Read + Write> Write for Stream<'_, S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.life.begin()?;
        let result = self.tls.write(bytes).await;
        self.life.end(result)
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.life.begin()?;
        let result = self.tls.flush().await;
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
