use core::fmt;
use core::ops::Range;

use super::request_head::{HEADERS_MAX, may_be_token};

/// The most bytes that are shown of the line before the place, and from it on.
const BEFORE: usize = 64;
const AFTER: usize = 20;
/// The least length of a word without digits that is not shown: it may be a token.
const LONG: usize = 16;
/// The starts of long words that are no tokens.
const PROTOCOLS: [&[u8]; 3] = [b"HTTP/", b"RTSP/", b"SSH-"];

/// The place of the first byte that is not HTTP: `at byte 10 of line 1, after "HELO mock": "\r\n"`.
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
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    httparse::Request::new(&mut headers).parse(head).is_err()
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = &self.head[..self.position];
        let number = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let line = self.head[start..].split_inclusive(|byte| *byte == b'\n').next();
        let line = line.unwrap_or_default();
        let place = self.position - start;
        write!(f, "at byte {} of line {number}", place + 1)?;
        if place > 0 {
            let cut = place.saturating_sub(BEFORE);
            let dots = if cut > 0 { "..." } else { "" };
            write!(f, ", after \"{dots}{}\"", shown(line, cut..place, number > 1))?;
        }
        // The rest of a header may be the end of a token.
        let (end, line_end) = match line.trim_ascii_end().len() {
            end if number > 1 => (place + 1, end.max(place + 1)),
            _ => (line.len().min(place + AFTER), line.len()),
        };
        let dots = if end < line_end { "..." } else { "" };
        write!(f, ": \"{}{dots}\"", shown(line, place..end, number > 1))
    }
}

/// Returns a part of a line, without the words in it that may be secret.
fn shown(line: &[u8], part: Range<usize>, is_header: bool) -> String {
    let (mut shown, mut end) = (String::new(), 0);
    let mut is_value = false;
    // Of the whole line: a part of a word does not show how long the word is.
    for run in line.chunk_by(|one, other| is_word(*one) == is_word(*other)) {
        let start = end;
        end += run.len();
        let range = part.start.max(start)..part.end.min(end);
        if !range.is_empty() {
            if is_word(run[0]) && (is_value || may_be_secret(run, is_header)) {
                shown += "...";
            } else {
                shown += &line[range].escape_ascii().to_string();
            }
        }
        // Also that of JSON; but not what follows the scheme of a target.
        is_value |= run.contains(&b':') && (is_header || !line[end..].starts_with(b"//"));
    }
    shown
}

fn may_be_secret(word: &[u8], is_header: bool) -> bool {
    let is_long = may_be_token(word) || word.len() >= LONG;
    let starts_with = |start: &&[u8]| word.len() >= start.len() && word[..start.len()].eq_ignore_ascii_case(start);
    let is_protocol = !is_header && PROTOCOLS.iter().any(starts_with);
    is_long && !is_protocol || word.contains(&b'=')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~+=%/".contains(&byte)
}
