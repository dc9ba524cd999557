use core::str;

use embedded_svc::http::{Headers, Status};
use heapless::Vec;

/// The status of a reply, and the two headers that are kept of it: `Content-Length` and `Retry-After`.
///
/// All others are passed over, however long and however many they are.
#[derive(Debug)]
pub struct StreamHead {
    pub(super) status: u16,
    content_length: Value,
    retry_after: Value,
}

/// What a header says, or nothing. Every number of 64 bits fits.
type Value = Vec<u8, 20, u8>;

impl StreamHead {
    pub(crate) const fn new(status: u16) -> Self {
        Self {
            status,
            content_length: Value::new(),
            retry_after: Value::new(),
        }
    }

    pub(super) fn set_content_length(&mut self, value: &[u8]) {
        set(&mut self.content_length, value);
    }

    pub(super) fn set_retry_after(&mut self, value: &[u8]) {
        set(&mut self.retry_after, value);
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
        let name = name.as_bytes();
        if name.eq_ignore_ascii_case(b"Content-Length") {
            get(&self.content_length)
        } else if name.eq_ignore_ascii_case(b"Retry-After") {
            get(&self.retry_after)
        } else {
            None
        }
    }
}

/// Returns the value of a header that was kept.
fn get(value: &Value) -> Option<&str> {
    str::from_utf8(value).ok().filter(|value| !value.is_empty())
}

/// Keeps the value of a header, if it is not too long.
fn set(kept: &mut Value, value: &[u8]) {
    kept.clear();
    let _ = kept.extend_from_slice(value);
}
