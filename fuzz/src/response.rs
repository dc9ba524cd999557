use std::fmt::Debug;

use scnet_notebook::{
    Error,
    error::{Malformed, Step},
};

use crate::{call::Outcomes, envelope};

/// A response as a client gets it.
pub struct Response<'a> {
    pub status: u16,
    /// The announced length, if it is a number.
    pub length: Option<Result<u64, ()>>,
    pub retry_after: Option<u32>,
    pub body: &'a [u8],
    pub end: BodyEnd,
    pub capacity: usize,
}

#[derive(Debug, PartialEq)]
pub enum BodyEnd {
    Over,
    Failed,
    Miscounted,
    /// The client did not look for the end.
    NotAsked,
}

impl Response<'_> {
    /// Checks what a call made of it.
    pub fn check<E: Debug + PartialEq>(&self, result: &Outcomes<E>) {
        let status = self.status;
        let length = match self.length {
            Some(Ok(length)) => Some(usize::try_from(length.min(u64::from(u32::MAX))).unwrap()),
            _ => None,
        };
        let received = self.body.len();
        let (is_long, is_wrong) = (
            length.is_some_and(|length| length > self.capacity) || received > self.capacity,
            self.length == Some(Err(())),
        );
        let agrees = match result {
            Err(Error::ReplyTooLong { status: s, capacity }) => is_long && (*s, *capacity) == (status, self.capacity),
            Err(Error::Connection {
                step: Step::Read { status: s },
                ..
            }) => !is_long && !is_wrong && self.end == BodyEnd::Failed && *s == status,
            Err(Error::InvalidByteCount {
                step: Step::Read { status: s },
            }) => !is_long && !is_wrong && self.end == BodyEnd::Miscounted && *s == status,
            Err(Error::Truncated {
                status: s,
                received: r,
                expected,
            }) => {
                !is_long
                    && self.end == BodyEnd::Over
                    && Some(*expected) == length
                    && received < *expected
                    && (*s, *r) == (status, received)
            }
            Err(Error::Malformed {
                reason: Malformed::WrongLength,
                status: s,
                ..
            }) => *s == status && (is_wrong || !is_long && length.is_some_and(|length| received > length)),
            _ if is_long || is_wrong || self.end != BodyEnd::Over || length.is_some_and(|l| l != received) => {
                // It is not whole, so it is nothing but its status.
                let retry_after = self.retry_after;
                *result == Err(Error::Status { status, retry_after })
            }
            _ => return envelope::check(self.body, status, self.retry_after, result),
        };
        let is_success = (200..300).contains(&status);
        assert!(
            agrees && (is_success || matches!(result, Err(Error::Status { .. }))),
            "{result:?} of {status}, {:?}, {:?}, {:?}",
            self.length,
            self.end,
            String::from_utf8_lossy(self.body)
        );
    }
}
