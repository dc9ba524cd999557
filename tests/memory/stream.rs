use core::convert::Infallible;

use embedded_svc::io::{ErrorType, Read, Write, asynch};
use scnet_notebook::{Connect, ConnectAsync, http1::Endpoint};

/// A stream that takes everything, and gives one reply, a few bytes at a time.
pub struct Stream<'r>(&'r [u8]);

/// Opens such streams.
pub struct Open<'r>(pub &'r str);

pub struct OpenAsync<'r>(pub &'r str);

impl<'r> Connect for Open<'r> {
    type Stream = Stream<'r>;

    fn connect(&mut self, _: &Endpoint<'_>) -> Result<Stream<'r>, Infallible> {
        Ok(Stream(self.0.as_bytes()))
    }
}

impl<'r> ConnectAsync for OpenAsync<'r> {
    type Stream = Stream<'r>;

    async fn connect(&mut self, _: &Endpoint<'_>) -> Result<Stream<'r>, Infallible> {
        Ok(Stream(self.0.as_bytes()))
    }
}

impl ErrorType for Stream<'_> {
    type Error = Infallible;
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let (given, rest) = self.0.split_at(self.0.len().min(7).min(buffer.len()));
        buffer[..given.len()].copy_from_slice(given);
        self.0 = rest;
        Ok(given.len())
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl asynch::Read for Stream<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        Read::read(self, buffer)
    }
}

impl asynch::Write for Stream<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
