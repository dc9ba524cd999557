//! Byte streams of tokio, for `--connection stream-async`: TCP or TLS, with one deadline for all that happens on them.

use std::{
    io::{Error, ErrorKind, Result},
    sync::Arc,
    time::Duration,
};

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_svc::io::{
    ErrorType,
    asynch::{Read, Write},
};
use rustls::{ClientConfig, pki_types::ServerName};
use scnet_notebook::http1::Endpoint;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;

use crate::trust::in_words;

/// The stream of the connection. Every wait on it ends at the deadline.
pub(crate) struct Timed {
    stream: FromTokio<Box<dyn Stream>>,
    deadline: Instant,
}

/// A byte stream of tokio.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

/// Opens a stream whose deadline is `timeout` from now.
pub(crate) async fn open(endpoint: &Endpoint<'_>, timeout: Duration, tls: &Arc<ClientConfig>) -> Result<Timed> {
    let deadline = Instant::now() + timeout;
    let stream = timeout_at(deadline, connect(endpoint, tls))
        .await
        .map_err(|_| timed_out())??;
    Ok(Timed {
        stream: FromTokio::new(stream),
        deadline,
    })
}

async fn connect(endpoint: &Endpoint<'_>, tls: &Arc<ClientConfig>) -> Result<Box<dyn Stream>> {
    let stream = TcpStream::connect((endpoint.host, endpoint.port)).await?;
    if !endpoint.is_secure {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(endpoint.host.to_owned()).map_err(Error::other)?;
    let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
    Ok(Box::new(stream.map_err(in_words)?))
}

impl ErrorType for Timed {
    type Error = Error;
}

impl Read for Timed {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        timeout_at(self.deadline, self.stream.read(buffer))
            .await
            .map_err(|_| timed_out())?
    }
}

impl Write for Timed {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        timeout_at(self.deadline, self.stream.write(bytes))
            .await
            .map_err(|_| timed_out())?
    }

    async fn flush(&mut self) -> Result<()> {
        timeout_at(self.deadline, self.stream.flush())
            .await
            .map_err(|_| timed_out())?
    }
}

fn timed_out() -> Error {
    ErrorKind::TimedOut.into()
}
