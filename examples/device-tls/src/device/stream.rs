use core::fmt;

use embedded_io::ErrorType;
use embedded_io_async::{Read, Write};

use super::session::Session;
use crate::Error;

/// A stream of [`TlsConnector`](super::TlsConnector): that of the connector below for `http`, a TLS session over it for `https`.
pub struct Stream<'t, S: Read + Write>(pub(crate) Kind<'t, S>);

pub(crate) enum Kind<'t, S: Read + Write> {
    Plain(S),
    Secure(Session<'t, S>),
}

impl<S: Read + Write> fmt::Debug for Stream<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Plain(_) => "Stream(http)",
            Kind::Secure(_) => "Stream(https)",
        })
    }
}

impl<S: Read + Write> ErrorType for Stream<'_, S> {
    type Error = Error<S::Error>;
}

impl<S: Read + Write> Read for Stream<'_, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        match &mut self.0 {
            Kind::Plain(stream) => stream.read(buffer).await.map_err(Error::Stream),
            Kind::Secure(session) => session.read(buffer).await,
        }
    }
}

impl<S: Read + Write> Write for Stream<'_, S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        match &mut self.0 {
            Kind::Plain(stream) => stream.write(bytes).await.map_err(Error::Stream),
            Kind::Secure(session) => session.write(bytes).await,
        }
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        match &mut self.0 {
            Kind::Plain(stream) => stream.flush().await.map_err(Error::Stream),
            Kind::Secure(session) => session.flush().await,
        }
    }
}
