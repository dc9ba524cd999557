//! The escapes of JSON strings. `serde-json-core` refuses surrogate pairs, the one way JSON has to escape what lies beyond
//! the basic plane, and what it brings to escape any text is more than an id needs.

use core::slice::Iter;

use heapless::VecView;

/// Appends the inside of the JSON string that stands for visible ASCII.
pub(crate) fn escape(visible: &str, to: &mut VecView<u8, u8>) {
    for byte in visible.bytes() {
        if let b'"' | b'\\' = byte {
            let _ = to.push(b'\\');
        }
        let _ = to.push(byte);
    }
}

/// Appends the UTF-8 that the inside of a JSON string stands for, as far as whole characters of it fit, and returns
/// whether all of it fits.
///
/// The string is known to be well formed. A surrogate that stands alone becomes U+FFFD: a text that cannot be read whole
/// is no reason to lose the code beside it.
pub(crate) fn unescape(inside: &[u8], to: &mut VecView<u8, u8>) -> bool {
    let mut rest = inside.iter();
    loop {
        let plain = rest.as_slice();
        let Some(length) = rest.position(|&byte| byte == b'\\') else {
            return append(plain, to);
        };
        let plain = plain.get(..length).unwrap_or_default();
        if !append(plain, to) || !append(escaped(&mut rest).encode_utf8(&mut [0; 4]).as_bytes(), to) {
            return false;
        }
    }
}

fn append(text: &[u8], to: &mut VecView<u8, u8>) -> bool {
    let mut length = text.len().min(to.capacity() - to.len());
    // Back to where a character begins.
    while length > 0 && text.get(length).is_some_and(|byte| byte & 0xC0 == 0x80) {
        length -= 1;
    }
    let _ = to.extend_from_slice(text.get(..length).unwrap_or_default());
    length == text.len()
}

/// Passes the rest of an escape, and returns whether JSON knows it.
pub(crate) fn pass(rest: &mut Iter<'_, u8>) -> bool {
    match rest.next() {
        Some(b'u') => unit(rest) <= 0xFFFF,
        Some(&letter) => short(letter).is_some(),
        None => false,
    }
}

fn escaped(rest: &mut Iter<'_, u8>) -> char {
    match rest.next() {
        Some(b'u') => unicode(rest),
        letter => letter
            .and_then(|&letter| short(letter))
            .map_or(char::REPLACEMENT_CHARACTER, char::from),
    }
}

/// Returns what a backslash and one letter stand for.
fn short(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 0x8,
        b'f' => 0xC,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

fn unicode(rest: &mut Iter<'_, u8>) -> char {
    let mut scalar = unit(rest);
    if let (0xD800..=0xDBFF, [b'\\', b'u', ahead @ ..]) = (scalar, rest.as_slice()) {
        let mut ahead = ahead.iter();
        let low = unit(&mut ahead);
        if let 0xDC00..=0xDFFF = low {
            *rest = ahead;
            scalar = 0x1_0000 + ((scalar & 0x3FF) << 10 | low & 0x3FF);
        }
    }
    char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Reads the four digits of a UTF-16 code unit. Four bytes that are none come to more than 16 bits.
fn unit(rest: &mut Iter<'_, u8>) -> u32 {
    (0..4).fold(0, |unit, _| {
        let digit = rest.next().and_then(|&digit| char::from(digit).to_digit(16));
        unit << 4 | digit.unwrap_or(u32::MAX)
    })
}
