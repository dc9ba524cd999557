use core::fmt;

/// The most bytes of a line that are shown.
const SHOWN: usize = 32;
/// The least length of a word that is not shown, with and without digits: it may be a token.
const LONG: usize = 8;
const LONGEST: usize = 16;

/// The place of the first byte that is not HTTP: `at byte 10 of line 1, "\r", after "HELO mock"`.
pub(super) struct Place<'a> {
    head: &'a [u8],
    position: usize,
}

impl<'a> Place<'a> {
    /// Finds the place in a head that the parser refuses: it accepts every shorter part of it.
    pub(super) fn of_error(head: &'a [u8]) -> Self {
        let (mut accepted, mut refused) = (0, head.len());
        while refused - accepted > 1 {
            let middle = accepted + (refused - accepted) / 2;
            if is_refused(&head[..middle]) {
                refused = middle;
            } else {
                accepted = middle;
            }
        }
        let position = accepted;
        Self { head, position }
    }
}

fn is_refused(head: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; super::request_head::HEADERS_MAX];
    httparse::Request::new(&mut headers).parse(head).is_err()
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = &self.head[..self.position];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let byte = self.head.get(self.position..=self.position).unwrap_or_default();
        let column = self.position - start + 1;
        write!(f, "at byte {column} of line {line}, \"{}\"", byte.escape_ascii())?;
        if start == self.position {
            return Ok(());
        }
        f.write_str(", after \"")?;
        let mut left = &before[start..];
        // The value of a header may be a token of any length.
        let mut is_value = false;
        // Of the whole line: a part of a word does not show how long the word is.
        for run in self.head[start..].chunk_by(|one, other| is_word(*one) == is_word(*other)) {
            let is_long = run.len() >= LONG && run.iter().any(u8::is_ascii_digit) || run.len() >= LONGEST;
            let is_cut = self.position - start - left.len() + run.len() > SHOWN;
            let is_secret = is_value || is_long && !run.starts_with(b"HTTP/");
            if is_word(run[0]) && is_secret || is_cut {
                f.write_str("...")?;
            } else {
                write!(f, "{}", left[..run.len().min(left.len())].escape_ascii())?;
            }
            is_value |= line > 1 && run.contains(&b':');
            left = left.get(run.len()..).unwrap_or_default();
            if left.is_empty() || is_cut {
                break;
            }
        }
        f.write_str("\"")
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~+=%/".contains(&byte)
}
