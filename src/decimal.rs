//! Numbers of a request and a reply, without division and without 64 bits: a small core has neither.

use heapless::String;

/// Reads digits and nothing else; of a number beyond 32 bits it says so.
pub(crate) fn read(digits: &[u8]) -> Option<Result<u32, TooLarge>> {
    let mut number = None;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        let before = number.unwrap_or(Ok(0));
        number = Some(before.and_then(|before| append(before, u32::from(digit)).ok_or(TooLarge)));
    }
    number
}

/// Reads digits and nothing else; a number beyond 32 bits is as good as the largest.
pub(crate) fn read_saturating(digits: &[u8]) -> Option<u32> {
    read(digits).map(|number| number.unwrap_or(u32::MAX))
}

/// Appends a decimal digit to a number, as long as 32 bits hold it.
fn append(number: u32, digit: u32) -> Option<u32> {
    if number > u32::MAX / 10 {
        None
    } else {
        (number * 10).checked_add(digit)
    }
}

/// Says that 32 bits do not hold a number.
pub(crate) struct TooLarge;

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
