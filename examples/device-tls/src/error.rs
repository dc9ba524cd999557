use core::fmt;

use embedded_io::ErrorKind;

use crate::{Alert, NotReady, Verification};

/// An error of a stream of `TlsConnector`, over a stream with the error `E`.
///
/// From `connect` every one of them means that no byte of the request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error<E> {
    /// The stream of TCP failed.
    Stream(E),
    /// The device lacks a prerequisite of TLS. Nothing was sent, not even to open a connection.
    NotReady(NotReady),
    /// The host is too long for a name, or contains a NUL.
    InvalidHost,
    /// The heap of TLS is too small, also for the certificates of this server.
    OutOfHeap,
    /// The certificate of the server is refused.
    Untrusted(Verification),
    /// The server sent a certificate that cannot be read, with the number of the error of Mbed TLS.
    InvalidCertificate(i32),
    /// The server ended the session with an alert, which it may have encrypted, or sent no certificate.
    Alert(Option<Alert>),
    /// The server closed the connection in the handshake, or without the end of the session.
    Closed,
    /// The server sent an invalid record, or one that is longer than the buffer.
    InvalidRecord,
    /// Any other error of Mbed TLS, with its number.
    Tls(i32),
}

/// The longest record that is taken, in KiB.
const RECORD: usize = if cfg!(feature = "short-records") { 8 } else { 16 };

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stream(error) => return error.fmt(f),
            Self::NotReady(reason) => return reason.fmt(f),
            Self::InvalidHost => "host is not a name of at most 253 bytes",
            Self::OutOfHeap => "heap of TLS is too small",
            Self::Untrusted(verification) => return write!(f, "certificate of the server is refused: {verification}"),
            Self::Alert(None) => "server sent no certificate, or ended the TLS session with an encrypted alert",
            Self::Alert(Some(alert)) => {
                return write!(
                    f,
                    "server ended the TLS session with {alert}; this end offers TLS 1.2 and 1.3, ECDHE on P-256 and P-384, \
                     AES-GCM, RSA and ECDSA, and no certificate of its own"
                );
            }
            Self::Closed => "server closed the connection before the end of the TLS session",
            Self::InvalidRecord => return write!(f, "server sent no TLS, an invalid record, or one longer than {RECORD} KiB"),
            Self::InvalidCertificate(number) => {
                let number = number.unsigned_abs();
                return write!(f, "certificate of the server cannot be read, error -{number:#06x} of Mbed TLS");
            }
            Self::Tls(number) => return write!(f, "TLS failed with error -{:#06x} of Mbed TLS", number.unsigned_abs()),
        })
    }
}

impl<E: core::error::Error> core::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Stream(error) => error.source(),
            _ => None,
        }
    }
}

impl<E: embedded_io::Error> embedded_io::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Stream(error) => error.kind(),
            Self::NotReady(_) => ErrorKind::Unsupported,
            Self::InvalidHost => ErrorKind::InvalidInput,
            Self::OutOfHeap => ErrorKind::OutOfMemory,
            Self::Untrusted(_) => ErrorKind::PermissionDenied,
            Self::Closed => ErrorKind::ConnectionReset,
            Self::Alert(_) => ErrorKind::ConnectionAborted,
            Self::InvalidRecord | Self::InvalidCertificate(_) => ErrorKind::InvalidData,
            Self::Tls(_) => ErrorKind::Other,
        }
    }
}
