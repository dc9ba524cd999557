use core::mem;

use super::json::{self, string};
use crate::{Code, cursor::Cursor, decimal, error::Malformed};

/// The content of a reply: `{"code":"0","msg":"success","data":true}`.
pub(crate) struct Envelope {
    pub(crate) code: Code,
    /// True if `data` is true. Beside code 0 it is a boolean.
    pub(crate) is_started: bool,
    /// The offset in the body of the JSON string `msg` behind its opening quote, or 0 if there is none.
    pub(crate) message: usize,
}

impl Envelope {
    /// Decodes a body that is one JSON object and nothing else, or returns what is wrong with it, and where.
    ///
    /// `code` is a string or a number. `msg` (or `message`) is optional and of any type. `data` is read beside code 0 only.
    /// The order is free, and members with other names are ignored.
    #[inline(never)] // smaller than in its caller
    pub(crate) fn decode(body: &[u8]) -> Result<Self, (Malformed, usize)> {
        let mut members = Members::default();
        json::visit_members(body, |key, value| members.add(body, key, value))?;
        members.read().map_err(|malformed| (malformed, body.len()))
    }
}

/// The members that are read.
#[derive(Default)]
struct Members<'a> {
    /// The body from the value on.
    code: Option<&'a [u8]>,
    /// The first byte of the value. 0, if there is none.
    data: u8,
    /// The offset of the string behind its opening quote. 0, if there is none.
    message: usize,
}

impl<'a> Members<'a> {
    fn add(&mut self, body: &[u8], key: &'a [u8], value: &'a [u8]) -> Result<(), Malformed> {
        if string::is(key, b"code") {
            if self.code.replace(value).is_some() {
                return Err(Malformed::RepeatedCode);
            }
        } else if string::is(key, b"data") {
            let first = value.first().copied().unwrap_or_default();
            if mem::replace(&mut self.data, first) != 0 {
                return Err(Malformed::RepeatedData);
            }
        } else if let [b'"', string @ ..] = value {
            if string::is(key, b"msg") || self.message == 0 && string::is(key, b"message") {
                self.message = body.len() - string.len();
            }
        }
        Ok(())
    }

    fn read(&self) -> Result<Envelope, Malformed> {
        let code = self.code.ok_or(Malformed::NoCode)?;
        let code = parse_code(code).ok_or(Malformed::InvalidCode)?;
        // Of all JSON values, only `true` begins with a t, and only `false` with an f.
        if code == 0 && !matches!(self.data, b't' | b'f') {
            return Err(Malformed::NoResult);
        }
        Ok(Envelope {
            code: Code::new(code),
            is_started: self.data == b't',
            message: self.message,
        })
    }
}

/// Parses a code in its one decimal form: no sign, no fraction, no exponent, no leading zero, at most 32 bits.
fn parse_code(value: &[u8]) -> Option<u32> {
    let mut rest = Cursor::new(value);
    let is_string = rest.eat(b'"');
    let mut number = None;
    loop {
        let byte = rest.peek();
        let digit = string::next_unit(&mut rest).wrapping_sub(u32::from(b'0'));
        if digit > 9 {
            let is_end = if is_string {
                byte == b'"'
            } else {
                !matches!(byte, b'.' | b'e' | b'E')
            };
            return number.filter(|_| is_end);
        }
        number = match number {
            None => Some(digit),
            Some(0) => return None,
            Some(before) => Some(decimal::append(before, digit)?),
        };
    }
}
