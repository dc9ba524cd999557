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

/// The body of a response, which is received into the caller's buffer, and its meaning.
///
/// Read into [`unfilled`](Response::unfilled) and [`record`](Response::record) the count until that is the end, then
/// [`decode`](Response::decode). It never sees a connection.
pub(crate) struct Response<'b> {
    status: u16,
    /// The announced length of the body.
    expected: Option<u32>,
    buffer: &'b mut [u8],
    received: usize,
    /// Room for one byte more, to tell a body that just fits from one that does not.
    excess: [u8; 1],
}

impl<'b> Response<'b> {
    /// Begins to receive the body, and sets `info` to what the head says.
    pub(crate) fn new<E>(
        head: &(impl Status + Headers),
        buffer: &'b mut [u8],
        info: &mut ResponseInfo,
    ) -> Result<Self, Kind<E>> {
        let number = |name| head.header(name).map(|text| decimal::parse(text.as_bytes()));
        let status = head.status();
        *info = ResponseInfo::new(status, number("Retry-After").flatten());
        let expected = match number("Content-Length") {
            Some(None) => return Err(wrong_length(0)),
            length => length.flatten(),
        };
        Ok(Self {
            status,
            expected,
            buffer,
            received: 0,
            excess: [0],
        })
    }

    /// Returns the space to read into.
    pub(crate) fn unfilled(&mut self) -> &mut [u8] {
        match self.buffer.get_mut(self.received..) {
            Some(space) if !space.is_empty() => space,
            _ => &mut self.excess,
        }
    }

    /// Records how much was read, and returns whether that was all.
    pub(crate) fn record<E>(&mut self, count: usize) -> Result<bool, Kind<E>> {
        let space = self.buffer.len() - self.received;
        match count {
            0 => self.check_length().map(|()| true),
            _ if count <= space => {
                self.received += count;
                Ok(false)
            }
            1 => Err(Kind::ReplyTooLong {
                capacity: size(self.buffer.len()),
            }),
            _ => Err(Kind::InvalidByteCount { step: Step::Read }),
        }
    }

    fn check_length<E>(&self) -> Result<(), Kind<E>> {
        let received = size(self.received);
        match self.expected {
            Some(expected) if received < expected => Err(Kind::Truncated {
                missing: expected - received,
            }),
            Some(expected) if received > expected => Err(wrong_length(received)),
            _ => Ok(()),
        }
    }

    /// Decides what the response means, and sets `message` to its offset in the buffer. `end` is the result of receiving it.
    ///
    /// An error code counts under every HTTP status. The success counts under 2xx only. A status outside 2xx decides where there
    /// certainly is no code.
    pub(crate) fn decode<E>(self, end: Result<(), Kind<E>>, message: &mut usize) -> Result<(), Kind<E>> {
        let status = self.status;
        let is_success = matches!(status, 200..=299);
        let envelope = Envelope::decode(self.buffer.get(..self.received).unwrap_or_default());
        let (reason, position) = match envelope {
            // A body that is cut may still show that it is no object.
            Err((Malformed::NotAnObject | Malformed::NoCode, position))
                if !is_success && (position < self.received || end.is_ok()) =>
            {
                return Err(Kind::Status);
            }
            _ if end.is_err() => return end,
            Ok(envelope) => {
                *message = envelope.message;
                if envelope.code != Code::SUCCESS {
                    return Err(Kind::Code(envelope.code));
                }
                if is_success && envelope.is_started {
                    return Ok(());
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
