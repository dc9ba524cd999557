//! The result of a call, in terms that do not depend on the connection.

use embedded_svc::io::ErrorKind;
use scnet_notebook::{
    Error, Outcome, Started,
    error::{Kind, Malformed, Step},
};

/// The result of a call, and the state of the client after it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallResult {
    pub(crate) reason: Reason,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<u32>,
    /// `None` if the notebook was started.
    pub(crate) outcome: Option<Outcome>,
    /// The message of the service.
    pub(crate) message: Option<String>,
}

/// The kind of a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reason {
    Started,
    Connection(Step, ErrorKind),
    ReplyTooLong,
    Malformed(Malformed),
    Code(u32),
    NotStarted,
    Status,
    /// A kind that no case expects.
    Unexpected,
}

impl CallResult {
    pub(crate) fn new<E: embedded_svc::io::Error>(
        result: &Result<Started, Error<E>>,
        outcome: Option<Outcome>,
        message: Option<String>,
    ) -> Self {
        let reason = match result.as_ref().map_err(Error::kind) {
            Ok(_) => Reason::Started,
            Err(Kind::Connection { step, error }) => Reason::Connection(*step, error.kind()),
            Err(Kind::ReplyTooLong { capacity: 512 }) => Reason::ReplyTooLong,
            Err(Kind::Malformed { reason, .. }) => Reason::Malformed(*reason),
            Err(Kind::Code(code)) => Reason::Code(code.number()),
            Err(Kind::NotStarted) => Reason::NotStarted,
            Err(Kind::Status) => Reason::Status,
            Err(_) => Reason::Unexpected,
        };
        let (status, retry_after) = match result {
            Ok(started) => (Some(started.status), None),
            Err(error) => (error.status(), error.retry_after()),
        };
        Self {
            reason,
            status,
            retry_after,
            outcome,
            message,
        }
    }
}
