//! The async twin of the stream.

use embedded_svc::io::{ErrorType, asynch as io};
use scnet_notebook::{ConnectAsync, http1::Endpoint};

use crate::{
    connection::Thrown,
    plan::Async,
    polling::pause,
    stream::{Dialler, Stream},
};

impl ConnectAsync for Dialler {
    type Stream = Async<Stream>;

    async fn connect(&mut self, _: &Endpoint<'_>) -> Result<Async<Stream>, Thrown> {
        pause().await;
        self.dial().map(Async)
    }
}

impl ErrorType for Async<Stream> {
    type Error = Thrown;
}

impl io::Read for Async<Stream> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        pause().await;
        self.0.give(buffer)
    }
}

impl io::Write for Async<Stream> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        self.0.offer(bytes);
        pause().await;
        self.0.take(bytes)
    }

    async fn flush(&mut self) -> Result<(), Thrown> {
        pause().await;
        self.0.flush_all()
    }
}
