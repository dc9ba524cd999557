//! Why a call failed, and why a value is not one.

mod fault;
mod malformed;

use core::{error, fmt};

pub use fault::Fault;
pub use malformed::Malformed;

pub use crate::{
    base_url::InvalidBaseUrl,
    code::{CODES, DocumentedCode},
    notebook_id::InvalidNotebookId,
    token::InvalidToken,
};

use crate::{Code, Message};

/// Why a call did not start the notebook, as far as is known.
///
/// Two questions matter more than the variant: [`outcome`](Error::outcome) says whether the start may have happened all
/// the same, [`fault`](Error::fault) says who has to act. `E` is the error of the connection.
///
/// A `status` is one of 2xx, but in `Refused` and in [`Status`](Error::Status): that is what every reply of another status
/// is in which no error code can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The buffer cannot hold the request; nothing was sent. [`REQUEST_CAPACITY`](crate::REQUEST_CAPACITY) bytes always
    /// can.
    RequestTooLong {
        /// The size of the buffer.
        capacity: usize,
    },
    /// The connection was left inside another request. This call sent nothing, but what became of that request is unknown.
    RequestInProgress,
    /// The connection failed.
    Connection {
        /// What it was doing.
        step: Step,
        /// Its own account of the failure.
        error: E,
    },
    /// The connection claims to have moved more bytes than it was given, or none where it must move some.
    InvalidByteCount {
        /// What it was doing.
        step: Step,
    },
    /// The reply ended before its announced length.
    Truncated {
        /// The HTTP status.
        status: u16,
        /// How many bytes came.
        received: usize,
        /// How many were announced.
        expected: usize,
    },
    /// The reply does not fit the buffer.
    ReplyTooLong {
        /// The HTTP status.
        status: u16,
        /// The size of the buffer.
        capacity: usize,
    },
    /// What came is not a reply of the service.
    Malformed {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        reason: Malformed,
        /// How many bytes of it had been read when that showed.
        position: usize,
    },
    /// The service refused, with an error code. One that is not documented, under an HTTP status such as 502, may come
    /// from a gateway that does not know what the service did: then the outcome is unknown.
    Refused {
        /// The HTTP status, which may well be 200.
        status: u16,
        /// The error code.
        code: Code,
        /// What the service says about it.
        message: Option<Message>,
    },
    /// The service reports success, and that the notebook was not started: code 0 with `data` false.
    NotStarted {
        /// The HTTP status.
        status: u16,
        /// What the service says about it.
        message: Option<Message>,
    },
    /// The HTTP status is outside 2xx, and no error code of the service that can be read came with it.
    Status {
        /// The HTTP status.
        status: u16,
        /// How many seconds the server asks to wait, if it gives a number.
        retry_after: Option<u32>,
    },
}

impl<E> Error<E> {
    /// Makes the error of a connection, by what it was doing.
    pub(crate) fn while_at(step: Step) -> impl FnOnce(E) -> Self {
        move |error| Self::Connection { step, error }
    }

    /// Returns whether the start may have happened.
    #[must_use]
    #[inline(never)] // one copy in the image, however many callers
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::RequestTooLong { .. } => Outcome::NotSent,
            Self::Connection { step, .. } | Self::InvalidByteCount { step } => step.outcome(),
            Self::RequestInProgress | Self::Truncated { .. } | Self::ReplyTooLong { .. } | Self::Malformed { .. } => {
                Outcome::Unknown
            }
            Self::NotStarted { .. } => Outcome::Refused,
            Self::Refused { code, .. } if code.is_documented() => Outcome::Refused,
            // A gateway that gives up on the service may say so in an envelope of its own.
            Self::Refused { status, .. } | Self::Status { status, .. } => of_status(*status),
        }
    }

    /// Returns who has to act. A `Status` tells by its number: the account for 401 and 403, the connection for 407 and
    /// 408, the service for 429 and 5xx, the request for any other from 300 to 499, and the reply for the rest.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::RequestTooLong { .. } => Fault::Request,
            Self::RequestInProgress
            | Self::Connection { .. }
            | Self::InvalidByteCount { .. }
            | Self::Truncated { .. } => Fault::Connection,
            Self::ReplyTooLong { .. } | Self::Malformed { .. } => Fault::Reply,
            Self::Refused { code, .. } => code.fault().unwrap_or(Fault::Service),
            Self::NotStarted { .. } => Fault::Service,
            Self::Status { status, .. } => Fault::of_status(*status),
        }
    }
}

