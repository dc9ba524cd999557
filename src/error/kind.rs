use core::fmt;

use super::{Malformed, Step};
use crate::{Code, Outcome};

/// The kind of an [`Error`](crate::Error). `E` is the error of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Kind<E> {
    /// The buffer cannot hold the request, or the documented reply; nothing was sent.
    RequestTooLong {
        /// The size of the buffer in bytes.
        capacity: u32,
    },
    /// The connection was left inside another request, by its owner or by a dropped future. This call sent nothing, but the outcome
    /// of that request is unknown. Replace the connection.
    RequestInProgress,
    /// The connection failed.
    Connection {
        /// The step at which it failed.
        step: Step,
        /// The connection's own error.
        error: E,
    },
    /// The connection claims to have moved more bytes than it was given, or none where it must move some.
    InvalidByteCount {
        /// The step at which it did.
        step: Step,
    },
    /// The body of the response ended before its announced length.
    Truncated {
        /// The bytes that did not come.
        missing: u32,
    },
    /// The body of the response does not fit the buffer.
    ReplyTooLong {
        /// The size of the buffer in bytes.
        capacity: u32,
    },
    /// The response is not a reply of the service.
    Malformed {
        /// The reason.
        reason: Malformed,
        /// The offset in the body at which that showed.
        position: u32,
    },
    /// The reply has an error code. One that is not on the service's page may come from a gateway.
    Code(Code),
    /// The service reports that the notebook was not started: code 0 with `data` false.
    NotStarted,
    /// The HTTP status is outside 2xx, and the response has no code: its body is not a JSON object, or has no member
    /// `code`.
    Status,
}

impl<E> Kind<E> {
    /// Makes the error of a connection that failed at this step.
    pub(crate) fn at(step: Step) -> impl FnOnce(E) -> Self {
        move |error| Self::Connection { step, error }
    }

    /// Returns whether the start may have happened, with a response of this HTTP status.
    #[inline(never)] // one copy for all callers
    pub(crate) fn outcome(&self, status: u16) -> Outcome {
        match self {
            Self::RequestTooLong { .. } => Outcome::NotSent,
            Self::Connection { step, .. } | Self::InvalidByteCount { step } => step.outcome(),
            Self::Code(code) => code.outcome().unwrap_or(Outcome::Unknown),
            Self::NotStarted => Outcome::Refused,
            Self::Status => Outcome::of_status(status),
            Self::RequestInProgress | Self::Truncated { .. } | Self::ReplyTooLong { .. } | Self::Malformed { .. } => {
                Outcome::Unknown
            }
        }
    }
}

impl<E: fmt::Display> fmt::Display for Kind<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RequestTooLong { capacity } => {
                write!(
                    f,
                    "buffer of {capacity} bytes cannot hold the request and a reply; give the client 512 bytes"
                )
            }
            Self::RequestInProgress => {
                f.write_str("connection is still inside another request; replace the connection")
            }
            Self::Connection { step, error } => write!(f, "connection failed {step}: {error}"),
            Self::InvalidByteCount { step } => write!(f, "connection reported an impossible number of bytes {step}"),
            Self::Truncated { missing } => write!(f, "response ends {missing} bytes before its announced length"),
            Self::ReplyTooLong { capacity } => write!(
                f,
                "response does not fit the buffer of {capacity} bytes; give the client a larger one"
            ),
            Self::Malformed { reason, position } => {
                write!(
                    f,
                    "response is not a reply of the service: {reason}, at byte {position}"
                )
            }
            Self::Code(code) => write!(f, "reply has code {code}"),
            Self::NotStarted => f.write_str("service answered that the notebook was not started"),
            Self::Status => f.write_str("response has no code of the service"),
        }
    }
}
