use core::{fmt, str};

use heapless::Vec;
use serde_json_core::str::EscapedStr;

use crate::{Code, decimal, escapes::unescape, json};

/// What the service said: the meaning of `{"code":"0","msg":"success","data":true}`.
pub(crate) struct Reply<'a> {
    pub(crate) verdict: Verdict,
    /// What it says about it, still escaped.
    pub(crate) text: Option<&'a str>,
}

/// How the service decided.
pub(crate) enum Verdict {
    /// Code 0, and the notebook is starting.
    Started,
    /// Code 0, and yet the notebook is not starting.
    NotStarted,
    /// Any other code.
    Refused(Code),
}

/// Reads a body that is one JSON object and nothing else, or says what is wrong with it, and where.
///
/// `code` is a string or a number; `msg` (or `message`) is optional and never stands in the way; `data` counts beside
/// code 0 only. The order is free, and members of other names are passed over.
pub(crate) fn decode(body: &[u8]) -> Result<Reply<'_>, (Malformed, usize)> {
    str::from_utf8(body).map_err(|error| (Malformed::NotUtf8, error.valid_up_to()))?;
    let mut members = Members::default();
    json::walk(body, |key, value| members.add(key, value))?;
    members.read().map_err(|malformed| (malformed, body.len()))
}

/// The members that count, as they are written.
#[derive(Default)]
struct Members<'a> {
    code: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
    msg: Option<&'a [u8]>,
    message: Option<&'a [u8]>,
}

impl<'a> Members<'a> {
    fn add(&mut self, key: &'a [u8], value: &'a [u8]) -> Result<(), Malformed> {
        let mut name = Vec::<u8, 8, u8>::new();
        if !unescape(key, &mut name) {
            return Ok(());
        }
        let (slot, repeated) = match name.as_slice() {
            b"code" => (&mut self.code, Err(Malformed::RepeatedCode)),
            b"data" => (&mut self.data, Err(Malformed::RepeatedData)),
            b"msg" => (&mut self.msg, Ok(())),
            b"message" => (&mut self.message, Ok(())),
            _ => return Ok(()),
        };
        slot.replace(value).map_or(Ok(()), |_| repeated)
    }

    fn read(&self) -> Result<Reply<'a>, Malformed> {
        // Of all JSON values, only `true` begins with a t, and only `false` with an f.
        let verdict = match (number(self.code.ok_or(Malformed::NoCode)?)?, self.data) {
            (Code::SUCCESS, Some([b't', ..])) => Verdict::Started,
            (Code::SUCCESS, Some([b'f', ..])) => Verdict::NotStarted,
            (Code::SUCCESS, _) => return Err(Malformed::NoResult),
            (code, _) => Verdict::Refused(code),
        };
        let text = self.msg.and_then(string).or_else(|| self.message.and_then(string));
        Ok(Reply { verdict, text })
    }
}

/// Returns the inside of a value that is a string.
fn string(value: &[u8]) -> Option<&str> {
    let (EscapedStr(inside), _) = serde_json_core::from_slice(value).ok()?;
    Some(inside)
}

/// Reads a code in its one decimal form: no sign, no fraction, no exponent, no leading zero, at most 32 bits.
fn number(value: &[u8]) -> Result<Code, Malformed> {
    let mut unescaped = Vec::<u8, 10, u8>::new();
    let digits = match string(value) {
        Some(inside) if unescape(inside.as_bytes(), &mut unescaped) => unescaped.as_slice(),
        Some(_) => &[],
        None => value,
    };
    match (digits, decimal::read(digits)) {
        ([b'0', _, ..], _) | (_, None | Some(Err(_))) => Err(Malformed::InvalidCode),
        (_, Some(Ok(number))) => Ok(Code::new(number)),
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
