use core::time::Duration;
use std::io;
use std::net::SocketAddr;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_rustls::server::TlsStream;

use crate::net::deadline::after;

/// How much is read at a time, and how much of what comes early is kept.
const PIECE: usize = 8 * 1024;
const EARLY: usize = 64 * 1024;
/// How long a connection may stay idle, in patiences.
const IDLE: u32 = 10;
/// After how long a silence the system asks whether a client is still there, and how often where no answer comes.
const ALIVE: Duration = Duration::from_secs(60);
const ALIVE_AGAIN: Duration = Duration::from_secs(15);
/// How long what a client still sends is read off, so that it does not lose the reply to it.
const LINGER: Duration = Duration::from_secs(2);

/// One connection of a client: its bytes, in the clear or through TLS.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: Stream,
    /// What has come and was not used yet.
    pub(crate) pending: Vec<u8>,
    /// How many bytes were sent, altogether.
    pub(crate) sent: u64,
    /// How long a client may take for what it has to do next.
    pub(crate) client_timeout: Duration,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Wire {
    pub(crate) fn plain(stream: TcpStream, client_timeout: Duration) -> Self {
        Self::new(Stream::Plain(stream), client_timeout)
    }

    pub(crate) fn tls(stream: TlsStream<TcpStream>, client_timeout: Duration) -> Self {
        Self::new(Stream::Tls(Box::new(stream)), client_timeout)
    }

    fn new(stream: Stream, client_timeout: Duration) -> Self {
        Self {
            stream,
            pending: Vec::new(),
            sent: 0,
            client_timeout,
        }
    }

    fn tcp(&self) -> &TcpStream {
        match &self.stream {
            Stream::Plain(stream) => stream,
            Stream::Tls(stream) => stream.get_ref().0,
        }
    }

    /// Returns the address that the client has called.
    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        self.tcp().local_addr()
    }

    pub(crate) fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Waits for more bytes, and returns whether any came: the client may be gone. Nothing is lost where it is dropped.
    pub(crate) async fn more(&mut self) -> bool {
        let mut piece = [0; PIECE];
        let read = match &mut self.stream {
            Stream::Plain(stream) => stream.read(&mut piece).await,
            Stream::Tls(stream) => stream.read(&mut piece).await,
        };
        match read {
            Ok(count) => {
                self.pending.extend_from_slice(&piece[..count]);
                count > 0
            }
            Err(_) => false,
        }
    }

    /// Waits for more bytes until a deadline, after which there are none.
    pub(crate) async fn more_until(&mut self, deadline: Instant) -> Option<bool> {
        timeout_at(deadline, self.more()).await.ok()
    }

    /// Waits for more bytes as long as a connection may stay idle, unless some have come already.
    pub(crate) async fn idle(&mut self) -> Option<bool> {
        if self.pending.is_empty() {
            timeout(self.client_timeout.saturating_mul(IDLE), self.more())
                .await
                .ok()
        } else {
            Some(true)
        }
    }

    /// Waits for more bytes as long as the client is there, unless some have come already.
    pub(crate) async fn hold(&mut self) -> bool {
        !self.pending.is_empty() || self.more().await
    }

    /// Sends all of these bytes, unless the client goes away or does not take them.
    pub(crate) async fn send(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            let written = match &mut self.stream {
                Stream::Plain(stream) => timeout(self.client_timeout, stream.write(bytes)).await,
                Stream::Tls(stream) => timeout(self.client_timeout, stream.write(bytes)).await,
            };
            match written {
                Ok(Ok(count @ 1..)) => {
                    bytes = bytes.get(count..).unwrap_or_default();
                    self.sent += count as u64;
                }
                _ => return false,
            }
        }
        match &mut self.stream {
            Stream::Plain(_) => true,
            Stream::Tls(stream) => matches!(timeout(self.client_timeout, stream.flush()).await, Ok(Ok(()))),
        }
    }

    /// Waits, and returns whether the client is still there. It may have sent the next request meanwhile.
    pub(crate) async fn pause(&mut self, pause: Duration) -> bool {
        let end = after(pause).into();
        while self.pending.len() < EARLY {
            match self.more_until(end).await {
                Some(true) => {}
                Some(false) => return false,
                None => return true,
            }
        }
        sleep_until(end).await;
        true
    }

    /// Closes the connection, so that what was sent arrives.
    pub(crate) async fn close(mut self) {
        // A socket that is closed with something unread in it is reset: so what has come is read off.
        if let Stream::Plain(stream) = &self.stream {
            let mut piece = [0; PIECE];
            while matches!(stream.try_read(&mut piece), Ok(1..)) {}
        }
        self.shut().await;
    }

    /// Closes the connection, and waits a while for a client that is still sending.
    pub(crate) async fn close_on_a_sender(mut self) {
        self.shut().await;
        let end = after(LINGER).into();
        while matches!(self.more_until(end).await, Some(true)) {
            self.pending.clear();
        }
    }

    async fn shut(&mut self) {
        // A client that is gone needs no good-bye.
        let _ = match &mut self.stream {
            Stream::Plain(stream) => timeout(self.client_timeout, stream.shutdown()).await,
            Stream::Tls(stream) => timeout(self.client_timeout, stream.shutdown()).await,
        };
    }

    /// Resets the connection.
    pub(crate) fn reset(self) {
        reset(self.tcp());
    }
}

/// Has the system ask now and then whether the client is still there: one that has lost its power says no good-bye.
pub(crate) fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    SockRef::from(stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(ALIVE).with_interval(ALIVE_AGAIN))
}

/// Makes a connection end in a reset when it is dropped.
fn reset(stream: &TcpStream) {
    // It fails where the client has ended the connection already.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
