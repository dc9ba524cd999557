use core::time::Duration;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::backend::Backend;
use crate::connection::{Connection, Entrance};
use crate::net::stream::{Wire, keep_alive};
use crate::scenario::state::Door;
use crate::{ConnectionEnd, RecordedRequest, TlsCase};

/// What a TLS client sends first.
const HANDSHAKE: u8 = 0x16;
/// How long nothing is accepted where the system has no more descriptors.
const RESPITE: Duration = Duration::from_millis(50);

/// All that the connections of a server share.
pub(crate) struct House {
    pub(crate) url: String,
    pub(crate) door: Arc<Door>,
    pub(crate) backend: Backend,
    /// Where the other listener is.
    pub(crate) redirect_target: SocketAddr,
    pub(crate) client_timeout: Duration,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) tls_case: Option<TlsCase>,
    pub(crate) connections: Arc<Connections>,
}

/// How many connections there have been, and how many there are.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    pub(crate) accepted: AtomicU64,
    pub(crate) ended: AtomicU64,
}

impl core::fmt::Debug for House {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("House").field("url", &self.url).finish_non_exhaustive()
    }
}

impl House {
    /// Takes in every client of a listener, for good.
    pub(crate) async fn open(self: Arc<Self>, listener: TcpListener, entrance: Entrance) {
        loop {
            let Ok((stream, peer)) = listener.accept().await else {
                sleep(RESPITE).await;
                continue;
            };
            let connection = Connection {
                number: self.connections.accepted.fetch_add(1, Ordering::SeqCst) + 1,
                house: Arc::clone(&self),
                peer,
                entrance,
            };
            let counted = Counted(Arc::clone(&self));
            tokio::spawn(async move {
                connection.take_in(stream).await;
                drop(counted);
            });
        }
    }
}

/// A connection that counts as ended once this is dropped, whatever became of it.
struct Counted(Arc<House>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.connections.ended.fetch_add(1, Ordering::SeqCst);
        self.0.door.tell();
    }
}

impl Connection {
    async fn take_in(self, stream: TcpStream) {
        // What is sent goes out at once. It fails where the client is gone already.
        let _ = stream.set_nodelay(true);
        let _ = keep_alive(&stream);
        let client_timeout = self.house.client_timeout;
        match self.house.tls.clone() {
            Some(acceptor) if self.entrance == Entrance::Front => self.take_in_by_tls(stream, &acceptor).await,
            _ => self.serve(Wire::plain(stream, client_timeout)).await,
        }
    }

    async fn take_in_by_tls(mut self, stream: TcpStream, acceptor: &TlsAcceptor) {
        let client_timeout = self.house.client_timeout;
        let mut first = [0];
        if !matches!(timeout(client_timeout, stream.peek(&mut first)).await, Ok(Ok(1))) {
            return;
        }
        if first != [HANDSHAKE] {
            self.entrance = Entrance::Clear;
            return self.serve(Wire::plain(stream, client_timeout)).await;
        }
        if let Some(chosen) = self.house.door.on_accept() {
            self.cut_off(Wire::plain(stream, client_timeout), chosen).await;
            return;
        }
        let problem = match timeout(client_timeout, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => return self.serve_by_tls(Wire::tls(stream, client_timeout)).await,
            Ok(Err(error)) => format!("the TLS handshake failed: {error}"),
            Err(_) => "the TLS handshake took too long".to_owned(),
        };
        self.house.door.record_left(RecordedRequest {
            problem: Some(problem),
            ..RecordedRequest::new(self.number, self.peer, true)
        });
    }

    /// Serves a client that has made its handshake, and writes it down where that is all.
    async fn serve_by_tls(&self, mut wire: Wire) {
        let end = match wire.idle().await {
            Some(true) => return self.serve(wire).await,
            Some(false) => ConnectionEnd::Left,
            None => ConnectionEnd::Closed,
        };
        self.house.door.record(RecordedRequest {
            problem: Some("nothing was sent after the TLS handshake".to_owned()),
            end,
            ..RecordedRequest::new(self.number, self.peer, true)
        });
    }
}
