//! Numbers of a request and a reply, without division and without 64 bits: a small core has neither.

use heapless::String;

/// Appends a decimal digit to a number, as long as 32 bits hold it.
pub(crate) fn append(number: u32, digit: u32) -> Option<u32> {
    if number > u32::MAX / 10 {
        None
    } else {
        (number * 10).checked_add(digit)
    }
}

/// Reads digits and nothing else; a number beyond 32 bits is as good as the largest.
pub(crate) fn read(text: &[u8]) -> Option<u32> {
    let mut number = None;
    for &byte in text {
        let digit = char::from(byte).to_digit(10)?;
        number = append(number.unwrap_or(0), digit).or(Some(u32::MAX));
    }
    number
}

/// Writes a number below 1000.
pub(crate) fn write(mut number: usize) -> String<3, u8> {
    let mut text = String::new();
    for unit in [100, 10, 1] {
        let mut digit = b'0';
        while number >= unit && digit < b'9' {
            number -= unit;
            digit += 1;
        }
        if digit > b'0' || !text.is_empty() || unit == 1 {
            // Three digits fit.
            let _ = text.push(char::from(digit));
        }
    }
    text
}
