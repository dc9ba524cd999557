use core::fmt::Display;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::thread;

use http::Uri;
use scnet_notebook::std_http::handshake_error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, Error, RootCertStore};

use super::failure::Failure;

/// A connection to the upstream service, plain or over TLS.
pub(super) trait Transport: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Transport for T {}

/// Makes the TLS of a client that trusts these roots.
pub(super) fn tls(roots: RootCertStore) -> Result<TlsConnector, Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions()?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Connects to a service, unless that is the server with this address. Sends nothing of a request.
pub(super) async fn connect(
    uri: &Uri,
    tls: Option<&TlsConnector>,
    own: SocketAddr,
) -> Result<Box<dyn Transport>, Failure> {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let port = uri.port_u16().unwrap_or(if tls.is_some() { 443 } else { 80 });
    let addresses = lookup(host.to_owned(), port).await;
    let addresses = addresses.map_err(|_| Failure::not_sent("the name of the upstream service cannot be resolved"))?;
    let stream = TcpStream::connect(addresses.as_slice()).await;
    let stream = stream.map_err(|error| {
        let kind = error.kind();
        Failure::not_sent(format!("no connection to the upstream service: {kind}"))
    })?;
    if is_at(&stream, own) {
        return Err(Failure::not_sent("the upstream service is this mock"));
    }
    let Some(tls) = tls else {
        return Ok(Box::new(stream));
    };
    let failed = |reason: &dyn Display| Failure::not_sent(format!("TLS with the upstream service failed: {reason}"));
    let name = ServerName::try_from(host.to_owned()).map_err(|_| failed(&"its name cannot be in a certificate"))?;
    let stream = tls.connect(name, stream).await;
    let stream = stream.map_err(|error| failed(&handshake_error(error)))?;
    Ok(Box::new(stream))
}

/// Looks up a name by a thread of its own: that of the runtime panics if the system gives it none.
async fn lookup(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    let (found, addresses) = oneshot::channel();
    thread::Builder::new().name("lookup".into()).spawn(move || {
        let addresses = (&*host, port).to_socket_addrs();
        // Fails if nobody waits any longer.
        let _ = found.send(addresses.map(Vec::from_iter));
    })?;
    addresses.await.map_err(io::Error::other)?
}

/// Returns whether a connection leads to the listener with this address: each call would make another one.
fn is_at(stream: &TcpStream, listener: SocketAddr) -> bool {
    let (Ok(peer), Ok(local)) = (stream.peer_addr(), stream.local_addr()) else {
        return false;
    };
    let is_of_this_machine = peer.ip() == local.ip();
    peer == listener || (listener.ip().is_unspecified() && is_of_this_machine && peer.port() == listener.port())
}
