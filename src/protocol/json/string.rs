//! The text of JSON strings. `serde-json-core` refuses surrogate pairs, the one way JSON has to escape what lies beyond
//! the basic plane, and what it brings to escape any text is more than an id needs.
//!
//! The inside of a string is read up to the quote that ends it, so what is given as one may go on behind that.

use heapless::string::StringView;

use crate::cursor::Cursor;

/// Appends the inside of the JSON string that stands for visible ASCII.
pub(crate) fn escape(visible: &str, to: &mut StringView<u8>) {
    for byte in visible.bytes() {
        if let b'"' | b'\\' = byte {
            let _ = to.push('\\');
        }
        let _ = to.push(char::from(byte));
    }
}

/// Appends what the inside of a JSON string stands for, as far as whole characters of it fit, and returns whether all of
/// it fits.
pub(crate) fn unescape(inside: &[u8], to: &mut StringView<u8>) -> bool {
    let mut rest = Cursor::new(inside);
    while let Some(character) = next(&mut rest) {
        if to.push(character).is_err() {
            return false;
        }
    }
    true
}

/// Returns whether the inside of a JSON string stands for this text.
pub(crate) fn is(inside: &[u8], text: &str) -> bool {
    let mut rest = Cursor::new(inside);
    text.bytes().all(|byte| next(&mut rest) == Some(char::from(byte))) && next(&mut rest).is_none()
}

/// Passes the next character inside a JSON string, as it is or escaped. Where there is none, at the closing quote or at
/// what no string may have, nothing is passed.
///
/// A surrogate that stands alone becomes U+FFFD: a text that cannot be read whole is no reason to lose the code beside it.
pub(crate) fn next(rest: &mut Cursor<'_>) -> Option<char> {
    let first = rest.peek();
    match first {
        b'"' | ..0x20 => return None,
        b'\\' | 0x80.. => {}
        plain => {
            rest.next();
            return Some(char::from(plain));
        }
    }
    let mut ahead = rest.clone();
    ahead.next();
    let scalar = if first == b'\\' {
        escaped(&mut ahead)?
    } else {
        encoded(first, &mut ahead)?
    };
    let character = char::from_u32(scalar)?;
    *rest = ahead;
    Some(character)
}

/// Reads the rest of a character in UTF-8, of which the first byte is not ASCII.
fn encoded(lead: u8, rest: &mut Cursor<'_>) -> Option<u32> {
    let mut scalar = u32::from(lead);
    // The bits that count: six of one byte, and five more with every other, since the lead then has one less.
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
    // What fewer bytes can say must be said with fewer.
    (scalar > (mask >> 5 | 0x7F)).then_some(scalar)
}

/// The letters of short escapes, and what they stand for.
const SHORT: [(u8, u8); 8] = [
    (b'"', b'"'),
    (b'\\', b'\\'),
    (b'/', b'/'),
    (b'b', 0x08),
    (b'f', 0x0C),
    (b'n', b'\n'),
    (b'r', b'\r'),
    (b't', b'\t'),
];

/// Reads the rest of an escape.
fn escaped(rest: &mut Cursor<'_>) -> Option<u32> {
    let letter = rest.next();
    if letter == b'u' {
        return unicode(rest);
    }
    SHORT
        .iter()
        .find(|short| short.0 == letter)
        .map(|short| u32::from(short.1))
}

fn unicode(rest: &mut Cursor<'_>) -> Option<u32> {
    let scalar = unit(rest)?;
    let mut ahead = rest.clone();
    if let (0xD800..=0xDBFF, true) = (scalar, ahead.eat_all(b"\\u")) {
        if let Some(low @ 0xDC00..=0xDFFF) = unit(&mut ahead) {
            *rest = ahead;
            return Some(0x1_0000 + ((scalar & 0x3FF) << 10 | low & 0x3FF));
        }
    }
    Some(match scalar {
        0xD800..=0xDFFF => 0xFFFD,
        _ => scalar,
    })
}

/// Reads the four digits of a UTF-16 code unit.
fn unit(rest: &mut Cursor<'_>) -> Option<u32> {
    let mut unit = 0;
    for _ in 0..4 {
        unit = unit << 4 | char::from(rest.next()).to_digit(16)?;
    }
    Some(unit)
}
