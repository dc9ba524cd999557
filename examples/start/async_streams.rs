//! Byte streams of tokio, for `--connection stream-async`: TCP or TLS, with one deadline for all that happens on them.

use std::{
    io::{Error, ErrorKind, Result},
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::Arc,
    thread,
    time::Duration,
};

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_svc::io::{
    ErrorType,
    asynch::{Read, Write},
};
use rustls::{ClientConfig, pki_types::ServerName};
use scnet_notebook::{
    http1::Endpoint,
    std_http::{handshake_error, session_error},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::oneshot,
    task::JoinSet,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsConnector;

/// The time that an address has before the next one is tried as well (RFC 8305, "Happy Eyeballs").
const HEAD_START: Duration = Duration::from_millis(250);

/// The stream of the connection. Every wait on it ends at the deadline.
pub(crate) struct Timed {
    stream: FromTokio<Box<dyn Stream>>,
    deadline: Instant,
    /// The failure of TLS behind bytes that arrived whole, which are read first.
    failure: Option<Error>,
    /// The server has answered before it read the whole request, and reads no more.
    is_answered: bool,
    /// The first byte of that answer.
    first: Option<u8>,
    is_secure: bool,
    /// A write found the connection reset, so its end cuts that answer. TLS has an end of its own.
    is_cut: bool,
}

/// A byte stream of tokio.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

/// Opens a stream whose deadline is `timeout` from now.
pub(crate) async fn open(endpoint: &Endpoint<'_>, timeout: Duration, tls: &Arc<ClientConfig>) -> Result<Timed> {
    let deadline = Instant::now() + timeout;
    Ok(Timed {
        stream: FromTokio::new(connect(endpoint, deadline, tls).await?),
        deadline,
        failure: None,
        is_answered: false,
        first: None,
        is_secure: endpoint.is_secure,
        is_cut: false,
    })
}

async fn connect(endpoint: &Endpoint<'_>, deadline: Instant, tls: &Arc<ClientConfig>) -> Result<Box<dyn Stream>> {
    let addresses = by(deadline, resolve(endpoint.host, endpoint.port)).await?;
    let stream = connect_first(addresses, deadline).await?;
    stream.set_nodelay(true)?; // the head of a request is sent in pieces
    if !endpoint.is_secure {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(endpoint.host.to_owned())
        .map_err(|_| Error::new(ErrorKind::InvalidInput, "the host name is not valid in TLS"))?;
    let handshake = TlsConnector::from(Arc::clone(tls)).connect(name, stream);
    let secured = by(deadline, handshake).await;
    Ok(Box::new(secured.map_err(handshake_error)?))
}

/// Resolves a host name. An address needs no thread.
async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let host = host.to_owned();
    let addresses = on_thread(move || (host.as_str(), port).to_socket_addrs()).await?;
    Ok(addresses.collect())
}

/// Looks something up on a thread that is not waited for if the future is dropped: the resolver of the system has time limits of its
/// own. The lookup of tokio 1 panics where no thread can be made.
pub(crate) async fn on_thread<T: Send + 'static>(lookup: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .spawn(move || sender.send(lookup()))
        .map_err(|error| Error::other(format!("cannot make a thread: {error}")))?;
    receiver.await.map_err(Error::other)?
}

/// Connects to several addresses at the same time if the first ones do not answer. Each gets its share of the time.
pub(crate) async fn connect_first(addresses: Vec<SocketAddr>, deadline: Instant) -> Result<TcpStream> {
    let mut last = Error::new(ErrorKind::NotFound, "the host has no address");
    let mut untried = addresses.into_iter();
    let mut attempts = JoinSet::new();
    loop {
        if let Some(address) = untried.next() {
            attempts.spawn(TcpStream::connect(address));
        }
        let shares = u32::try_from(untried.len()).unwrap_or(u32::MAX).saturating_add(1);
        let share = deadline.saturating_duration_since(Instant::now()) / shares;
        match timeout(share.min(HEAD_START), attempts.join_next()).await {
            Ok(Some(result)) => match result.map_err(Error::other)? {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            },
            Ok(None) => return Err(last),
            Err(_) if Instant::now() >= deadline => return Err(ErrorKind::TimedOut.into()),
            Err(_) => {}
        }
    }
}

impl Timed {
    /// Takes a write that failed for done if the server has answered before it closed.
    async fn unless_answered(&mut self, written: Result<usize>, count: usize) -> Result<usize> {
        use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        match written {
            Err(error) if matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset) => {
                let mut first = [0];
                match self.read(&mut first).await {
                    Ok(1..) => {
                        (self.is_answered, self.first) = (true, Some(first[0]));
                        self.is_cut = !self.is_secure && error.kind() == ConnectionReset;
                        Ok(count)
                    }
                    // An alert, which is the reason.
                    Err(alert) if alert.kind() == ErrorKind::InvalidData => Err(alert),
                    _ => Err(error),
                }
            }
            written => written,
        }
    }
}

impl ErrorType for Timed {
    type Error = Error;
}

impl Read for Timed {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let (Some(byte), [to, ..]) = (self.first, &mut *buffer) {
            (*to, self.first) = (byte, None);
            return Ok(1);
        }
        if self.failure.is_none() {
            match by(self.deadline, self.stream.read(buffer)).await {
                Err(error) if error.kind() == ErrorKind::InvalidData => self.failure = Some(session_error(error)),
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    let cut = "the server closed the connection without ending TLS";
                    return Err(Error::new(ErrorKind::ConnectionAborted, cut));
                }
                Ok(0) if self.is_cut && !buffer.is_empty() => return Err(ErrorKind::ConnectionReset.into()),
                read => return read,
            }
        }
        // Bytes that arrived whole before TLS failed are read first. No other ones are waited for.
        match by(Instant::now(), self.stream.read(buffer)).await {
            Ok(count @ 1..) => Ok(count),
            rest => self.failure.take().map_or(rest, Err),
        }
    }
}

impl Write for Timed {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.is_answered {
            return Ok(bytes.len());
        }
        let written = by(self.deadline, self.stream.write(bytes)).await;
        self.unless_answered(written, bytes.len()).await
    }

    async fn flush(&mut self) -> Result<()> {
        if self.is_answered {
            return Ok(());
        }
        let flushed = by(self.deadline, self.stream.flush()).await;
        self.unless_answered(flushed.map(|()| 0), 0).await.map(drop)
    }
}

/// Waits until the deadline at most.
async fn by<T>(deadline: Instant, operation: impl Future<Output = Result<T>>) -> Result<T> {
    match timeout_at(deadline, operation).await {
        Ok(result) => result,
        Err(_) => Err(ErrorKind::TimedOut.into()),
    }
}
