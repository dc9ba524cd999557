use std::fmt::Debug;

use scnet_notebook::{
    Client, Error,
    error::{Kind, Malformed, Step},
};

use crate::{call::Outcomes, envelope};

/// A response as a client gets it.
pub struct Response<'a, E> {
    pub status: u16,
    /// The length that the connection shows, if it is a number.
    pub length: Option<Result<u64, ()>>,
    pub retry_after: Option<u32>,
    pub body: &'a [u8],
    pub end: BodyEnd<E>,
    pub capacity: usize,
}

#[derive(Debug, PartialEq)]
pub enum BodyEnd<E> {
    Over,
    Failed(E),
    Miscounted,
    /// The client did not look for the end.
    NotAsked,
}

impl<E: Copy + Debug + PartialEq> Response<'_, E> {
    /// Checks the result of a call.
    pub fn check<C>(&self, client: &Client<'_, C>, result: &Outcomes<E>) {
        let head = match result {
            Ok(started) => (Some(started.status), self.retry_after),
            Err(error) => (error.status(), error.retry_after()),
        };
        assert_eq!(head, (Some(self.status), self.retry_after));
        match self.incomplete() {
            None => envelope::check(self.body, self.status, result, client.message()),
            Some(kind) => {
                assert_eq!(result.as_ref().map_err(Error::kind), Err(&kind));
                assert!(client.message().is_none());
            }
        }
    }

    /// Returns the error of a response that is not whole.
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
            match (&self.end, length) {
                (BodyEnd::Failed(error), _) => Kind::Connection { step, error: *error },
                (BodyEnd::Miscounted, _) => Kind::InvalidByteCount { step },
                (BodyEnd::NotAsked, _) => panic!("the client did not look for the end"),
                (BodyEnd::Over, Some(expected)) if received < expected => {
                    let missing = number(expected - received);
                    Kind::Truncated { missing }
                }
                (BodyEnd::Over, Some(expected)) if received > expected => Kind::Malformed {
                    reason: Malformed::WrongLength,
                    position: number(received),
                },
                (BodyEnd::Over, _) => return None,
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
