use core::fmt;

use crate::{Code, cursor::Cursor, decimal, json, text};

/// What the service said: the meaning of `{"code":"0","msg":"success","data":true}`.
pub(crate) struct Reply<'a> {
    pub(crate) code: Code,
    /// Whether `data` is true. Beside code 0 it is a boolean.
    pub(crate) is_started: bool,
    /// What it says about it: the inside of a JSON string, and on to the end of the body.
    pub(crate) text: Option<&'a [u8]>,
}

/// Reads a body that is one JSON object and nothing else, or says what is wrong with it, and where.
///
/// `code` is a string or a number; `msg` (or `message`) is optional and never stands in the way; `data` counts beside
/// code 0 only. The order is free, and members of other names are passed over.
pub(crate) fn decode(body: &[u8]) -> Result<Reply<'_>, (Malformed, usize)> {
    let mut members = Members::default();
    json::walk(body, |key, value| members.add(key, value))?;
    members.read().map_err(|malformed| (malformed, body.len()))
}

/// The members that count: each from where its value begins to the end of the body.
#[derive(Default)]
struct Members<'a> {
    code: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
    /// The inside of the string.
    text: Option<&'a [u8]>,
}

impl<'a> Members<'a> {
    fn add(&mut self, key: &'a [u8], value: &'a [u8]) -> Result<(), Malformed> {
        let (slot, repeated) = if text::is(key, "code") {
            (&mut self.code, Malformed::RepeatedCode)
        } else if text::is(key, "data") {
            (&mut self.data, Malformed::RepeatedData)
        } else {
            let counts = text::is(key, "msg") || self.text.is_none() && text::is(key, "message");
            if let (true, [b'"', inside @ ..]) = (counts, value) {
                self.text = Some(inside);
            }
            return Ok(());
        };
        slot.replace(value).map_or(Ok(()), |_| Err(repeated))
    }

    fn read(&self) -> Result<Reply<'a>, Malformed> {
        let code = number(self.code.ok_or(Malformed::NoCode)?).ok_or(Malformed::InvalidCode)?;
        // Of all JSON values, only `true` begins with a t, and only `false` with an f.
        let is_started = match self.data {
            Some([b't', ..]) => true,
            Some([b'f', ..]) => false,
            _ if code == 0 => return Err(Malformed::NoResult),
            _ => false,
        };
        Ok(Reply {
            code: Code::new(code),
            is_started,
            text: self.text,
        })
    }
}

/// Reads a code in its one decimal form: no sign, no fraction, no exponent, no leading zero, at most 32 bits.
fn number(value: &[u8]) -> Option<u32> {
    let mut rest = Cursor::new(value);
    let is_string = rest.take(b'"');
    let mut number = None;
    loop {
        let next = text::next(&mut rest);
        let Some(digit) = next.and_then(|next| next.to_digit(10)) else {
            // The string is over; or the number is, unless it goes on as none that is whole.
            let is_over = next.is_none_or(|next| !is_string && !matches!(next, '.' | 'e' | 'E'));
            return number.filter(|_| is_over);
        };
        number = match number {
            None => Some(digit),
            Some(0) => return None,
            Some(before) => Some(decimal::append(before, digit)?),
        };
    }
}

/// What keeps a response from being a reply of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Malformed {
    /// The body is not UTF-8.
    NotUtf8,
    /// The body is not JSON, or goes on after the object.
    NotJson,
    /// The body does not begin with an object: it is empty, a page, or another JSON value.
    NotAnObject,
    /// Arrays and objects are nested more than 31 deep in a member.
    TooDeep,
    /// There is no `code`.
    NoCode,
    /// There is more than one `code`.
    RepeatedCode,
    /// `code` is not a whole number from 0 to 4294967295 in its shortest form.
    InvalidCode,
    /// `code` is 0, and `data` is not there or not a boolean.
    NoResult,
    /// There is more than one `data`.
    RepeatedData,
    /// The header `Content-Length` is not a number, or not the length of what came.
    WrongLength,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "not UTF-8",
            Self::NotJson => "not JSON",
            Self::NotAnObject => "not a JSON object",
            Self::TooDeep => "nested too deep",
            Self::NoCode => "no code",
            Self::RepeatedCode => "more than one code",
            Self::InvalidCode => "code is not a plain number",
            Self::NoResult => "code 0 without a boolean as data",
            Self::RepeatedData => "more than one data",
            Self::WrongLength => "not of the announced length",
        })
    }
}
