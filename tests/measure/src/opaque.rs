use core::{fmt, future::poll_fn, hint::black_box, task::Poll};

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{Error, ErrorKind, ErrorType, Read, Write, asynch},
};
use scnet_notebook::http1::Endpoint;

/// A connection that does nothing, in a way the compiler cannot see: each answer could be any.
#[derive(Debug)]
pub struct Nothing;

/// The error of [`Nothing`].
#[derive(Clone, Copy, Debug)]
pub struct Failure(pub u8);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was done")
    }
}

impl core::error::Error for Failure {}

impl Error for Failure {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

fn perhaps<T>(value: T) -> Result<T, Failure> {
    if black_box(true) {
        Ok(black_box(value))
    } else {
        Err(Failure(black_box(0)))
    }
}

/// Opens a stream that does nothing.
///
/// # Errors
///
/// Perhaps, as far as the compiler can see.
pub fn open(server: &Endpoint<'_>) -> Result<Nothing, Failure> {
    black_box((server.host, server.port, server.is_secure));
    perhaps(Nothing)
}

/// Opens what [`open`] does, at some time.
///
/// # Errors
///
/// Perhaps, as far as the compiler can see.
pub async fn open_async(server: &Endpoint<'_>) -> Result<Nothing, Failure> {
    someday().await;
    open(server)
}

/// Waits, as far as the compiler can see.
async fn someday() {
    poll_fn(|_| {
        if black_box(true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

impl ErrorType for Nothing {
    type Error = Failure;
}

impl Read for Nothing {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        black_box(&mut *buffer);
        perhaps(buffer.len())
    }
}

impl Write for Nothing {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        black_box(bytes);
        perhaps(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        perhaps(())
    }
}

impl asynch::Read for Nothing {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        someday().await;
        Read::read(self, buffer)
    }
}

impl asynch::Write for Nothing {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        someday().await;
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        someday().await;
        Write::flush(self)
    }
}

impl Status for Nothing {
    fn status(&self) -> u16 {
        black_box(200)
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Nothing {
    fn header(&self, name: &str) -> Option<&str> {
        black_box(name);
        black_box(Some("49"))
    }
}

impl Connection for Nothing {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Failure;
    type RawConnection = Self;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), Failure> {
        black_box((method, uri, headers));
        perhaps(())
    }

    fn is_request_initiated(&self) -> bool {
        black_box(false)
    }

    fn initiate_response(&mut self) -> Result<(), Failure> {
        perhaps(())
    }

    fn is_response_initiated(&self) -> bool {
        black_box(false)
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unreachable!("the client reads from the connection itself")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Failure> {
        Ok(self)
    }
}
