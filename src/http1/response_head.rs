use embedded_svc::http::{Headers, Status};
use heapless::String;

use super::line::is;

/// The status of a response, and the one header that is kept of it: `Retry-After`.
///
/// All other headers are skipped, regardless of their length and number. The framing of the body, `Content-Length` included, is
/// followed here: a body that ends early is an error.
#[derive(Clone, Debug)]
pub struct ResponseHead {
    pub(super) status: u16,
    /// The number of interim responses before it.
    pub(super) interim: u8,
    retry_after: Digits,
}

/// A number as it was written, or nothing. Every number of 64 bits fits.
type Digits = String<20, u8>;

impl ResponseHead {
    pub(crate) const fn new() -> Self {
        Self {
            status: 0,
            retry_after: Digits::new(),
            interim: 0,
        }
    }

    /// Begins the head of a response, final or interim.
    pub(super) fn begin(&mut self, status: u16) {
        self.status = status;
        self.retry_after.clear();
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
        let is_kept = is(name.as_bytes(), b"Retry-After") && !self.retry_after.is_empty();
        is_kept.then_some(&self.retry_after)
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
