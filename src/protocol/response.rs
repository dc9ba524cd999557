use embedded_svc::http::{Headers, Status};

use super::envelope::Envelope;
use crate::{
    Code, decimal,
    error::{Kind, Malformed, ResponseInfo, Step},
};

/// The service accepted the start: code 0 and `data` true.
///
/// Accepted is not running: the service takes some time to start a notebook, and the call does not wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Started {
    /// The HTTP status, one of 2xx.
    pub status: u16,
}

/// A response that is received into the caller's buffer, and its meaning.
///
/// Read into [`unfilled`](Response::unfilled) and [`record`](Response::record) the result until there is nothing left to read
/// into, then [`decode`](Response::decode). It never sees a connection.
pub(crate) struct Response<'b, E> {
    info: ResponseInfo,
    /// The announced length of the body.
    expected: Option<u32>,
    buffer: &'b mut [u8],
    received: usize,
    /// Room for one byte more, to tell a body that just fits from one that does not.
    excess: [u8; 1],
    /// Whether the body is whole, once nothing more is read.
    end: Option<Result<(), Kind<E>>>,
}

impl<'b, E> Response<'b, E> {
    pub(crate) fn new(head: &(impl Status + Headers), buffer: &'b mut [u8]) -> Self {
        let number = |name| head.header(name).map(|text| decimal::parse(text.as_bytes()));
        let length = match head.status() {
            // These have no body, whatever they announce.
            204 | 304 => None,
            _ => number("Content-Length"),
        };
        let end = match length {
            Some(None) => Some(Err(wrong_length(0))),
            _ => None,
        };
        Self {
            info: ResponseInfo::new(head.status(), number("Retry-After").flatten()),
            expected: length.flatten(),
            buffer,
            received: 0,
            excess: [0],
            end,
        }
    }

    /// Returns the space to read into, or `None` when reading is over.
    pub(crate) fn unfilled(&mut self) -> Option<&mut [u8]> {
        if self.end.is_some() {
            return None;
        }
        match self.buffer.get_mut(self.received..) {
            Some(space) if !space.is_empty() => Some(space),
            _ => Some(&mut self.excess),
        }
    }

    /// Records the result of a read.
    pub(crate) fn record(&mut self, read: Result<usize, E>) {
        let step = Step::Read;
        let space = self.buffer.len() - self.received;
        self.end = Some(match read {
            Ok(0) => self.check_length(),
            Ok(count) if count <= space => {
                self.received += count;
                return;
            }
            Ok(1) => Err(Kind::ReplyTooLong {
                capacity: size(self.buffer.len()),
            }),
            Ok(_) => Err(Kind::InvalidByteCount { step }),
            Err(error) => Err(Kind::Connection { step, error }),
        });
    }

    fn check_length(&self) -> Result<(), Kind<E>> {
        let received = size(self.received);
        match self.expected {
            Some(expected) if received < expected => Err(Kind::Truncated {
                missing: expected - received,
            }),
            Some(expected) if received > expected => Err(wrong_length(received)),
            _ => Ok(()),
        }
    }

    /// Returns what the head of the response says.
    pub(crate) const fn info(&self) -> ResponseInfo {
        self.info
    }

    /// Decides what the response means, and sets `message` to its offset in the buffer.
    ///
    /// An error code counts under every HTTP status. The success counts under 2xx only. A status outside 2xx decides where there
    /// certainly is no code.
    pub(crate) fn decode(self, message: &mut usize) -> Result<Started, Kind<E>> {
        let status = self.info.status();
        let is_success = matches!(status, 200..=299);
        let end = self.end.unwrap_or(Ok(()));
        let envelope = Envelope::decode(self.buffer.get(..self.received).unwrap_or_default());
        let (reason, position) = match envelope {
            // A body that is cut may still show that it is no object.
            Err((Malformed::NotAnObject | Malformed::NoCode | Malformed::InvalidCode, position))
                if !is_success && (position < self.received || end.is_ok()) =>
            {
                return Err(Kind::Status);
            }
            _ if end.is_err() => return end.map(|()| Started { status }),
            Ok(envelope) => {
                *message = envelope.message;
                if envelope.code != Code::SUCCESS {
                    return Err(Kind::Code(envelope.code));
                }
                if is_success && envelope.is_started {
                    return Ok(Started { status });
                }
                if is_success {
                    return Err(Kind::NotStarted);
                }
                (Malformed::StatusMismatch, self.received)
            }
            Err(malformed) => malformed,
        };
        let position = size(position);
        Err(Kind::Malformed { reason, position })
    }
}

fn wrong_length<E>(position: u32) -> Kind<E> {
    Kind::Malformed {
        reason: Malformed::WrongLength,
        position,
    }
}

/// Converts a size. No buffer of a device has 4 GiB.
pub(super) fn size(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
