use core::{error, fmt};
use std::{
    format, io,
    string::{String, ToString},
};

use embedded_svc::io::ErrorKind;
use ureq::Timeout;

use super::tls::tls_reason;

/// The reason why a [`StdHttpConnection`](crate::StdHttpConnection) failed, and whether anything was sent before.
///
/// Neither its text nor its `Debug` output holds the value of a header, or any text that a server or a proxy chose.
#[derive(Debug)]
pub struct StdHttpError {
    reason: String,
    kind: ErrorKind,
    is_unsent: bool,
}

/// The steps of an exchange, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Step {
    Resolve,
    /// Connecting, with the TLS handshake, and sending the head of the request.
    Connect,
    Send,
    Await,
    Read,
}

impl StdHttpError {
    /// Returns true if the server cannot have received any byte of the request's body, so that repeating the request is safe.
    ///
    /// A request with an empty body counts as unsent only if no connection was made.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        self.is_unsent
    }

    /// Refuses a request before anything is sent.
    pub(super) fn refused(kind: ErrorKind, reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            kind,
            is_unsent: true,
        }
    }

    /// Refuses a call in the wrong state, which does not tell what was sent before.
    pub(super) fn invalid_state(reason: &str) -> Self {
        Self {
            is_unsent: false,
            ..Self::refused(ErrorKind::InvalidInput, reason)
        }
    }

    /// Makes the error of an exchange that failed at this step.
    pub(super) fn failed(step: Step, peer: &str, proxy: Option<&str>, error: &ureq::Error) -> Self {
        let verb = match step {
            Step::Resolve => "resolving ",
            Step::Connect => "connecting to ",
            // The client names these steps.
            Step::Send | Step::Await | Step::Read => "",
        };
        let proxy = proxy.map(|proxy| format!(" through the proxy {proxy}"));
        let proxy = proxy.filter(|_| step <= Step::Connect).unwrap_or_default();
        Self {
            reason: format!("{verb}{peer}{proxy}: {}", reason(error)),
            kind: kind(step, error),
            is_unsent: step <= Step::Connect,
        }
    }
}

/// Returns the step that an error itself names. Only valid as long as nothing else is known of the exchange: an exchange that has
/// carried the whole request can also end with an error that reads like a refused connection.
pub(super) fn named_step(error: &ureq::Error) -> Option<Step> {
    match error {
        ureq::Error::HostNotFound | ureq::Error::Timeout(Timeout::Resolve) => Some(Step::Resolve),
        ureq::Error::Io(e) if is_failed_lookup(e) => Some(Step::Resolve),
        ureq::Error::Timeout(Timeout::Connect)
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::TlsRequired => Some(Step::Connect),
        ureq::Error::Io(e) if e.kind() == io::ErrorKind::ConnectionRefused => Some(Step::Connect),
        _ => None,
    }
}

/// Stable Rust cannot name the kind that the standard library gives to a failed name lookup, so its text has to do.
fn is_failed_lookup(error: &io::Error) -> bool {
    error.raw_os_error().is_none() && error.to_string().starts_with("failed to lookup address")
}

fn kind(step: Step, error: &ureq::Error) -> ErrorKind {
    match error {
        ureq::Error::Timeout(_) => ErrorKind::TimedOut,
        _ if step == Step::Resolve => ErrorKind::NotFound,
        ureq::Error::Io(e) => match e.kind() {
            io::ErrorKind::ConnectionRefused => ErrorKind::ConnectionRefused,
            io::ErrorKind::ConnectionReset => ErrorKind::ConnectionReset,
            io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => ErrorKind::ConnectionAborted,
            io::ErrorKind::BrokenPipe => ErrorKind::BrokenPipe,
            io::ErrorKind::NotConnected => ErrorKind::NotConnected,
            io::ErrorKind::PermissionDenied => ErrorKind::PermissionDenied,
            io::ErrorKind::AddrNotAvailable => ErrorKind::AddrNotAvailable,
            io::ErrorKind::InvalidData => ErrorKind::InvalidData,
            io::ErrorKind::TimedOut => ErrorKind::TimedOut,
            _ => ErrorKind::Other,
        },
        ureq::Error::Protocol(_)
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::Rustls(_)
        | ureq::Error::Tls(_)
        | ureq::Error::TlsRequired => ErrorKind::InvalidData,
        _ => ErrorKind::Other,
    }
}

/// Beginnings of the texts of ureq. The rest of such a text may hold words of the server, so it is not shown.
const REASONS: [&str; 22] = [
    // HTTP
    "http parse fail",
    "http parse resulted in too many headers",
    "unsupported http version",
    "response header is too big",
    "conflicting content-length headers",
    "content-length header not a number",
    "both transfer-encoding and content-length headers",
    "received headers with 100-continue response",
    "chunk length is not ascii",
    "chunk length cannot be read as a number",
    "chunk expected crlf as next character",
    "body data reading stalled",
    // SOCKS
    "general SOCKS server failure",
    "connection not allowed by ruleset",
    "network unreachable",
    "host unreachable",
    "connection refused",
    "TTL expired",
    "command not supported",
    "no acceptable auth methods",
    "password authentication failed",
    "request rejected or failed",
];

/// Returns the reason of an error in words of this crate, of ureq, or of the operating system.
fn reason(error: &ureq::Error) -> String {
    let (text, other) = match error {
        ureq::Error::Timeout(_) => return "timed out".into(),
        ureq::Error::HostNotFound => return "host not found".into(),
        ureq::Error::ConnectProxyFailed(text) => return proxy_reason(text),
        ureq::Error::Io(e) if e.kind() == io::ErrorKind::UnexpectedEof => return "connection closed early".into(),
        ureq::Error::Io(e) if e.raw_os_error().is_some() || is_failed_lookup(e) => return e.to_string(),
        ureq::Error::Io(e) => match tls_reason(e) {
            Some(reason) => return reason.into(),
            None => (e.to_string(), e.kind().to_string()),
        },
        ureq::Error::Rustls(e) => return tls_reason(e).unwrap_or("TLS failed").into(),
        ureq::Error::Protocol(e) => (e.to_string(), "malformed response".into()),
        e => (e.to_string(), "failed".into()),
    };
    let known = REASONS.into_iter().find(|reason| text.starts_with(reason));
    known.map_or(other, String::from)
}

/// Returns the reason of a refusal of an HTTP proxy. ureq ends its text with the status.
fn proxy_reason(text: &str) -> String {
    match text.rsplit('/').next().map(str::parse::<u16>) {
        Some(Ok(status)) => format!("proxy refused CONNECT with HTTP status {status}"),
        _ => "proxy did not answer".into(),
    }
}

impl embedded_svc::io::Error for StdHttpError {
    fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for StdHttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl error::Error for StdHttpError {}
