//! TLS errors in sentences.

use core::error::Error;
use std::{
    borrow::Cow,
    format,
    io::{self, ErrorKind},
    string::String,
};

use rustls::{AlertDescription, CertificateError, Error as TlsError, InvalidMessage};

/// Says in a sentence why a TLS handshake failed, and where it can what helps. `error` is one of rustls 0.23, wraps one, or is that
/// of a reset, an end or a timeout.
///
/// For streams over rustls: the texts of rustls itself repeat names that the server chose, and are written for developers.
/// [`StdHttpError`](super::StdHttpError) has the same sentences.
///
/// ```
/// # fn handshake() -> std::io::Result<()> { Ok(()) }
/// use scnet_notebook::std_http::handshake_error;
///
/// let result = handshake().map_err(handshake_error);
/// ```
#[must_use]
pub fn handshake_error(error: io::Error) -> io::Error {
    let reason = match (tls_error(&error), error.kind()) {
        (Some(TlsError::InvalidMessage(message)), _) if is_not_tls(message) => {
            "the server does not speak TLS on this port".into()
        }
        (Some(error), _) => reason(error),
        (None, ErrorKind::UnexpectedEof) => {
            let closed = "the server closed the connection during the TLS handshake";
            return io::Error::new(ErrorKind::ConnectionAborted, closed);
        }
        (None, ErrorKind::TimedOut) => "timed out during the TLS handshake".into(),
        (None, _) => format!("during the TLS handshake: {error}").into(),
    };
    io::Error::new(error.kind(), reason)
}

/// Says in a sentence why TLS failed behind the handshake. Any other error stays as it is.
#[must_use]
pub fn session_error(error: io::Error) -> io::Error {
    match tls_error(&error) {
        Some(tls) => io::Error::new(error.kind(), reason(tls)),
        None => error,
    }
}

/// Returns the error of rustls that an error is or wraps.
fn tls_error<'a>(mut error: &'a (dyn Error + 'static)) -> Option<&'a TlsError> {
    loop {
        if let Some(error) = error.downcast_ref() {
            return Some(error);
        }
        // The source of an `io::Error` is that of the error in it.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        error = match inner {
            Some(inner) => inner,
            None => error.source()?,
        };
    }
}

fn is_not_tls(message: &InvalidMessage) -> bool {
    use InvalidMessage::{InvalidContentType, UnknownProtocolVersion};
    matches!(message, InvalidContentType | UnknownProtocolVersion)
}

fn reason(error: &TlsError) -> Cow<'static, str> {
    let reason = match error {
        TlsError::InvalidCertificate(error) => certificate(error),
        TlsError::NoCertificatesPresented => "the server sent no certificate",
        TlsError::AlertReceived(alert) => return refusal(*alert),
        TlsError::PeerIncompatible(_) => "the server offers no TLS version or cipher suite that this client knows",
        TlsError::InvalidMessage(message) if is_not_tls(message) => "the server sent bytes that are not TLS",
        TlsError::InvalidMessage(_)
        | TlsError::InappropriateMessage { .. }
        | TlsError::InappropriateHandshakeMessage { .. }
        | TlsError::PeerMisbehaved(_) => "the server violated the TLS protocol",
        TlsError::DecryptError => "a TLS record arrived damaged",
        _ => "TLS failed",
    };
    reason.into()
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
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "the certificate of the server names no host in its subjectAltName; its common name does not count"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate of the server is for another host name; call the server by a name in it"
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the certificate of the server is not for TLS servers; give it one with the extended key usage serverAuth"
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
fn refusal(alert: AlertDescription) -> Cow<'static, str> {
    use AlertDescription as Alert;
    let help = match alert {
        Alert::ProtocolVersion => return "the server refuses TLS 1.2 and TLS 1.3".into(),
        Alert::HandshakeFailure | Alert::InsufficientSecurity => {
            return "the server refuses the handshake; it knows no common cipher suite, or demands a client certificate"
                .into();
        }
        Alert::CertificateRequired => return "the server demands a client certificate".into(),
        Alert::UnrecognisedName => return "the server does not know the host name".into(),
        // The JDK and others say that they miss one by these.
        Alert::NoCertificate
        | Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied => "; it may demand a client certificate",
        _ => "",
    };
    let (mut name, words) = (String::new(), alert.as_str().unwrap_or_default());
    for (index, letter) in words.char_indices() {
        // The standards write `bad_record_mac` and `unknown_ca`, rustls `BadRecordMac` and `UnknownCA`.
        if index == 0 {
            name.push_str(", ");
        } else if letter.is_uppercase()
            && words
                .get(..index)
                .is_some_and(|before| before.ends_with(char::is_lowercase))
        {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    format!("the server ended TLS with alert {}{name}{help}", u8::from(alert)).into()
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn each_alert_is_named_as_in_the_standards() {
        for (number, name) in [
            (0, ", close_notify"),
            (10, ", unexpected_message"),
            (20, ", bad_record_mac"),
            (43, ", unsupported_certificate; it may demand a client certificate"),
            (46, ", certificate_unknown; it may demand a client certificate"),
            (48, ", unknown_ca; it may demand a client certificate"),
            (49, ", access_denied; it may demand a client certificate"),
            (50, ", decode_error"),
            (109, ", missing_extension"),
            (120, ", no_application_protocol"),
            (255, ""),
        ] {
            let error = io::Error::other(TlsError::AlertReceived(AlertDescription::from(number)));
            let reason = format!("the server ended TLS with alert {number}{name}");
            assert_eq!(session_error(error).to_string(), reason);
        }
    }
}
