use core::time::Duration;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::{LazyConfigAcceptor, TlsAcceptor};

use super::refusal::Refusal;
use super::tls_case::TlsCase;
use crate::net::stream::Stream;

/// The first byte of a TLS client: the record type `handshake`.
pub(crate) const HANDSHAKE: u8 = 0x16;

/// Peeks at the first byte, and returns whether the client speaks TLS; `None` if no byte came in time.
pub(crate) async fn is_tls(stream: &TcpStream, client_timeout: Duration) -> Option<bool> {
    let mut first = [0];
    match timeout(client_timeout, stream.peek(&mut first)).await {
        Ok(Ok(1)) => Some(first == [HANDSHAKE]),
        _ => None,
    }
}

/// Does the server's part of a handshake.
pub(crate) async fn accept(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    client_timeout: Duration,
    case: Option<TlsCase>,
) -> Result<Stream, Refusal> {
    let handshake = async {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await;
        let hello = hello.map_err(|error| Refusal::without_reason(format!("the TLS handshake failed: {error}")))?;
        let offers_h2 = hello
            .client_hello()
            .alpn()
            .is_some_and(|mut offered| offered.any(|protocol| protocol == b"h2"));
        let accepted = hello.into_stream(Arc::clone(acceptor.config())).await;
        accepted.map_err(|error| Refusal::new(&error, offers_h2, case))
    };
    match timeout(client_timeout, handshake).await {
        Ok(accepted) => accepted.map(|stream| Stream::tls(stream, client_timeout)),
        Err(_) => Err(Refusal::without_reason("the TLS handshake took too long".to_owned())),
    }
}
