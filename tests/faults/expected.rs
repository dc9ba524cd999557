//! The results that a case allows.

use embedded_svc::io::ErrorKind;
use scnet_notebook::{
    Outcome,
    error::{Malformed, Step},
};

use crate::call_result::{CallResult, Reason};

/// The results that are right for a case.
#[derive(Clone, Debug)]
pub(crate) struct Expected(Vec<CallResult>);

impl Expected {
    pub(crate) fn allows(&self, result: &CallResult) -> bool {
        self.0.contains(result)
    }

    /// Returns whether the call is expected to run out of time.
    pub(crate) fn times_out(&self) -> bool {
        let is_timeout = |result: &CallResult| matches!(result.reason, Reason::Connection(_, ErrorKind::TimedOut));
        self.0.iter().any(is_timeout)
    }

    pub(crate) fn or(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Replaces the HTTP status.
    pub(crate) fn under(self, status: u16) -> Self {
        self.edited(|result| result.status = Some(status))
    }

    /// Replaces the message.
    pub(crate) fn saying(self, message: &str) -> Self {
        self.edited(|result| result.message = Some(message.to_owned()))
    }

    /// Replaces the seconds to wait.
    pub(crate) fn wait(self, seconds: u32) -> Self {
        self.edited(|result| result.retry_after = Some(seconds))
    }

    fn edited(mut self, edit: impl Fn(&mut CallResult)) -> Self {
        self.0.iter_mut().for_each(edit);
        self
    }
}

/// Expects HTTP status 200 and no message.
fn expect(reason: Reason, outcome: Option<Outcome>) -> Expected {
    Expected(vec![CallResult {
        reason,
        status: Some(200),
        retry_after: None,
        outcome,
        message: None,
    }])
}

/// Expects an error with the outcome unknown.
pub(crate) fn unknown(reason: Reason) -> Expected {
    expect(reason, Some(Outcome::Unknown))
}

/// Expects an error with the outcome refused.
pub(crate) fn refused(reason: Reason) -> Expected {
    expect(reason, Some(Outcome::Refused))
}

/// Expects the documented reply of a start.
pub(crate) fn started() -> Expected {
    started_without_message().saying("success")
}

/// Expects a start without a message.
pub(crate) fn started_without_message() -> Expected {
    expect(Reason::Started, None)
}

/// Expects a failure of the connection before the head of the response.
fn failed(step: Step, kind: ErrorKind, outcome: Outcome) -> Expected {
    expect(Reason::Connection(step, kind), Some(outcome)).edited(|result| result.status = None)
}

/// Expects a failure of the connection while the client waits for the head of the response.
pub(crate) fn no_reply(kind: ErrorKind) -> Expected {
    failed(Step::Await, kind, Outcome::Unknown)
}

/// Expects a failure of the connection inside the body of the response.
pub(crate) fn no_body(kind: ErrorKind) -> Expected {
    unknown(Reason::Connection(Step::Read, kind))
}

/// Expects a failure of a connection that the server never read: not sent if an early write failed, else unknown.
pub(crate) fn no_reply_or_not_sent() -> Expected {
    let kinds = [
        ErrorKind::ConnectionReset,
        ErrorKind::ConnectionAborted,
        ErrorKind::BrokenPipe,
    ];
    kinds.into_iter().fold(Expected(Vec::new()), |expected, kind| {
        expected
            .or(no_reply(kind))
            .or(failed(Step::Open, kind, Outcome::NotSent))
            .or(failed(Step::Send, kind, Outcome::NotSent))
    })
}

/// Expects an invalid head of a response.
pub(crate) fn invalid_head() -> Expected {
    no_reply(ErrorKind::InvalidData)
}

/// Expects an invalid framing of the body.
pub(crate) fn invalid_body() -> Expected {
    no_body(ErrorKind::InvalidData)
}

/// Expects a body that is not a reply of the service.
pub(crate) fn malformed(reason: Malformed) -> Expected {
    unknown(Reason::Malformed(reason))
}

/// Expects a body that does not fit the buffer.
pub(crate) fn too_long() -> Expected {
    unknown(Reason::ReplyTooLong)
}

/// Expects the code of a frozen user.
pub(crate) fn frozen() -> Expected {
    refused(Reason::Code(10007))
}
