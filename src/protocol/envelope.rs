use super::json::{self, string};
use crate::{Code, cursor::Cursor, decimal, error::Malformed};

/// What the service said: the meaning of `{"code":"0","msg":"success","data":true}`.
pub(crate) struct Envelope<'a> {
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
pub(crate) fn decode(body: &[u8]) -> Result<Envelope<'_>, (Malformed, usize)> {
    let mut members = Members::default();
    json::visit_members(body, |key, value| members.add(key, value))?;
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
        let (slot, repeated) = if string::is(key, "code") {
            (&mut self.code, Malformed::RepeatedCode)
        } else if string::is(key, "data") {
            (&mut self.data, Malformed::RepeatedData)
        } else {
            let counts = string::is(key, "msg") || self.text.is_none() && string::is(key, "message");
            if let (true, [b'"', inside @ ..]) = (counts, value) {
                self.text = Some(inside);
            }
            return Ok(());
        };
        slot.replace(value).map_or(Ok(()), |_| Err(repeated))
    }

    fn read(&self) -> Result<Envelope<'a>, Malformed> {
        let code = number(self.code.ok_or(Malformed::NoCode)?).ok_or(Malformed::InvalidCode)?;
        // Of all JSON values, only `true` begins with a t, and only `false` with an f.
        let is_started = match self.data {
            Some([b't', ..]) => true,
            Some([b'f', ..]) => false,
            _ if code == 0 => return Err(Malformed::NoResult),
            _ => false,
        };
        Ok(Envelope {
            code: Code::new(code),
            is_started,
            text: self.text,
        })
    }
}

/// Reads a code in its one decimal form: no sign, no fraction, no exponent, no leading zero, at most 32 bits.
fn number(value: &[u8]) -> Option<u32> {
    let mut rest = Cursor::new(value);
    let is_string = rest.eat(b'"');
    let mut number = None;
    loop {
        let next = string::next(&mut rest);
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
