use crate::{cursor::Cursor, decimal};

/// A line of a reply, without its end.
///
/// The lines that matter are short. Of the others, however long they are, the beginning is enough: a line that is cut
/// ends with a line feed, which no other line has.
pub(super) struct Line<'a> {
    text: &'a [u8],
    /// Whether it ended without a carriage return.
    pub(super) is_bare: bool,
}

impl<'a> Line<'a> {
    /// Takes what stands before a line feed, as far as the buffer keeps it.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        match bytes {
            [text @ .., b'\r'] => Self { text, is_bare: false },
            text => Self {
                text,
                is_bare: !matches!(text, [.., b'\n']),
            },
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns whether the line ends with white space.
    pub(super) fn is_padded(&self) -> bool {
        matches!(self.text, [.., b' ' | b'\t'])
    }

    /// Reads a status line of HTTP/1: the minor version, and the status.
    pub(super) fn status(&self) -> Option<(u8, u16)> {
        let mut cursor = Cursor::new(self.text);
        if !cursor.eat_all(b"HTTP/1.") {
            return None;
        }
        let after = cursor.rest().split_first_chunk::<5>();
        let ([minor @ b'0'..=b'1', b' ', status @ ..], [] | [b' ', ..]) = after? else {
            return None;
        };
        let status = u16::try_from(decimal::read(status)?).ok()?;
        (status >= 100).then_some((*minor, status))
    }

    /// Reads a header: its name and its value. The value of a header that is cut is none that matters.
    pub(super) fn header(&self) -> Option<(&'a [u8], &'a [u8])> {
        let end = self
            .text
            .iter()
            .position(|&byte| byte == b':' || !byte.is_ascii_graphic());
        match self.text.split_at_checked(end.unwrap_or(self.text.len()))? {
            (name @ [_, ..], [b':', value @ ..]) => Some((name, trim(value))),
            // The name alone is longer than what is here, so it is none that matters.
            (name, [b'\n', ..]) => Some((name, &[])),
            _ => None,
        }
    }

    /// Reads the size of a chunk; an extension may follow it.
    pub(super) fn chunk_size(&self) -> Option<u32> {
        let mut size = 0u32;
        for (position, &byte) in self.text.iter().enumerate() {
            let Some(digit) = char::from(byte).to_digit(16) else {
                return (position > 0 && matches!(byte, b';' | b' ' | b'\t')).then_some(size);
            };
            if size >> 28 > 0 {
                return None;
            }
            size = size << 4 | digit;
        }
        (!self.is_empty()).then_some(size)
    }
}

fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}
