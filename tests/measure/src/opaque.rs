use core::{fmt, future::poll_fn, hint::black_box, task::Poll};

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{Error, ErrorKind, ErrorType, Read, Write, asynch},
};
use scnet_notebook::http1::Endpoint;

/// A connection and stream without effect. The compiler cannot see that: each result could be any.
#[derive(Debug)]
pub struct Opaque;

/// The error of [`Opaque`].
#[derive(Clone, Copy, Debug)]
pub struct Failure(pub u8);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("opaque failure")
    }
}

impl core::error::Error for Failure {}

impl Error for Failure {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

fn opaque_result<T>(value: T) -> Result<T, Failure> {
    if black_box(true) {
        Ok(black_box(value))
    } else {
        Err(Failure(black_box(0)))
    }
}

/// Opens an opaque stream.
///
/// # Errors
///
/// Possible, as far as the compiler can see.
pub fn open(endpoint: &Endpoint<'_>) -> Result<Opaque, Failure> {
    black_box((endpoint.host, endpoint.port, endpoint.is_secure));
    opaque_result(Opaque)
}

/// Opens an opaque stream after an opaque wait.
///
/// # Errors
///
/// Possible, as far as the compiler can see.
pub async fn open_async(endpoint: &Endpoint<'_>) -> Result<Opaque, Failure> {
    opaque_wait().await;
    open(endpoint)
}

/// Waits, as far as the compiler can see.
async fn opaque_wait() {
    poll_fn(|_| {
        if black_box(true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

impl ErrorType for Opaque {
    type Error = Failure;
}

impl Read for Opaque {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        black_box(&mut *buffer);
        opaque_result(buffer.len())
    }
}

impl Write for Opaque {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        black_box(bytes);
        opaque_result(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        opaque_result(())
    }
}

impl asynch::Read for Opaque {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        opaque_wait().await;
        Read::read(self, buffer)
    }
}

impl asynch::Write for Opaque {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        opaque_wait().await;
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        opaque_wait().await;
        Write::flush(self)
    }
}

impl Status for Opaque {
    fn status(&self) -> u16 {
        black_box(200)
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Opaque {
    fn header(&self, name: &str) -> Option<&str> {
        black_box(name);
        black_box(Some("49"))
    }
}

impl Connection for Opaque {
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
        opaque_result(())
    }

    fn is_request_initiated(&self) -> bool {
        black_box(false)
    }

    fn initiate_response(&mut self) -> Result<(), Failure> {
        opaque_result(())
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
