use core::time::Duration;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::server::TlsStream;

use super::deadline::after;

/// The size of one read.
const READ_SIZE: usize = 8 * 1024;
/// The most bytes of later requests that are read ahead during a pause.
const READ_AHEAD_MAX: usize = 64 * 1024;
/// The limit on idle connections, in client timeouts.
const IDLE_TIMEOUTS: u32 = 10;
/// The wait for a system that refuses what is sent to a client that is gone.
const REFUSAL: Duration = Duration::from_millis(200);
/// The time for which a closed connection reads on, so that a client that still sends does not lose the reply.
const LINGER: Duration = Duration::from_secs(2);

/// A connection to a client, plain or over TLS.
#[derive(Debug)]
pub(crate) struct Stream {
    transport: Transport,
    /// Bytes received and not yet consumed.
    pub(crate) buffer: Vec<u8>,
    /// The number of bytes sent.
    pub(crate) sent: u64,
    /// The limit on each step of the client.
    pub(crate) client_timeout: Duration,
    /// Set if the client ended its side of the connection. It may have left, or still wait for the reply.
    input_end: Option<InputEnd>,
}

/// The end of the client's side of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InputEnd {
    pub(crate) time: Instant,
    /// The number of bytes sent before.
    pub(crate) sent: u64,
    /// Set if the client still receives: it has not refused what was sent since.
    receives: bool,
}

#[derive(Debug)]
enum Transport {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A failed read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamError {
    /// The client closed or reset the connection.
    Disconnected,
    /// The client took too long.
    TimedOut,
}

type Result<T> = core::result::Result<T, StreamError>;

impl Stream {
    pub(crate) fn plain(stream: TcpStream, client_timeout: Duration) -> Self {
        Self::new(Transport::Plain(stream), client_timeout)
    }

    pub(crate) fn tls(stream: TlsStream<TcpStream>, client_timeout: Duration) -> Self {
        Self::new(Transport::Tls(Box::new(stream)), client_timeout)
    }

    fn new(transport: Transport, client_timeout: Duration) -> Self {
        Self {
            transport,
            buffer: Vec::new(),
            sent: 0,
            client_timeout,
            input_end: None,
        }
    }

    fn tcp(&self) -> &TcpStream {
        match &self.transport {
            Transport::Plain(stream) => stream,
            Transport::Tls(stream) => stream.get_ref().0,
        }
    }

    /// Returns the address that the client called.
    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        self.tcp().local_addr()
    }

    pub(crate) fn is_tls(&self) -> bool {
        matches!(self.transport, Transport::Tls(_))
    }

    /// Waits for more bytes. Cancel safe.
    async fn fill(&mut self) -> Result<()> {
        self.buffer.reserve(READ_SIZE);
        let read = match &mut self.transport {
            Transport::Plain(stream) => stream.read_buf(&mut self.buffer).await,
            Transport::Tls(stream) => stream.read_buf(&mut self.buffer).await,
        };
        match read {
            Ok(1..) => return Ok(()),
            Ok(0) => {}
            // A client of TLS that ended its side without saying so.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {}
            Err(_) => return Err(StreamError::Disconnected),
        }
        self.input_end.get_or_insert(InputEnd {
            time: Instant::now(),
            sent: self.sent,
            receives: false,
        });
        Err(StreamError::Disconnected)
    }

    /// Waits for more bytes until a deadline.
    pub(crate) async fn fill_until(&mut self, deadline: Instant) -> Result<()> {
        timeout_at(deadline, self.fill())
            .await
            .map_err(|_| StreamError::TimedOut)?
    }

    /// Waits for the next request, as long as a connection may stay idle.
    pub(crate) async fn wait_for_request(&mut self) -> Result<()> {
        if self.buffer.is_empty() {
            let idle = self.client_timeout.saturating_mul(IDLE_TIMEOUTS);
            timeout(idle, self.fill()).await.map_err(|_| StreamError::TimedOut)?
        } else {
            Ok(())
        }
    }

