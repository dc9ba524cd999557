use core::str;

use embedded_svc::http::{Headers, Status};
use heapless::String;

use super::line::Broken;
use crate::decimal;

/// The status of a reply, and the two headers that are kept of it: `Content-Length` and `Retry-After`.
///
/// All others are passed over, however long and however many they are.
#[derive(Debug)]
pub struct StreamHead {
    status: u16,
    content_length: Digits,
    retry_after: Digits,
    is_chunked: bool,
    is_closing: bool,
}

/// A number below 10^10, as it was written, or nothing.
type Digits = String<10, u8>;

impl StreamHead {
    pub(crate) const fn new() -> Self {
        Self {
            status: 0,
            content_length: Digits::new(),
            retry_after: Digits::new(),
            is_chunked: false,
            is_closing: false,
        }
    }

    /// Reads the status line.
    pub(super) fn begin(&mut self, line: &[u8]) -> Result<(), Broken> {
        *self = Self::new();
        let after = line.strip_prefix(b"HTTP/1.").and_then(<[u8]>::split_first_chunk::<5>);
        let Some(([minor @ b'0'..=b'1', b' ', status @ ..], [] | [b' ', ..])) = after else {
            return Err(Broken::StatusLine);
        };
        self.is_closing = *minor == b'0';
        match decimal::read(status).map(u16::try_from) {
            Some(Ok(status @ 100..)) => self.status = status,
            _ => return Err(Broken::StatusLine),
        }
        Ok(())
    }

    /// Reads a header, which may be cut.
    pub(super) fn add(&mut self, line: &[u8], is_cut: bool) -> Result<(), Broken> {
        let end = line.iter().position(|&byte| byte == b':' || !byte.is_ascii_graphic());
        let (name, value) = match line.split_at_checked(end.unwrap_or(line.len())) {
            Some((name @ [_, ..], [b':', value @ ..])) => (name, trim(value)),
            // The name alone is longer than what is kept, so it is none that matters.
            Some((_, [])) if is_cut => return Ok(()),
            _ => return Err(Broken::Header),
        };
        if name.eq_ignore_ascii_case(b"Content-Length") {
            let is_first = self.content_length.is_empty();
            keep(value, &mut self.content_length);
            if is_cut || !is_first || value.len() > 10 || self.content_length.is_empty() {
                return Err(Broken::Length);
            }
        } else if name.eq_ignore_ascii_case(b"Transfer-Encoding") {
            if self.is_chunked || is_cut || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Broken::Length);
            }
            self.is_chunked = true;
        } else if name.eq_ignore_ascii_case(b"Connection") {
            // Whatever else it says, not to use a stream again is never wrong.
            self.is_closing |= is_cut || !value.eq_ignore_ascii_case(b"keep-alive");
        } else if name.eq_ignore_ascii_case(b"Retry-After") {
            keep(value, &mut self.retry_after);
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
        decimal::read(self.content_length.as_bytes())
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

fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// Keeps a number, of one with more than ten digits the largest with ten: nobody waits so long. What is no number leaves
/// nothing.
fn keep(value: &[u8], digits: &mut Digits) {
    digits.clear();
    if decimal::read(value).is_some() {
        let text = str::from_utf8(value).unwrap_or_default();
        // What is too long is not pushed at all.
        if digits.push_str(text).is_err() {
            let _ = digits.push_str("9999999999");
        }
    }
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
        if !self.content_length.is_empty() && name.as_bytes().eq_ignore_ascii_case(b"Content-Length") {
            Some(&self.content_length)
        } else if !self.retry_after.is_empty() && name.as_bytes().eq_ignore_ascii_case(b"Retry-After") {
            Some(&self.retry_after)
        } else {
            None
        }
    }
}
