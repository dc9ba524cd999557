//! TLS over blocking streams. It is the async one, whose futures are ready at once, because their streams block.

use core::fmt;

use embassy_futures::block_on;
use embedded_io::{ErrorType, Read, Write};
use embedded_io_async as asynch;
use scnet_notebook::{Connect, ConnectAsync, http1::Endpoint};

use super::{Stream, TlsConnector};
use crate::Error;

/// A stream of [`TlsConnector`] over a connector of blocking streams.
pub struct BlockingStream<'t, S: Read + Write>(Stream<'t, Blocking<S>>);

impl<S: Read + Write> fmt::Debug for BlockingStream<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Read + Write> ErrorType for BlockingStream<'_, S> {
    type Error = Error<S::Error>;
}

impl<S: Read + Write> Read for BlockingStream<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        block_on(asynch::Read::read(&mut self.0, buffer))
    }
}

impl<S: Read + Write> Write for BlockingStream<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        block_on(asynch::Write::write(&mut self.0, bytes))
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        block_on(asynch::Write::flush(&mut self.0))
    }
}

impl<'t, C: Connect> Connect for TlsConnector<'t, C> {
    type Stream = BlockingStream<'t, C::Stream>;

    fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Self::Stream, Error<<C::Stream as ErrorType>::Error>> {
        let mut connector = TlsConnector::new(self.tls, Blocking(&mut self.connector));
        block_on(ConnectAsync::connect(&mut connector, endpoint)).map(BlockingStream)
    }
}

/// A blocking connector or stream as an async one.
pub(crate) struct Blocking<T>(T);

impl<C: Connect> ConnectAsync for Blocking<&mut C> {
    type Stream = Blocking<C::Stream>;

    async fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Self::Stream, <C::Stream as ErrorType>::Error> {
        self.0.connect(endpoint).map(Blocking)
    }
}

impl<S: ErrorType> ErrorType for Blocking<S> {
    type Error = S::Error;
}

impl<S: Read> asynch::Read for Blocking<S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, S::Error> {
        self.0.read(buffer)
    }
}

impl<S: Write> asynch::Write for Blocking<S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, S::Error> {
        self.0.write(bytes)
    }

    async fn flush(&mut self) -> Result<(), S::Error> {
        self.0.flush()
    }
}
