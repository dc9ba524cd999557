//! A TCP socket of tokio that can tell whether there is anything to be read from it.

use std::{
    cell::Cell,
    io::{Error, ErrorKind, Result},
    rc::Rc,
    time::Instant,
};

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_svc::io::{
    ErrorType, ReadReady,
    asynch::{Read, Write},
};
use scnet_notebook::http1::Endpoint;
use socket2::SockRef;
use tokio::{net::TcpStream, time::timeout_at};

use super::kept::is_ready;

/// A socket on which every wait ends at the deadline of the call.
pub(super) struct Kept {
    stream: FromTokio<TcpStream>,
    deadline: Rc<Cell<Instant>>,
}

pub(super) async fn open(server: &Endpoint<'_>, deadline: &Rc<Cell<Instant>>) -> Result<Kept> {
    Ok(Kept {
        stream: FromTokio::new(TcpStream::connect((server.host, server.port)).await?),
        deadline: Rc::clone(deadline),
    })
}

impl Kept {
    fn until(&self) -> tokio::time::Instant {
        self.deadline.get().into()
    }
}

impl ErrorType for Kept {
    type Error = Error;
}

impl Read for Kept {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let until = self.until();
        timeout_at(until, self.stream.read(buffer)).await.map_err(timed_out)?
    }
}

impl Write for Kept {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let until = self.until();
        timeout_at(until, self.stream.write(bytes)).await.map_err(timed_out)?
    }

    async fn flush(&mut self) -> Result<()> {
        let until = self.until();
        timeout_at(until, self.stream.flush()).await.map_err(timed_out)?
    }
}

impl ReadReady for Kept {
    fn read_ready(&mut self) -> Result<bool> {
        is_ready(&SockRef::from(self.stream.inner()))
    }
}

fn timed_out(_: tokio::time::error::Elapsed) -> Error {
    ErrorKind::TimedOut.into()
}
