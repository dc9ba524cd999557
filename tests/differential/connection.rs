use core::convert::Infallible;

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{ErrorType, Read, Write},
};

/// A connection that takes everything, and gives a body in pieces.
pub struct Reply<'b> {
    body: &'b [u8],
    piece: usize,
}

impl<'b> Reply<'b> {
    pub fn new(body: &'b [u8], piece: usize) -> Self {
        Self { body, piece }
    }
}

impl ErrorType for Reply<'_> {
    type Error = Infallible;
}

impl Write for Reply<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Read for Reply<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let (given, rest) = self.body.split_at(self.body.len().min(self.piece).min(buffer.len()));
        buffer[..given.len()].copy_from_slice(given);
        self.body = rest;
        Ok(given.len())
    }
}

impl Status for Reply<'_> {
    fn status(&self) -> u16 {
        200
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Reply<'_> {
    fn header(&self, _: &str) -> Option<&str> {
        None
    }
}

impl<'b> Connection for Reply<'b> {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Infallible;
    type RawConnection = Self;

    fn initiate_request<'a>(
        &'a mut self,
        _: Method,
        _: &'a str,
        _: &'a [(&'a str, &'a str)],
    ) -> Result<(), Infallible> {
        Ok(())
    }

    fn is_request_initiated(&self) -> bool {
        false
    }

    fn initiate_response(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn is_response_initiated(&self) -> bool {
        true
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unimplemented!("the client has no need of it")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Infallible> {
        unimplemented!("the client has no need of it")
    }
}
