use embedded_svc::http::{Headers, Status};
use heapless::String;

/// The status of a reply, and the two headers that are kept of it: `Content-Length` and `Retry-After`.
///
/// All others are passed over, however long and however many they are.
#[derive(Debug)]
pub struct ResponseHead {
    pub(super) status: u16,
    content_length: Digits,
    retry_after: Digits,
}

/// A number as it was written, or nothing. Every number of 64 bits fits.
type Digits = String<20, u8>;

impl ResponseHead {
    pub(crate) const fn new(status: u16) -> Self {
        Self {
            status,
            content_length: Digits::new(),
            retry_after: Digits::new(),
        }
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

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for ResponseHead {
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

fn get(digits: &Digits) -> Option<&str> {
    Some(digits.as_str()).filter(|digits| !digits.is_empty())
}

/// Keeps a number, if it is one.
fn set(digits: &mut Digits, value: &[u8]) {
    digits.clear();
    for &byte in value {
        if !byte.is_ascii_digit() {
            return digits.clear();
        }
        // Of a number so long that no more fits, the beginning is as good.
        let _ = digits.push(char::from(byte));
    }
}
