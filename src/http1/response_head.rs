use embedded_svc::http::{Headers, Status};
use heapless::String;

use super::line::is;

/// The status of a response, and the two headers that are kept of it: `Content-Length` and `Retry-After`.
///
/// All other headers are skipped, regardless of their length and number.
#[derive(Debug)]
pub struct ResponseHead {
    pub(super) status: u16,
    /// The number of interim responses before it.
    pub(super) interim: u8,
    content_length: Digits,
    retry_after: Digits,
}

/// A number as it was written, or nothing. Every number of 64 bits fits.
type Digits = String<20, u8>;

impl ResponseHead {
    pub(crate) const fn new() -> Self {
        Self {
            status: 0,
            content_length: Digits::new(),
            retry_after: Digits::new(),
            interim: 0,
        }
    }

    /// Begins the head of a response, final or interim.
    pub(super) fn begin(&mut self, status: u16) {
        self.status = status;
        self.content_length.clear();
        self.retry_after.clear();
    }

    pub(super) fn set_content_length(&mut self, value: &[u8]) {
        set(&mut self.content_length, value);
    }

    pub(super) fn set_retry_after(&mut self, value: &[u8]) {
        set(&mut self.retry_after, value);
    }
}

impl Status for ResponseHead {
    fn status(&self) -> u16 {
        self.status
    }

    /// Returns `None`: the reason phrase is not kept.
    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for ResponseHead {
    fn header(&self, name: &str) -> Option<&str> {
        let name = name.as_bytes();
        let digits = if is(name, b"Content-Length") {
            &self.content_length
        } else if is(name, b"Retry-After") {
            &self.retry_after
        } else {
            return None;
        };
        Some(digits.as_str()).filter(|digits| !digits.is_empty())
    }
}

/// Keeps a number, if it is one.
fn set(digits: &mut Digits, value: &[u8]) {
    digits.clear();
    for &byte in value {
        if !byte.is_ascii_digit() {
            return digits.clear();
        }
        // The beginning of a number that does not fit is as large as any.
        let _ = digits.push(char::from(byte));
    }
}
