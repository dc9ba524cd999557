use std::io::{self, ErrorKind};

use tokio_rustls::rustls::{AlertDescription, Error};

use super::tls_case::TlsCase;

/// A handshake that failed.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The failure.
    pub(crate) problem: String,
    /// The reason, as far as the client tells it.
    pub(crate) hint: Option<String>,
    /// Set if the client refused a TLS case, and its alert names the reason.
    pub(crate) is_right: bool,
}

impl Refusal {
    /// Makes the refusal of a handshake that failed for a reason of no client.
    pub(super) fn without_reason(problem: String) -> Self {
        let (hint, is_right) = (None, false);
        Self {
            problem,
            hint,
            is_right,
        }
    }

    /// Judges the error of a handshake whose client has seen the certificates.
    pub(super) fn new(error: &io::Error, offers_h2: bool, case: Option<TlsCase>) -> Self {
        let alert = match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(Error::AlertReceived(alert)) => Some(*alert),
            _ => None,
        };
        let has_left = matches!(
            error.kind(),
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
        );
        let problem = match alert {
            None if has_left => "the TLS handshake failed: the client closed the connection".to_owned(),
            _ => format!("the TLS handshake failed: {error}"),
        };
        if alert.is_none() && !has_left {
            return Self::without_reason(problem);
        }
        let client = if offers_h2 {
            "a browser or curl (it offers HTTP/2)"
        } else {
            "the device"
        };
        let is_right = case.is_some_and(|case| alert.is_some_and(|alert| is_named(case, alert)));
        let hint = match case {
            None => reason(alert).map(|reason| format!("{client} {reason}")),
            Some(case) if is_right => Some(format!("{client} refused {case}, as it must")),
            Some(case) => {
                let reason = match alert {
                    Some(AlertDescription::UnknownCA) if case != TlsCase::LeafSignedByLeaf => {
                        ", but for another reason: it does not trust ca.pem"
                    }
                    Some(AlertDescription::CertificateExpired) => ", but for another reason: its clock may be wrong",
                    _ => " and does not say why; see that it accepts the server without this case",
                };
                Some(format!("{client} refused {case}{reason}"))
            }
        };
        Self {
            problem,
            hint,
            is_right,
        }
    }
}

/// Returns whether an alert names the fault of a TLS case.
///
/// OpenSSL, Mbed TLS and rustls tell an untrusted CA from another bad certificate. For a leaf that is signed by a leaf, an
/// unknown CA names no fault: a client that does not trust `ca.pem` sends it too.
fn is_named(case: TlsCase, alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    match case {
        TlsCase::Expired => alert == Alert::CertificateExpired,
        TlsCase::WrongHost => alert == Alert::BadCertificate,
        TlsCase::SelfSigned => alert == Alert::UnknownCA,
        // The second is of a client that trusts the other CA of the same name.
        TlsCase::UnknownCa => matches!(alert, Alert::UnknownCA | Alert::DecryptError),
        TlsCase::NoCertificate => matches!(
            alert,
            Alert::DecodeError | Alert::NoCertificate | Alert::CertificateRequired
        ),
        TlsCase::LeafSignedByLeaf => alert == Alert::UnsupportedCertificate,
    }
}

/// Returns the usual reason of a client that refuses the good certificate.
fn reason(alert: Option<AlertDescription>) -> Option<&'static str> {
    use AlertDescription as Alert;
    match alert {
        Some(Alert::UnknownCA) => Some("does not trust ca.pem"),
        Some(Alert::CertificateExpired) => Some("may have a wrong clock"),
        Some(
            Alert::BadCertificate | Alert::CertificateUnknown | Alert::UnsupportedCertificate | Alert::DecryptError,
        )
        | None => Some("may not trust ca.pem"),
        Some(_) => None,
    }
}
