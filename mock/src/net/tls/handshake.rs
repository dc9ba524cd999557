use core::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

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

/// Does the server's part of a handshake. The error says what failed.
pub(crate) async fn accept(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    client_timeout: Duration,
) -> Result<Stream, String> {
    match timeout(client_timeout, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Ok(Stream::tls(stream, client_timeout)),
        Ok(Err(error)) => Err(format!("the TLS handshake failed: {error}")),
        Err(_) => Err("the TLS handshake took too long".to_owned()),
    }
}
