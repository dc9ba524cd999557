//! The errors of a call and of the values it is made with, and the table of the service's codes.

mod fault;
mod kind;
mod malformed;
mod outcome;
mod step;

use core::{error, fmt};

pub use fault::Fault;
pub use kind::Kind;
pub use malformed::Malformed;
pub use outcome::Outcome;
pub use step::Step;

pub use crate::{
    base_url::InvalidBaseUrl,
    code::{CODES, DocumentedCode},
    notebook_id::InvalidNotebookId,
    token::InvalidToken,
};

/// The reason why a call failed.
///
/// Two questions matter more than the [kind](Error::kind): [`outcome`](Error::outcome) says whether the start may have
/// happened all the same, [`fault`](Error::fault) says who has to act. `E` is the error of the connection.
///
/// An error is plain data of at most 16 bytes in addition to `E`, and holds no text of a server:
/// [`Client::message`](crate::Client::message) has the service's words.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Error<E> {
    pub(crate) kind: Kind<E>,
    pub(crate) response: ResponseInfo,
}

/// The status and `Retry-After` of a response, if one came.
///
/// Not an `Option<u32>`, which takes four bytes more: an error of 16 bytes is moved without `memcpy`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct ResponseInfo {
    /// 0 if there was no response.
    status: u16,
    has_retry_after: bool,
    retry_after: u32,
}

impl ResponseInfo {
    pub(crate) fn new(status: u16, retry_after: Option<u32>) -> Self {
        Self {
            status,
            has_retry_after: retry_after.is_some(),
            retry_after: retry_after.unwrap_or(0),
        }
    }

    pub(crate) const fn status(self) -> u16 {
        self.status
    }
}

impl<E> Error<E> {
    /// Returns what failed.
    #[must_use]
    pub const fn kind(&self) -> &Kind<E> {
        &self.kind
    }

    /// Returns the HTTP status of the response, or `None` if no response came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        Some(self.response.status).filter(|&status| status != 0)
    }

    /// Returns the seconds that the server asks to wait, from the header `Retry-After` of the response.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.response.has_retry_after.then_some(self.response.retry_after)
    }

    /// Returns whether the start may have happened.
    ///
    /// | what came | outcome |
    /// |---|---|
    /// | the last byte of the request was not handed over | not sent |
    /// | a documented code other than 0, 10001 and 10012, under any HTTP status | refused |
    /// | code 0 with `data` false, under 2xx | refused |
    /// | no code, HTTP status 400, 401, 403 to 407, 411, 413 to 415, 417, 421, 426, 429 or 431 | refused |
    /// | code 10001 or 10012, an undocumented code, code 0 under a status outside 2xx | unknown |
    /// | everything else: no reply, a cut, overlong or malformed one, any other HTTP status | unknown |
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.kind.outcome(self.response.status)
    }

    /// Returns who has to act.
    ///
    /// A [`Code`](Kind::Code) has its [own fault](crate::Code::fault). The fault of a [`Status`](Kind::Status) is the account's for
    /// 401 and 403, the connection's for 407 and 408, the service's for 429 and 5xx, the request's for any other from 300 to 499,
    /// and the reply's for the rest.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match &self.kind {
            Kind::RequestTooLong { .. } => Fault::Request,
            Kind::RequestInProgress
            | Kind::Connection { .. }
            | Kind::InvalidByteCount { .. }
            | Kind::Truncated { .. } => Fault::Connection,
            Kind::ReplyTooLong { .. } | Kind::Malformed { .. } => Fault::Reply,
            Kind::Code(code) => code.fault().unwrap_or(Fault::Reply),
            Kind::NotStarted => Fault::Service,
            Kind::Status => Fault::of_status(self.response.status),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind)
            .field("status", &self.status())
            .field("retry_after", &self.retry_after())
            .finish()
    }
}

/// Writes the kind, the HTTP status if it is outside 2xx, and the seconds to wait.
impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        match self.response.status {
            0 | 200..=299 => {}
            status @ 300..=399 => write!(
                f,
                ", HTTP status {status}; redirects are not followed, use the final URL"
            )?,
            status => write!(f, ", HTTP status {status}")?,
        }
        match self.retry_after() {
            Some(seconds) => write!(f, ", asking to wait {seconds} s"),
            None => Ok(()),
        }
    }
}

/// [`source`](error::Error::source) is the cause of the connection's error, which itself is part of the text.
impl<E: error::Error> error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.kind {
            Kind::Connection { error, .. } => error.source(),
            _ => None,
        }
    }
}
