//! Numbers of a request and a reply, without division and without 64 bits: a small core has neither.

use heapless::String;

/// Reads digits and nothing else; a number beyond 32 bits is as good as the largest.
pub(crate) fn read(digits: &[u8]) -> Option<u32> {
    let mut number = None;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = Some(append(number.unwrap_or(0), u32::from(digit)).unwrap_or(u32::MAX));
    }
    number
}

/// Appends a decimal digit to a number, as long as 32 bits hold it.
pub(crate) fn append(number: u32, digit: u32) -> Option<u32> {
    if number > u32::MAX / 10 {
        None
    } else {
        (number * 10).checked_add(digit)
    }
}

/// Writes a number below 1000.
pub(crate) fn write(number: usize) -> String<3, u8> {
    let mut text = String::new();
    let mut rest = number;
    for unit in [100, 10, 1] {
        let mut digit = b'0';
        while rest >= unit && digit < b'9' {
            rest -= unit;
            digit += 1;
        }
        if number >= unit || unit == 1 {
            // Three digits fit.
            let _ = text.push(char::from(digit));
        }
    }
    text
}
