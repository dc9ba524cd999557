//! How a call ends, in terms that every connection shares.

use embedded_svc::io::ErrorKind;
use scnet_notebook::{
    Error, Outcome, Started,
    error::{Kind, Malformed, Step},
};

/// All that is known at the end of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ending {
    pub(crate) reason: Reason,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<u32>,
    /// `None` if the notebook was started.
    pub(crate) outcome: Option<Outcome>,
    /// The service's words.
    pub(crate) message: Option<String>,
}

/// The kind of the result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reason {
    Started,
    Connection(Step, ErrorKind),
    ReplyTooLong,
    Malformed(Malformed),
    Code(u32),
    NotStarted,
    Status,
    /// Nothing else is right in any case.
    Wrong,
}

impl Ending {
    pub(crate) fn of<E: embedded_svc::io::Error>(
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
            Err(_) => Reason::Wrong,
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

/// The ends that are right for a case.
#[derive(Clone, Debug)]
pub(crate) struct Expected(Vec<Ending>);

impl Expected {
    pub(crate) fn allows(&self, ending: &Ending) -> bool {
        self.0.contains(ending)
    }

    /// Returns whether the call is expected to run out of time.
    pub(crate) fn times_out(&self) -> bool {
        let is_timeout = |ending: &Ending| matches!(ending.reason, Reason::Connection(_, ErrorKind::TimedOut));
        self.0.iter().any(is_timeout)
    }

    pub(crate) fn or(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same, with this HTTP status.
    pub(crate) fn under(mut self, status: u16) -> Self {
        for ending in &mut self.0 {
            ending.status = Some(status);
        }
        self
    }

    /// The same, with these words of the service.
    pub(crate) fn saying(mut self, message: &str) -> Self {
        for ending in &mut self.0 {
            ending.message = Some(message.to_owned());
        }
        self
    }

    /// The same, with these seconds to wait.
    pub(crate) fn wait(mut self, seconds: u32) -> Self {
        for ending in &mut self.0 {
            ending.retry_after = Some(seconds);
        }
        self
    }
}

/// An end with HTTP status 200, and without words of the service.
fn end(reason: Reason, outcome: Option<Outcome>) -> Expected {
    Expected(vec![Ending {
        reason,
        status: Some(200),
        retry_after: None,
        outcome,
        message: None,
    }])
}

pub(crate) fn unknown(reason: Reason) -> Expected {
    end(reason, Some(Outcome::Unknown))
}

pub(crate) fn refused(reason: Reason) -> Expected {
    end(reason, Some(Outcome::Refused))
}

/// The notebook was started, and the service said so as documented.
pub(crate) fn started() -> Expected {
    started_silently().saying("success")
}

/// The notebook was started, and the service said nothing.
pub(crate) fn started_silently() -> Expected {
    end(Reason::Started, None)
}

/// The connection failed before there was a head of a response.
fn failed(step: Step, kind: ErrorKind, outcome: Outcome) -> Expected {
    let mut expected = end(Reason::Connection(step, kind), Some(outcome));
    expected.0[0].status = None;
    expected
}

/// The connection broke while the head of the reply was awaited.
pub(crate) fn no_reply(kind: ErrorKind) -> Expected {
    failed(Step::Await, kind, Outcome::Unknown)
}

/// The connection broke inside the body of the reply.
pub(crate) fn no_body(kind: ErrorKind) -> Expected {
    unknown(Reason::Connection(Step::Read, kind))
}

/// The connection broke before a server could read: if it did so under a write before the last, nothing was sent; if later,
/// that is unknown.
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

/// The response is not HTTP/1.1.
pub(crate) fn broken() -> Expected {
    no_reply(ErrorKind::InvalidData)
}

/// The body is not framed as HTTP/1.1 frames it.
pub(crate) fn broken_body() -> Expected {
    no_body(ErrorKind::InvalidData)
}

pub(crate) fn malformed(reason: Malformed) -> Expected {
    unknown(Reason::Malformed(reason))
}

pub(crate) fn too_long() -> Expected {
    unknown(Reason::ReplyTooLong)
}

/// The documented refusal of a frozen user, by its code.
pub(crate) fn frozen() -> Expected {
    refused(Reason::Code(10007))
}
