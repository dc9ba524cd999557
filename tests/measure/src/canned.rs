use embedded_svc::{
    http::{
        Headers, Method, Status,
        client::{Connection, asynch},
    },
    io::{self, ErrorType, Read, Write},
};

use crate::Failure;

/// A connection and stream that accepts every byte and returns one reply, at a negligible cost.
#[derive(Debug)]
pub struct Canned {
    reply: &'static [u8],
    given: usize,
}

impl Canned {
    /// Returns this reply to every request. If it is empty, opening a request fails.
    #[must_use]
    pub const fn new(reply: &'static [u8]) -> Self {
        Self { reply, given: 0 }
    }
}

impl ErrorType for Canned {
    type Error = Failure;
}

impl Read for Canned {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        let rest = self.reply.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(buffer), Some(rest)) = (buffer.get_mut(..count), rest.get(..count)) {
            buffer.copy_from_slice(rest);
        }
        self.given += count;
        Ok(count)
    }
}

impl Write for Canned {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

impl Status for Canned {
    fn status(&self) -> u16 {
        200
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Canned {
    fn header(&self, _: &str) -> Option<&str> {
        None
    }
}

impl Connection for Canned {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Failure;
    type RawConnection = Self;

    fn initiate_request<'a>(&'a mut self, _: Method, _: &'a str, _: &'a [(&'a str, &'a str)]) -> Result<(), Failure> {
        self.given = 0;
        if self.reply.is_empty() { Err(Failure(0)) } else { Ok(()) }
    }

    fn is_request_initiated(&self) -> bool {
        false
    }

    fn initiate_response(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn is_response_initiated(&self) -> bool {
        false
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unreachable!("the client reads from the connection itself")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Failure> {
        Ok(self)
    }
}

impl io::asynch::Read for Canned {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        Read::read(self, buffer)
    }
}

impl io::asynch::Write for Canned {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        Write::flush(self)
    }
}

impl asynch::Connection for Canned {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Failure;
    type RawConnection = Self;

    async fn initiate_request(&mut self, method: Method, uri: &str, headers: &[(&str, &str)]) -> Result<(), Failure> {
        Connection::initiate_request(self, method, uri, headers)
    }

    fn is_request_initiated(&self) -> bool {
        false
    }

    async fn initiate_response(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn is_response_initiated(&self) -> bool {
        false
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unreachable!("the client reads from the connection itself")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Failure> {
        Ok(self)
    }
}
