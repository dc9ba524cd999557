use embedded_svc::http::{Headers, Status};
use heapless::String;

use super::line::{Broken, Line};

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
        let [
            b'H',
            b'T',
            b'T',
            b'P',
            b'/',
            b'1',
            b'.',
            minor @ (b'0' | b'1'),
            b' ',
            status @ ..,
        ] = line.text()
        else {
            return Err(Broken::StatusLine);
        };
        let [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..] = status else {
            return Err(Broken::StatusLine);
        };
        if !matches!(rest, [] | [b' ', ..]) {
            return Err(Broken::StatusLine);
        }
        let digit = |byte: &u8| u16::from(byte - b'0');
        Ok(Self {
            status: digit(a) * 100 + digit(b) * 10 + digit(c),
            is_closing: *minor == b'0',
            ..Self::new()
        })
    }

    /// Reads a header.
    pub(super) fn add(&mut self, line: &Line) -> Result<(), Broken> {
        let (name, value) = line.field().ok_or(Broken::Header)?;
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
            // Whatever else it says, not to reuse a stream is never wrong.
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
        self.content_length.as_deref().and_then(crate::decimal::read)
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

/// Keeps digits, of any number beyond 10^10 the largest: no length is as long, no wait as patient.
fn digits(value: &[u8]) -> Option<Digits> {
    let text = core::str::from_utf8(value).ok()?;
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = if text.len() > 10 { "9999999999" } else { text };
    is_number.then(|| Digits::try_from(text).unwrap_or_default())
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
