//! The words of the service, in memory of the caller.

use core::ffi::c_char;

use scnet_notebook::Message;

/// Writes a message, cut to fit and ended by a NUL. `secret` is the token.
///
/// It does not use the `Display` of the message, which takes 2 KB of flash.
///
/// # Safety
///
/// `memory` points to `size` bytes, at least one, that nobody else uses.
pub(crate) unsafe fn write(message: Message<'_>, secret: *const c_char, memory: *mut c_char, size: usize) {
    let memory: *mut u8 = memory.cast();
    let mut end = memory;
    let mut left = size;
    for character in message.chars() {
        let code = shown(character);
        // The characters that are shown have no other lengths in UTF-8.
        let length = if code < 0x80 { 1 } else { 3 };
        if left <= length {
            break;
        }
        left -= length;
        // SAFETY: more than `length` bytes are left.
        unsafe {
            let mut last = code;
            if code >= 0x80 {
                end.write(low_byte(0xE0 | code >> 12));
                end.add(1).write(low_byte(0x80 | code >> 6 & 0x3F));
                end = end.add(2);
                last = 0x80 | code & 0x3F;
            }
            end.write(low_byte(last));
            end = end.add(1);
        }
    }
    // SAFETY: a byte is left, and the caller's promise.
    unsafe {
        end.write(0);
        mask(memory, secret.cast());
    }
}

/// Returns a character of ASCII or of the scripts of East Asia, and `?` in place of others: of those that could garble a
/// terminal, forge a line of a log or hide, among others.
fn shown(character: char) -> u32 {
    match u32::from(character) {
        code @ (0x20..=0x7E | 0x2010..=0x2027 | 0x3000..=0x30FF | 0x3200..=0xDFFF | 0xFF00..=0xFFEF) => code,
        _ => u32::from(b'?'),
    }
}

fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// Overwrites each piece of eight or more characters of a secret, or all of a shorter one.
///
/// # Safety
///
/// Both end with a NUL.
unsafe fn mask(mut text: *mut u8, secret: *const u8) {
    const SHORTEST_SECRET: usize = 8;
    let (mut shortest, mut hidden) = (0, 0_usize);
    // SAFETY: neither is read behind its NUL. The innermost loop ends at a NUL of the text, and at one of the secret, which differs.
    unsafe {
        while shortest < SHORTEST_SECRET && *secret.add(shortest) != 0 {
            shortest += 1;
        }
        while *text != 0 {
            let mut piece = secret;
            while *piece != 0 {
                let mut same = 0;
                while *text.add(same) != 0 && *text.add(same) == *piece.add(same) {
                    same += 1;
                    // Longer pieces are found again at the next character.
                    if same == shortest {
                        hidden = shortest;
                        break;
                    }
                }
                piece = piece.add(1);
            }
            if hidden > 0 {
                *text = b'*';
                hidden -= 1;
            }
            text = text.add(1);
        }
    }
}
