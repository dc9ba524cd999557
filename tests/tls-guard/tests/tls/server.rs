//! Servers on threads: `rustls` for those that keep to the rules.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

use crate::client::{REPLY, TOKEN};
use crate::pki::Identity;

/// The time limit of each wait.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(5);

/// A server for one connection.
pub(crate) struct Served {
    pub(crate) port: u16,
    thread: JoinHandle<Vec<u8>>,
}

impl Served {
    /// Returns the bytes of the application that the server saw.
    pub(crate) fn seen(self) -> Vec<u8> {
        self.thread.join().unwrap()
    }
}

/// Serves one connection with `script`, which returns the bytes of the application that it saw.
pub(crate) fn serve(script: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        socket.set_read_timeout(Some(TIMEOUT)).unwrap();
        socket.set_write_timeout(Some(TIMEOUT)).unwrap();
        script(socket)
    });
    Served { port, thread }
}

/// Serves one call as `identity`, with TLS 1.3.
pub(crate) fn serve_tls(identity: &Identity) -> Served {
    let config = config(identity, &rustls::version::TLS13);
    serve(move |socket| answer(config, socket))
}

/// A server's side of TLS.
pub(crate) fn config(identity: &Identity, version: &'static SupportedProtocolVersion) -> Arc<ServerConfig> {
    let chain = identity
        .chain
        .iter()
        .map(|der| CertificateDer::from(der.clone()))
        .collect();
    let key = PrivatePkcs8KeyDer::from(identity.key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap();
    Arc::new(
        builder
            .with_no_client_auth()
            .with_single_cert(chain, key.into())
            .unwrap(),
    )
}

/// Reads a token, if one comes, replies, and ends the session.
pub(crate) fn answer(config: Arc<ServerConfig>, socket: TcpStream) -> Vec<u8> {
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
    let mut seen = Vec::new();
    let mut piece = [0; 512];
    while seen.len() < TOKEN.len() {
        match tls.read(&mut piece) {
            Ok(0) | Err(_) => return seen,
            Ok(read) => seen.extend_from_slice(&piece[..read]),
        }
    }
    // A client may be content to have sent it.
    let _ = tls.write_all(REPLY);
    tls.conn.send_close_notify();
    let _ = tls.flush();
    seen
}
