use embedded_svc::http::{Headers, Status};

use super::{
    Message,
    envelope::{self, Envelope},
};
use crate::{
    Code, Error, decimal,
    error::{Malformed, Step},
};

/// The notebook is starting: the service accepted the call with code 0 and `data` true.
///
/// Accepted is not running yet. Starting takes the service some time, and this call does not wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Started {
    /// The HTTP status, one of 2xx.
    pub status: u16,
    /// What the service says about it; `success` on its page.
    pub message: Option<Message>,
}

/// A response on its way into the caller's buffer, and every decision about it.
///
/// It never sees a connection, only what one reports: read into [`space`](Response::space), [`record`](Response::record)
/// what came of it, until there is no more space to read into; then [`decode`](Response::decode).
pub(crate) struct Response<'b, E> {
    status: u16,
    retry_after: Option<u32>,
    /// The announced length of the body.
    expected: Option<usize>,
    buffer: &'b mut [u8],
    received: usize,
    /// Where the one byte goes that tells a body that just fits from one that does not.
    excess: [u8; 1],
    end: Option<End<E>>,
}

/// Why nothing more is read.
enum End<E> {
    Whole,
    WrongLength,
    TooLong,
    Miscounted,
    Failed(E),
}

impl<'b, E> Response<'b, E> {
    pub(crate) fn new(head: &(impl Status + Headers), buffer: &'b mut [u8]) -> Self {
        let number = |name| head.header(name).map(|text| decimal::read(text.as_bytes()));
        let length = number("Content-Length");
        let expected = length.flatten().map(|length| length as usize);
        let end = match (length, expected) {
            (Some(_), None) => Some(End::WrongLength),
            (_, Some(expected)) if expected > buffer.len() => Some(End::TooLong),
            _ => None,
        };
        let retry_after = number("Retry-After").flatten();
        Self {
            status: head.status(),
            retry_after,
            expected,
            buffer,
            received: 0,
            excess: [0],
            end,
        }
    }

    /// Returns where to read the next bytes to, or `None` when reading is over.
    pub(crate) fn space(&mut self) -> Option<&mut [u8]> {
        if self.end.is_some() {
            return None;
        }
        match self.buffer.get_mut(self.received..) {
            Some(space) if !space.is_empty() => Some(space),
            _ => Some(&mut self.excess),
        }
    }

    /// Takes note of what a read came to.
    pub(crate) fn record(&mut self, read: Result<usize, E>) {
        let space = self.buffer.len() - self.received;
        self.end = Some(match read {
            Ok(0) => End::Whole,
            Ok(count) if count <= space => {
                self.received += count;
                return;
            }
            Ok(1) => End::TooLong,
            Ok(_) => End::Miscounted,
            Err(error) => End::Failed(error),
        });
    }

    /// Decides what the response means.
    ///
    /// A refusal by the service counts under any HTTP status, a success under 2xx only.
    pub(crate) fn decode(self) -> Result<Started, Error<E>> {
        let (status, retry_after) = (self.status, self.retry_after);
        match self.reply() {
            Ok(Envelope { code, text, .. }) if code != Code::SUCCESS => Err(Error::Refused {
                status,
                code,
                message: text.map(Message::new),
            }),
            _ if !(200..300).contains(&status) => Err(Error::Status { status, retry_after }),
            Ok(Envelope {
                is_started: true, text, ..
            }) => Ok(Started {
                status,
                message: text.map(Message::new),
            }),
            Ok(Envelope { text, .. }) => Err(Error::NotStarted {
                status,
                message: text.map(Message::new),
            }),
            Err(error) => Err(error),
        }
    }

    fn reply(self) -> Result<Envelope<'b>, Error<E>> {
        let Self {
            status,
            buffer,
            received,
            ..
        } = self;
        let malformed = |(reason, position)| Error::Malformed {
            status,
            reason,
            position,
        };
        match (self.end, self.expected) {
            (Some(End::Failed(error)), _) => Err(Error::Connection {
                step: Step::Read { status },
                error,
            }),
            (Some(End::Miscounted), _) => Err(Error::InvalidByteCount {
                step: Step::Read { status },
            }),
            (Some(End::TooLong), _) => Err(Error::ReplyTooLong {
                status,
                capacity: buffer.len(),
            }),
            (_, Some(expected)) if received < expected => Err(Error::Truncated {
                status,
                received,
                expected,
            }),
            (_, Some(expected)) if received > expected => Err(malformed((Malformed::WrongLength, received))),
            (Some(End::WrongLength), _) => Err(malformed((Malformed::WrongLength, received))),
            _ => envelope::decode(buffer.get(..received).unwrap_or_default()).map_err(malformed),
        }
    }
}
