use embedded_svc::http::{Headers, Status};
use heapless::String;

use super::line::{Broken, Line};
use crate::decimal;

/// The status of a reply, and the two headers that are kept of it: `Content-Length` and `Retry-After`.
///
/// All others are passed over, however long and however many they are.
#[derive(Debug)]
pub struct StreamHead {
    status: u16,
    content_length: Option<Digits>,
    retry_after: Option<Digits>,
    is_chunked: bool,
    is_closing: bool,
}

/// A number below 10^10, as it was written.
type Digits = String<10, u8>;

impl StreamHead {
    pub(crate) const fn new() -> Self {
        Self {
            status: 0,
            content_length: None,
            retry_after: None,
            is_chunked: false,
            is_closing: false,
        }
    }

    /// Reads the status line.
    pub(super) fn begin(line: &Line) -> Result<Self, Broken> {
        let (version, rest) = line.text().split_at_checked(8).ok_or(Broken::StatusLine)?;
        let (status, reason) = match rest {
            [b' ', status @ ..] => status.split_at_checked(3).ok_or(Broken::StatusLine)?,
            _ => return Err(Broken::StatusLine),
        };
        let status = decimal::read_saturating(status).and_then(|status| u16::try_from(status).ok());
        match (version, status, reason) {
            (b"HTTP/1.0" | b"HTTP/1.1", Some(status @ 100..), [] | [b' ', ..]) => Ok(Self {
                status,
                is_closing: version == b"HTTP/1.0",
                ..Self::new()
            }),
            _ => Err(Broken::StatusLine),
        }
    }

    /// Reads a header.
    pub(super) fn add(&mut self, line: &Line) -> Result<(), Broken> {
        let (name, value) = line.header().ok_or(Broken::Header)?;
        if name.eq_ignore_ascii_case(b"Content-Length") {
            let length = digits(value)
                .filter(|_| value.len() <= 10 && !line.is_cut())
                .ok_or(Broken::Length)?;
            if self.content_length.replace(length).is_some() {
                return Err(Broken::Length);
            }
        } else if name.eq_ignore_ascii_case(b"Transfer-Encoding") {
            if self.is_chunked || line.is_cut() || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Broken::Length);
            }
            self.is_chunked = true;
        } else if name.eq_ignore_ascii_case(b"Connection") {
            // Whatever else it says, not to use a stream again is never wrong.
            self.is_closing |= line.is_cut() || !value.eq_ignore_ascii_case(b"keep-alive");
        } else if name.eq_ignore_ascii_case(b"Retry-After") {
            self.retry_after = digits(value);
        }
        Ok(())
    }

    pub(super) fn is_chunked(&self) -> bool {
        self.is_chunked
    }

    /// Returns whether the stream is of no use after the reply.
    pub(super) fn is_closing(&self) -> bool {
        self.is_closing
    }

    /// Takes note that the reply ends where the stream does.
    pub(super) fn close(&mut self) {
        self.is_closing = true;
    }

    /// Returns the announced length of the body.
    pub(super) fn length(&self) -> Option<u32> {
        self.content_length
            .as_ref()
            .and_then(|digits| decimal::read_saturating(digits.as_bytes()))
    }

    /// Returns whether another head follows. After 101, which nobody asked for, none would.
    pub(super) fn is_interim(&self) -> bool {
        self.status < 200 && self.status != 101
    }

    /// Returns whether no body follows, whatever the headers say.
    pub(super) fn is_bodiless(&self) -> bool {
        matches!(self.status, 101 | 204 | 304)
    }
}

/// Keeps digits, of a number with more than ten the largest with ten: nobody is so patient.
fn digits(value: &[u8]) -> Option<Digits> {
    decimal::read_saturating(value)?;
    let mut digits = Digits::new();
    let kept = if value.len() > 10 { b"9999999999" } else { value };
    kept.iter().try_for_each(|&digit| digits.push(char::from(digit))).ok()?;
    Some(digits)
}

impl Status for StreamHead {
    fn status(&self) -> u16 {
        self.status
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for StreamHead {
    fn header(&self, name: &str) -> Option<&str> {
        if name.eq_ignore_ascii_case("Content-Length") {
            self.content_length.as_deref()
        } else if name.eq_ignore_ascii_case("Retry-After") {
            self.retry_after.as_deref()
        } else {
            None
        }
    }
}
