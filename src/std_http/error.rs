use core::{error, fmt};
use std::io;
use std::string::{String, ToString};

use embedded_svc::io::ErrorKind;
use ureq::Timeout;

/// What went wrong in a [`StdHttpConnection`](crate::StdHttpConnection), and whether anything was sent before.
///
/// Neither its text nor its `Debug` output holds the value of a header.
#[derive(Debug)]
pub struct StdHttpError {
    failure: Failure,
    unsent: bool,
}

#[derive(Debug)]
enum Failure {
    /// The call was refused here; the network had no part in it.
    Refused { kind: ErrorKind, reason: String },
    /// The exchange with the peer failed.
    Broken {
        step: Step,
        peer: String,
        error: ureq::Error,
    },
}

/// How far an exchange has come, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Step {
    Resolve,
    /// Up to and with the TLS handshake and the head of the request.
    Connect,
    Send,
    Wait,
    Read,
}

impl StdHttpError {
    /// Returns true if the server can have seen no part of the request's body, so that repeating the request is safe.
    ///
    /// A request without a body counts as unsent only if no connection came about.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        self.unsent
    }

    /// Refuses what must not be sent.
    pub(super) fn refused(kind: ErrorKind, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self {
            failure: Failure::Refused { kind, reason },
            unsent: true,
        }
    }

    /// Refuses a call in the wrong phase, which says nothing of what was sent before.
    pub(super) fn invalid_state(reason: &str) -> Self {
        let kind = ErrorKind::InvalidInput;
        let unsent = false;
        Self {
            unsent,
            ..Self::refused(kind, reason)
        }
    }

    /// Tells a failed exchange; `step` is how far it had come.
    pub(super) fn broken(step: Step, peer: &str, error: ureq::Error) -> Self {
        let peer = peer.into();
        Self {
            failure: Failure::Broken { step, peer, error },
            unsent: step <= Step::Connect,
        }
    }
}

/// Returns the step that an error names itself. Only of an exchange of which nothing else is known may it be asked: what
/// reads like a refused connection can also end one that has carried the whole request.
pub(super) fn step_told_by(error: &ureq::Error) -> Option<Step> {
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

impl embedded_svc::io::Error for StdHttpError {
    fn kind(&self) -> ErrorKind {
        let (step, error) = match &self.failure {
            Failure::Refused { kind, .. } => return *kind,
            Failure::Broken { step, error, .. } => (*step, error),
        };
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
}

impl fmt::Display for StdHttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (step, peer, error) = match &self.failure {
            Failure::Refused { reason, .. } => return f.write_str(reason),
            Failure::Broken { step, peer, error } => (step, peer, error),
        };
        match step {
            Step::Resolve => write!(f, "resolving {peer}: "),
            Step::Connect => write!(f, "connecting to {peer}: "),
            // What was done then, the client says.
            Step::Send | Step::Wait | Step::Read => write!(f, "{peer}: "),
        }?;
        match error {
            ureq::Error::Timeout(_) => f.write_str("timed out"),
            ureq::Error::Io(e) if e.kind() == io::ErrorKind::UnexpectedEof => f.write_str("connection closed early"),
            ureq::Error::Io(e) => e.fmt(f),
            ureq::Error::Protocol(e) => e.fmt(f),
            ureq::Error::Rustls(e) => e.fmt(f),
            other => other.fmt(f),
        }
    }
}

impl error::Error for StdHttpError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.failure {
            Failure::Broken {
                error: ureq::Error::Io(e),
                ..
            } => e.source(),
            _ => None,
        }
    }
}
