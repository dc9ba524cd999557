//! Unescaping, where `serde-json-core` stops short: it refuses surrogate pairs, the one way JSON has to escape what lies
//! beyond the basic plane.

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

fn escaped(rest: &mut Iter<'_, u8>) -> char {
    match rest.next() {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{C}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => unicode(rest),
        itself => itself.map_or(char::REPLACEMENT_CHARACTER, |&byte| char::from(byte)),
    }
}

fn unicode(rest: &mut Iter<'_, u8>) -> char {
    let mut scalar = unit(rest);
    if let 0xD800..=0xDBFF = scalar {
        let mut ahead = rest.clone();
        if ahead.next() == Some(&b'\\') && ahead.next() == Some(&b'u') {
            let low = unit(&mut ahead);
            if let 0xDC00..=0xDFFF = low {
                *rest = ahead;
                scalar = 0x1_0000 + ((scalar & 0x3FF) << 10 | low & 0x3FF);
            }
        }
    }
    char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Reads the four digits of a UTF-16 code unit.
fn unit(rest: &mut Iter<'_, u8>) -> u32 {
    let digits = rest.by_ref().take(4).map(|&digit| char::from(digit).to_digit(16));
    digits.fold(0, |unit, digit| unit << 4 | digit.unwrap_or(0))
}
