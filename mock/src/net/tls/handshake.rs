use core::time::Duration;
use std::io::{self, ErrorKind};

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{AlertDescription, Error};

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
        Ok(Err(error)) => Err(format!("the TLS handshake failed: {}", describe(&error))),
        Err(_) => Err("the TLS handshake took too long".to_owned()),
    }
}

/// Describes the error of a handshake. The usual reason of a client that ends it is the CA.
fn describe(error: &io::Error) -> String {
    let alert = match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(Error::AlertReceived(alert)) => Some(*alert),
        _ => None,
    };
    let ended_by = match (alert, error.kind()) {
        (Some(AlertDescription::UnknownCA), _) => "alert unknown CA",
        (Some(AlertDescription::BadCertificate), _) => "alert bad certificate",
        (Some(AlertDescription::CertificateUnknown), _) => "alert certificate unknown",
        (Some(AlertDescription::UnsupportedCertificate), _) => "alert unsupported certificate",
        // Of a client that trusts another CA of the same name.
        (Some(AlertDescription::DecryptError), _) => "alert decrypt error",
        (None, ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => {
            "the client closed the connection"
        }
        _ => return error.to_string(),
    };
    format!("{ended_by}; the client may not trust ca.pem")
}
