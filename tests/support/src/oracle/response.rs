use std::fmt::Debug;

use scnet_notebook::{
    Client, Error,
    error::{Kind, Malformed, Step},
};

use super::{invariants::CallResult, json_oracle};
use crate::fixture::StreamEnd;

/// A response, as far as the client received it.
pub(crate) struct ReceivedResponse<'a, E> {
    pub(crate) status: u16,
    /// The `Content-Length` that the connection returns, or an error if it is not a number.
    pub(crate) length: Option<Result<u64, ()>>,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: &'a [u8],
    /// The result of the last read, if the client read up to the end.
    pub(crate) end: Option<StreamEnd<E>>,
    pub(crate) capacity: usize,
}

impl<E: Copy + Debug + PartialEq> ReceivedResponse<'_, E> {
    /// Checks the result of a call that received this response.
    pub(crate) fn check<C>(&self, client: &Client<'_, C>, result: &CallResult<E>) {
        let head = match result {
            Ok(started) => (Some(started.status), self.retry_after),
            Err(error) => (error.status(), error.retry_after()),
        };
        assert_eq!(head, (Some(self.status), self.retry_after));
        match self.incomplete() {
            None => json_oracle::check(self.body, self.status, result, client.message()),
            Some(kind) => {
                assert_eq!(result.as_ref().map_err(Error::kind), Err(&kind));
                assert!(client.message().is_none());
            }
        }
    }

    /// Returns the error of an incomplete response.
    fn incomplete(&self) -> Option<Kind<E>> {
        let number = |size: usize| u32::try_from(size).unwrap();
        let length = match self.length {
            Some(Ok(length)) => Some(usize::try_from(length.min(u64::from(u32::MAX))).unwrap()),
            _ => None,
        };
        let (received, step) = (self.body.len(), Step::Read);
        let kind = if self.length == Some(Err(())) {
            assert_eq!(received, 0, "nothing is read");
            let (reason, position) = (Malformed::WrongLength, 0);
            Kind::Malformed { reason, position }
        } else if received > self.capacity {
            let capacity = number(self.capacity);
            Kind::ReplyTooLong { capacity }
        } else {
            match (self.end.expect("the client reads up to the end"), length) {
                (StreamEnd::Failed(error), _) => Kind::Connection { step, error },
                (StreamEnd::Overcounted, _) => Kind::InvalidByteCount { step },
                (StreamEnd::Eof, Some(expected)) if received < expected => {
                    let missing = number(expected - received);
                    Kind::Truncated { missing }
                }
                (StreamEnd::Eof, Some(expected)) if received > expected => Kind::Malformed {
                    reason: Malformed::WrongLength,
                    position: number(received),
                },
                (StreamEnd::Eof, _) => return None,
            }
        };
        // A body that does not begin as an object has no code, so the status decides.
        let read = &self.body[..received.min(self.capacity)];
        let first = read.iter().find(|byte| !b" \t\r\n".contains(byte));
        let is_page = first.is_some_and(|first| *first != b'{');
        Some(if is_page && self.status / 100 != 2 {
            Kind::Status
        } else {
            kind
        })
    }
}