    /// Waits for the next request without a limit.
    pub(crate) async fn hold(&mut self) -> Result<()> {
        if self.buffer.is_empty() {
            self.fill().await
        } else {
            Ok(())
        }
    }

    /// Sends all of these bytes. Each write has the client's timeout.
    pub(crate) async fn send(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let written = match &mut self.transport {
                Transport::Plain(stream) => timeout(self.client_timeout, stream.write(bytes)).await,
                Transport::Tls(stream) => timeout(self.client_timeout, stream.write(bytes)).await,
            };
            match written {
                Ok(Ok(count @ 1..)) => {
                    bytes = bytes.get(count..).unwrap_or_default();
                    self.sent += count as u64;
                }
                Ok(Ok(0) | Err(_)) => return Err(StreamError::Disconnected),
                Err(_) => return Err(StreamError::TimedOut),
            }
        }
        if let Transport::Tls(stream) = &mut self.transport {
            match timeout(self.client_timeout, stream.flush()).await {
                Ok(flushed) => flushed.map_err(|_| StreamError::Disconnected)?,
                Err(_) => return Err(StreamError::TimedOut),
            }
        }
        Ok(())
    }

    /// Pauses unless the client resets the connection. It may send the next request meanwhile, or end its side.
    pub(crate) async fn pause(&mut self, pause: Duration) -> Result<()> {
        let end = after(pause).into();
        while self.buffer.len() < READ_AHEAD_MAX && self.input_end.is_none() {
            match self.fill_until(end).await {
                Ok(()) => {}
                Err(StreamError::TimedOut) => return Ok(()),
                Err(StreamError::Disconnected) if self.input_end.is_some() => {}
                Err(error) => return Err(error),
            }
        }
        match timeout_at(end, self.tcp().ready(Interest::ERROR)).await {
            Ok(_) => Err(StreamError::Disconnected),
            Err(_) => Ok(()),
        }
    }

    /// Waits until the client has left, or ended its side. It may send the next request meanwhile. Cancel safe.
    pub(crate) async fn left(&mut self) {
        while self.buffer.len() < READ_AHEAD_MAX {
            if self.fill().await.is_err() {
                return;
            }
        }
        let _ = self.tcp().ready(Interest::ERROR).await;
    }

    /// Returns the end of the client's side if the client had left by then: its system refuses what was sent since.
    pub(crate) async fn refused_since(&mut self) -> Option<InputEnd> {
        let end = self.input_end?;
        // The wait for the first reply tells.
        let wait = if end.receives { Duration::ZERO } else { REFUSAL };
        if timeout(wait, self.tcp().ready(Interest::ERROR)).await.is_ok() {
            return Some(end);
        }
        self.input_end = Some(InputEnd { receives: true, ..end });
        None
    }

    /// Closes the connection in order.
    pub(crate) async fn close(mut self) {
        // Closing a socket with unread bytes resets the connection, so read them.
        if let Transport::Plain(stream) = &self.transport {
            let mut discarded = [0; READ_SIZE];
            while matches!(stream.try_read(&mut discarded), Ok(1..)) {}
        }
        self.shutdown().await;
    }

    /// Closes the connection in order, and reads on for a while from a client that still sends.
    pub(crate) async fn close_lingering(mut self) {
        self.shutdown().await;
        let end = after(LINGER).into();
        while self.fill_until(end).await.is_ok() {
            self.buffer.clear();
        }
    }

    async fn shutdown(&mut self) {
        // Fails if the client is gone.
        let _ = match &mut self.transport {
            Transport::Plain(stream) => timeout(self.client_timeout, stream.shutdown()).await,
            Transport::Tls(stream) => timeout(self.client_timeout, stream.shutdown()).await,
        };
    }

    /// Resets the connection.
    pub(crate) fn reset(self) {
        // Fails if the client has closed the connection.
        let _ = SockRef::from(self.tcp()).set_linger(Some(Duration::ZERO));
    }
}