/// Reads a status: whether who answers with it has dealt with the request, one way or the other.
fn of_status(status: u16) -> Outcome {
    match status {
        408 => Outcome::Unknown,
        200..=299 | 400..=499 => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RequestTooLong { capacity } => write!(f, "buffer of {capacity} bytes cannot hold the request"),
            Self::RequestInProgress => f.write_str("connection is still inside another request"),
            Self::Connection { step, error } => write!(f, "connection failed while {step}: {error}"),
            Self::InvalidByteCount { step } => write!(f, "connection miscounted its bytes while {step}"),
            Self::Truncated { received, expected, .. } => write!(f, "reply ends after {received} of {expected} bytes"),
            Self::ReplyTooLong { capacity, .. } => write!(f, "reply does not fit the buffer of {capacity} bytes"),
            Self::Malformed { reason, position, .. } => write!(f, "reply is malformed at byte {position}: {reason}"),
            Self::Refused { code, message, .. } => {
                write!(f, "service refused with code {code}")?;
                say(f, message.as_ref())
            }
            Self::NotStarted { message, .. } => {
                f.write_str("service answered that the notebook was not started")?;
                say(f, message.as_ref())
            }
            Self::Status { status, retry_after } => {
                write!(f, "server answered with HTTP status {status}")?;
                match retry_after {
                    Some(seconds) => write!(f, ", asking to wait {seconds} s"),
                    None => Ok(()),
                }
            }
        }
    }
}

fn say(f: &mut fmt::Formatter<'_>, message: Option<&Message>) -> fmt::Result {
    match message {
        Some(message) if !message.as_str().is_empty() => write!(f, ": {message}"),
        _ => Ok(()),
    }
}

/// [`source`](error::Error::source) is the cause of the connection's error, which itself is part of the text.
impl<E: error::Error> error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Connection { error, .. } => error.source(),
            _ => None,
        }
    }
}

/// What a connection was doing when it failed, as the client sees it: a connection that gathers the request before it
/// connects, as `StdHttpConnection` does, fails to connect while it sends. Decide by the [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Step {
    /// Opening the request: connecting, and sending its head.
    Open,
    /// Sending the body, of which the last byte was not taken.
    Send,
    /// Waiting for the head of the reply, with the whole request handed over.
    Await,
    /// Reading the body of the reply.
    Read {
        /// The HTTP status of the reply.
        status: u16,
    },
}

impl Step {
    /// A service acts on a whole body only, so what matters is whether the last byte of it was handed over.
    fn outcome(self) -> Outcome {
        match self {
            Self::Open | Self::Send => Outcome::NotSent,
            Self::Await | Self::Read { .. } => Outcome::Unknown,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "opening the request",
            Self::Send => "sending the request",
            Self::Await => "waiting for the reply",
            Self::Read { .. } => "reading the reply",
        })
    }
}

/// Whether a call that failed may have started the notebook all the same.
///
/// There is no fourth answer, so a `match` needs no arm for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome {
    /// The request was not handed over whole: the notebook was not started.
    NotSent,
    /// The request may have arrived, and no answer of the service says what became of it. Look at the notebook before
    /// calling again: a running one costs money.
    Unknown,
    /// An answer came, of the service or of a server before it, and it reports no start. One with a 4xx status other than 408
    /// is such an answer whatever its body says. Codes that tell of a failure
    /// inside the service, such as 10001 and 10012, are worth a look at the notebook all the same.
    Refused,
}
