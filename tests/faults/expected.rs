//! How a call ends, in terms that every connection shares.

use embedded_svc::io::ErrorKind;
use scnet_notebook::{Error, Message, Outcome, Started, error::Step};

use crate::connections::Ended;

/// The end of a call, with what the service said; `…` follows a message that was cut.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ending {
    /// With this status.
    Started(u16, Option<String>),
    Connection(Step, ErrorKind),
    Truncated(u16),
    ReplyTooLong(u16),
    Malformed(u16),
    /// With these seconds to wait.
    Status(u16, Option<u32>),
    /// With this status and this code.
    Refused(u16, u32, Option<String>),
    NotStarted(u16, Option<String>),
    /// Nothing else is right in any case.
    Wrong,
}

impl Ending {
    pub(crate) fn of<E: embedded_svc::io::Error>(result: &Result<Started, Error<E>>) -> Self {
        match result {
            Ok(Started { status, message, .. }) => Self::Started(*status, said(message.as_ref())),
            Err(Error::Connection { step, error }) => Self::Connection(*step, error.kind()),
            Err(Error::Truncated { status, .. }) => Self::Truncated(*status),
            Err(Error::ReplyTooLong { status, capacity: 512 }) => Self::ReplyTooLong(*status),
            Err(Error::Malformed { status, .. }) => Self::Malformed(*status),
            Err(Error::Status { status, retry_after }) => Self::Status(*status, *retry_after),
            Err(Error::Refused { status, code, message }) => {
                Self::Refused(*status, code.number(), said(message.as_ref()))
            }
            Err(Error::NotStarted { status, message }) => Self::NotStarted(*status, said(message.as_ref())),
            _ => Self::Wrong,
        }
    }
}

fn said(message: Option<&Message>) -> Option<String> {
    let rest = |message: &Message| if message.is_cut() { "…" } else { "" };
    message.map(|message| format!("{}{}", message.as_str(), rest(message)))
}

/// The ends that are right for a case, each with what is then known of the start. `None` is a start.
#[derive(Clone, Debug)]
pub(crate) struct Expected(Vec<(Ending, Option<Outcome>)>);

impl Expected {
    pub(crate) fn allows(&self, ended: &Ended) -> bool {
        self.0
            .iter()
            .any(|(ending, outcome)| (ending, outcome) == (&ended.ending, &ended.outcome))
    }

    /// Returns whether the call is expected to run out of time.
    pub(crate) fn times_out(&self) -> bool {
        let is_timeout = |ending: &Ending| matches!(ending, Ending::Connection(_, ErrorKind::TimedOut));
        self.0.iter().any(|(ending, _)| is_timeout(ending))
    }

    pub(crate) fn or(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// The notebook was started, and the service said so as documented.
pub(crate) fn started(status: u16) -> Expected {
    Expected(vec![(Ending::Started(status, Some("success".to_owned())), None)])
}

/// The notebook was started, and the service said something else.
pub(crate) fn started_saying(message: Option<&str>) -> Expected {
    Expected(vec![(Ending::Started(200, message.map(str::to_owned)), None)])
}

/// The service refused, with this status, code and message.
pub(crate) fn refused(status: u16, code: u32, message: Option<&str>) -> Expected {
    answered(Ending::Refused(status, code, message.map(str::to_owned)))
}

pub(crate) fn answered(ending: Ending) -> Expected {
    Expected(vec![(ending, Some(Outcome::Refused))])
}

pub(crate) fn unknown(ending: Ending) -> Expected {
    Expected(vec![(ending, Some(Outcome::Unknown))])
}

/// The connection broke while the head of the reply was awaited.
pub(crate) fn no_reply(kind: ErrorKind) -> Expected {
    unknown(Ending::Connection(Step::Await, kind))
}

/// The connection broke inside the body of a reply with status 200.
pub(crate) fn no_body(kind: ErrorKind) -> Expected {
    unknown(Ending::Connection(Step::Read { status: 200 }, kind))
}

/// The connection broke before a server could read: if it did so under the last write, that is known, and nothing was
/// sent; if later, it is not.
pub(crate) fn no_reply_or_not_sent() -> Expected {
    let kinds = [
        ErrorKind::ConnectionReset,
        ErrorKind::ConnectionAborted,
        ErrorKind::BrokenPipe,
    ];
    let not_sent = |step, kind| Expected(vec![(Ending::Connection(step, kind), Some(Outcome::NotSent))]);
    kinds.into_iter().fold(Expected(Vec::new()), |expected, kind| {
        expected
            .or(no_reply(kind))
            .or(not_sent(Step::Open, kind))
            .or(not_sent(Step::Send, kind))
    })
}

/// What came is not HTTP/1.1.
pub(crate) fn broken() -> Expected {
    no_reply(ErrorKind::InvalidData)
}

/// The body is not framed as HTTP/1.1 frames it.
pub(crate) fn broken_body() -> Expected {
    no_body(ErrorKind::InvalidData)
}

pub(crate) fn malformed() -> Expected {
    unknown(Ending::Malformed(200))
}

pub(crate) fn too_long() -> Expected {
    unknown(Ending::ReplyTooLong(200))
}

/// The client counted the body short of its length, or its connection did.
pub(crate) fn truncated() -> Expected {
    unknown(Ending::Truncated(200)).or(no_body(ErrorKind::ConnectionAborted))
}
