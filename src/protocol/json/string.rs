//! JSON strings (RFC 8259, section 7), read from behind the opening quote.
//!
//! serde-json-core refuses surrogate pairs, the only escape of JSON for characters beyond the basic multilingual plane.

use crate::{cursor::Cursor, error::Malformed};

/// Takes the rest of a string, its closing quote included. On an error, `rest` stays at the wrong character.
#[inline(never)] // smaller than in its callers
pub(crate) fn skip(rest: &mut Cursor<'_>) -> Result<(), Malformed> {
    loop {
        let start = rest.clone();
        let result = match rest.next() {
            b'"' => return Ok(()),
            b'\\' => escaped_unit(rest).ok_or(Malformed::NotJson),
            ..0x20 => Err(Malformed::NotJson),
            lead @ 0x80.. => utf8_scalar(lead, rest).ok_or(Malformed::NotUtf8),
            byte => Ok(byte.into()),
        };
        if let Err(malformed) = result {
            *rest = start;
            return Err(malformed);
        }
    }
}

/// Returns whether a valid string stands for this text, which is ASCII.
#[inline(never)] // one copy for all callers
pub(crate) fn is(string: &[u8], text: &[u8]) -> bool {
    let mut rest = Cursor::new(string);
    text.iter().all(|&byte| next_unit(&mut rest) == u32::from(byte)) && rest.eat(b'"')
}

/// Takes the next byte of a valid string, or the code unit of UTF-16 that is escaped there.
#[inline(always)] // a call costs more than it saves
pub(crate) fn next_unit(rest: &mut Cursor<'_>) -> u32 {
    match rest.next() {
        b'\\' => escaped_unit(rest).unwrap_or_default(),
        byte => byte.into(),
    }
}

/// Takes the next character of a valid string, escaped or not, or returns `None` at the closing quote.
///
/// An unpaired surrogate becomes U+FFFD: a message that cannot be read whole is no reason to lose the code beside it.
pub(crate) fn next_char(rest: &mut Cursor<'_>) -> Option<char> {
    let first = rest.peek();
    if first == b'"' {
        return None;
    }
    if first >= 0x80 {
        return char::from_u32({
            rest.next();
            utf8_scalar(first, rest)?
        });
    }
    let unit = next_unit(rest);
    let mut ahead = rest.clone();
    if let (0xD800..=0xDBFF, true) = (unit, ahead.eat_all(b"\\u")) {
        if let Some(low @ 0xDC00..=0xDFFF) = hexadecimal_unit(&mut ahead) {
            *rest = ahead;
            return char::from_u32(0x1_0000 + ((unit & 0x3FF) << 10 | low & 0x3FF));
        }
    }
    Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// Takes a character in UTF-8 whose first byte is not ASCII.
fn utf8_scalar(lead: u8, rest: &mut Cursor<'_>) -> Option<u32> {
    let mut scalar = u32::from(lead);
    // The bits that count: six of one byte, and five more for each further byte, since the lead then has one less.
    let mut mask = 0x3F;
    let mut ones = lead << 1;
    while ones >= 0x80 {
        let byte = rest.next();
        if byte & 0xC0 != 0x80 {
            return None;
        }
        scalar = scalar << 6 | u32::from(byte & 0x3F);
        mask = mask << 5 | 0x1F;
        ones <<= 1;
    }
    scalar &= mask;
    let is_overlong = scalar <= (mask >> 5 | 0x7F);
    (!is_overlong && char::from_u32(scalar).is_some()).then_some(scalar)
}

/// The letters of short escapes, each with the character that it stands for.
const SHORT_ESCAPES: [[u8; 2]; 8] = [
    *b"\"\"", *b"\\\\", *b"//", *b"b\x08", *b"f\x0C", *b"n\n", *b"r\r", *b"t\t",
];

/// Takes the rest of an escape, and returns its code unit of UTF-16.
#[inline(never)] // one copy for all callers
fn escaped_unit(rest: &mut Cursor<'_>) -> Option<u32> {
    let letter = rest.next();
    if letter == b'u' {
        return hexadecimal_unit(rest);
    }
    let short = SHORT_ESCAPES.iter().find(|short| short[0] == letter)?;
    Some(short[1].into())
}

/// Takes four hexadecimal digits.
fn hexadecimal_unit(rest: &mut Cursor<'_>) -> Option<u32> {
    let mut unit = 0;
    for _ in 0..4 {
        unit = unit << 4 | char::from(rest.next()).to_digit(16)?;
    }
    Some(unit)
}
