use crate::{cursor::Cursor, decimal};

/// A line of a response, without its end.
///
/// The lines that matter are short. The beginning of a longer one is enough: a truncated line ends with a line feed, which
/// marks it.
pub(crate) struct Line<'a>(&'a [u8]);

impl<'a> Line<'a> {
    /// Takes the bytes before a line feed, as far as the buffer keeps them.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.strip_suffix(b"\r").unwrap_or(bytes))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Parses a status line of HTTP/1.0 or HTTP/1.1, and returns the status.
    pub(crate) fn status(&self) -> Option<u16> {
        let mut rest = Cursor::new(self.0);
        if !rest.eat_all(b"HTTP/1.") {
            return None;
        }
        let after = rest.rest().split_first_chunk::<5>();
        let ([b'0'..=b'1', b' ', status @ ..], [] | [b' ', ..]) = after? else {
            return None;
        };
        let status = u16::try_from(decimal::parse(status)?).ok()?;
        (status >= 100).then_some(status)
    }

    /// Parses a header, and returns its name and its value. The value of a header that is cut does not matter.
    pub(super) fn header(&self) -> Option<(&'a [u8], &'a [u8])> {
        let end = self
            .0
            .iter()
            .position(|&byte| byte == b':' || !byte.is_ascii_graphic())?;
        match self.0.split_at_checked(end)? {
            ([], _) => None,
            (name, [b':', value @ ..]) => Some((name, trim(value))),
            // The name is longer than what is kept of the line, so it does not matter.
            (name, [b'\n', ..]) => Some((name, &[])),
            _ => None,
        }
    }

    /// Parses the size of a chunk, which an extension may follow.
    pub(super) fn chunk_size(&self) -> Option<u32> {
        let mut size = 0u32;
        let mut rest = Cursor::new(self.0);
        rest.eat_while(|byte| match char::from(byte).to_digit(16) {
            Some(digit) if size >> 28 == 0 => {
                size = size << 4 | digit;
                true
            }
            _ => false,
        });
        let rest = rest.rest();
        let is_size = rest.len() < self.0.len() && matches!(rest, [] | [b';' | b' ' | b'\t', ..]);
        is_size.then_some(size)
    }
}

/// Returns whether a text is this word of letters and hyphens. Case does not matter.
#[inline(never)] // one copy for all callers
pub(super) fn is(text: &[u8], word: &[u8]) -> bool {
    text.len() == word.len()
        && text.iter().zip(word).all(|(&byte, &letter)| {
            // The bit that capitals lack, and 0 for a hyphen.
            let case = letter >> 1 & 0x20;
            byte | case == letter | case
        })
}

fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}
