//! TLS errors in sentences.

use core::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError, InvalidMessage};

/// Returns a sentence that says why TLS failed, and where it can what helps, or `None` if `error` is no error of rustls 0.23, nor
/// wraps one.
///
/// For streams over rustls: the texts of rustls itself repeat names that the server chose, and are written for developers.
/// [`StdHttpError`](super::StdHttpError) has the same sentences.
///
/// ```
/// # fn handshake() -> std::io::Result<()> { Ok(()) }
/// use scnet_notebook::std_http::tls_reason;
///
/// let result = handshake().map_err(|error| match tls_reason(&error) {
///     Some(reason) => std::io::Error::new(error.kind(), reason),
///     None => error,
/// });
/// ```
#[must_use]
pub fn tls_reason(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut error = error;
    loop {
        if let Some(error) = error.downcast_ref() {
            return Some(reason(error));
        }
        // The source of an `io::Error` is that of the error in it.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        error = match inner {
            Some(inner) => inner,
            None => error.source()?,
        };
    }
}

fn reason(error: &TlsError) -> &'static str {
    match error {
        TlsError::InvalidCertificate(error) => certificate(error),
        TlsError::NoCertificatesPresented => "the server sent no certificate",
        TlsError::AlertReceived(alert) => refusal(*alert),
        TlsError::PeerIncompatible(_) => "the server offers no TLS version or cipher suite that this client knows",
        TlsError::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion) => {
            "the server does not speak TLS on this port"
        }
        TlsError::InvalidMessage(_)
        | TlsError::InappropriateMessage { .. }
        | TlsError::InappropriateHandshakeMessage { .. }
        | TlsError::PeerMisbehaved(_) => "the server violated the TLS protocol",
        TlsError::DecryptError => "a TLS record arrived damaged",
        _ => "TLS failed",
    }
}

fn certificate(error: &CertificateError) -> &'static str {
    #[allow(deprecated, reason = "rustls still makes it")]
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the certificate of the server has expired, or the clock of this machine is wrong"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate of the server is not valid yet, or the clock of this machine is wrong"
        }
        CertificateError::UnknownIssuer => {
            "no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its \
             intermediate certificates"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate of the server is for another host name"
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the certificate of the server is not for TLS servers"
        }
        CertificateError::BadSignature => {
            "a certificate of the server has a wrong signature; its CA has the name of a trusted one but another key, \
             or a key is too weak, such as RSA below 2048 bits"
        }
        CertificateError::UnsupportedSignatureAlgorithm
        | CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "a certificate of the server is signed with an unsupported algorithm, such as SHA-1"
        }
        // rustls passes on the other errors of its verifier, rustls-webpki, which are named there only.
        CertificateError::Other(other) => match std::format!("{other}").as_str() {
            "CaUsedAsEndEntity" => {
                "the server uses the certificate of a CA as its own; give it one that a CA has signed, without CA:TRUE"
            }
            "EndEntityUsedAsCa" => "a certificate of the server was signed by one that is not of a CA",
            _ => "the certificate of the server is not valid",
        },
        _ => "the certificate of the server is not valid",
    }
}

/// Returns the meaning of an alert that the server sent.
fn refusal(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::ProtocolVersion => "the server refuses TLS 1.2 and TLS 1.3",
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            "the server refuses the handshake; it knows no common cipher suite, or demands a client certificate"
        }
        AlertDescription::CertificateRequired => "the server demands a client certificate",
        AlertDescription::UnrecognisedName => "the server does not know the host name",
        AlertDescription::InternalError => "the server failed during the TLS handshake",
        _ => "the server ended TLS with an alert",
    }
}
