//! The checks of a PPP frame.
//!
//! ppproto 0.2.1 glues what follows a damaged frame to it, so that one lost byte costs the next 2 KB, and it panics on some malformed
//! packets. So it gets sound frames only.

use core::mem;

use heapless::Vec;

/// Longer packets, except of IP, are no part of a negotiation.
const MAX_CONTROL: usize = 96;

/// Returns whether the content of a frame, between two flags, has the right checksum, and is a packet that ppproto can process.
pub(crate) fn is_sound(escaped: &[u8]) -> bool {
    let mut head = Vec::<u8, MAX_CONTROL>::new();
    let (mut checksum, mut length, mut is_escaped) = (0xffff_u16, 0_usize, false);
    for &byte in escaped {
        if byte == 0x7d {
            is_escaped = true;
            continue;
        }
        let byte = if mem::take(&mut is_escaped) { byte ^ 0x20 } else { byte };
        checksum ^= u16::from(byte);
        for _ in 0..8 {
            checksum = (checksum >> 1) ^ if checksum & 1 == 1 { 0x8408 } else { 0 };
        }
        length += 1;
        let _ = head.push(byte);
    }
    // The remainder of a frame with its checksum, by RFC 1662.
    checksum == 0xf0b8
        && match head.as_slice() {
            [0xff, 0x03, 0x00, 0x21, ..] => (20..=1500).contains(&length.saturating_sub(6)),
            [0xff, 0x03, protocol @ .., _, _] if length == head.len() => is_control(protocol),
            _ => false,
        }
}

/// Checks a protocol number, and the packet after it: a code, an identifier, a length, and data of that length.
fn is_control(packet: &[u8]) -> bool {
    let &[protocol, minor, code, _, high, low, ref data @ ..] = packet else {
        return false;
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let Some(data) = length.checked_sub(4).and_then(|length| data.get(..length)) else {
        return false;
    };
    // The link control protocol and that of IP configure with options.
    let has_options = matches!((protocol, minor, code), (0xc0 | 0x80, 0x21, 1..=4));
    !has_options || are_options(data)
}

/// Checks at most six options: a type, a length, and data of at most four bytes.
fn are_options(mut data: &[u8]) -> bool {
    for _ in 0..6 {
        match *data {
            [] => return true,
            [_, length @ 2..=6, ..] => match data.get(usize::from(length)..) {
                Some(rest) => data = rest,
                None => return false,
            },
            _ => return false,
        }
    }
    data.is_empty()
}
