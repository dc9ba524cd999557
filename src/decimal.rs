//! Decimal numbers without division and without 64-bit arithmetic, which small cores lack.

use heapless::String;

/// Parses digits; a number beyond 32 bits becomes the largest.
pub(crate) fn parse(digits: &[u8]) -> Option<u32> {
    let mut number = 0;
    for digit in digits {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        if digit > 9 {
            return None;
        }
        number = append(number, digit).unwrap_or(u32::MAX);
    }
    (!digits.is_empty()).then_some(number)
}

/// Appends a digit to a number, if 32 bits hold the result.
#[inline(always)] // a call costs more than it saves
pub(crate) fn append(number: u32, digit: u32) -> Option<u32> {
    if number > u32::MAX / 10 {
        return None;
    }
    (number * 10).checked_add(digit)
}

/// Formats a number below 100 in two digits.
pub(crate) fn format_two_digits(number: u8) -> String<2, u8> {
    // number / 10
    let [tens, _] = ((u16::from(number) * 103) >> 10).to_le_bytes();
    let mut text = String::new();
    // Two digits fit.
    let mut push = |digit: u8| _ = text.push(char::from(b'0' | digit & 0xF));
    push(tens);
    push(number - 10 * tens);
    text
}
