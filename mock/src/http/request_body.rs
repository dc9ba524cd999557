use crate::http::request_head::Framing;

/// How much of a body is looked at, and how much is read for the sake of the connection. The documented one has 36 bytes.
pub(crate) const BODY_HELD: usize = 64 * 1024;
pub(crate) const BODY_READ: u64 = 1024 * 1024;

/// How long a line between chunks may be.
const LINE_MAX: usize = 4 * 1024;

/// The body of a request, as it comes in.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// Its start.
    pub(crate) held: Vec<u8>,
    /// How long it is, as far as it has come.
    pub(crate) length: u64,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Done,
    /// So many bytes are left.
    Length(u64),
    /// The line with the size of a chunk comes next.
    Size,
    /// So many bytes of a chunk are left.
    Chunk(u64),
    /// The line end after a chunk.
    AfterChunk,
    /// The lines after the last chunk.
    Trailer,
}

/// The chunks are none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadChunks;

impl Body {
    pub(crate) fn new(framing: Framing) -> Self {
        let state = match framing {
            Framing::None | Framing::Length(0) => State::Done,
            Framing::Length(length) => State::Length(length),
            Framing::Chunks => State::Size,
        };
        Self {
            state,
            ..Self::default()
        }
    }

    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Returns whether all that has come of it is held.
    pub(crate) fn is_held(&self) -> bool {
        self.length == self.held.len() as u64
    }

    /// Returns how long it is or will be, as far as that is known.
    pub(crate) fn announced(&self) -> u64 {
        match self.state {
            State::Length(left) | State::Chunk(left) => self.length.saturating_add(left),
            _ => self.length,
        }
    }

    /// Takes its bytes from the start of these, until it is whole or there are no more.
    pub(crate) fn take(&mut self, bytes: &mut Vec<u8>) -> Result<(), BadChunks> {
        let mut rest = bytes.as_slice();
        let result = loop {
            match self.step(&mut rest) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(bad) => break Err(bad),
            }
        };
        let used = bytes.len() - rest.len();
        bytes.drain(..used);
        result
    }

    /// Goes on by one state, and returns whether it could.
    fn step(&mut self, rest: &mut &[u8]) -> Result<bool, BadChunks> {
        self.state = match self.state {
            State::Done => return Ok(false),
            State::Length(left) => match self.keep(left, rest) {
                0 => State::Done,
                left => {
                    self.state = State::Length(left);
                    return Ok(false);
                }
            },
            State::Chunk(left) => match self.keep(left, rest) {
                0 => State::AfterChunk,
                left => {
                    self.state = State::Chunk(left);
                    return Ok(false);
                }
            },
            State::Size => match line(rest)? {
                None => return Ok(false),
                Some(line) => match size(line)? {
                    0 => State::Trailer,
                    size => State::Chunk(size),
                },
            },
            State::AfterChunk => match line(rest)? {
                None => return Ok(false),
                Some([]) => State::Size,
                Some(_) => return Err(BadChunks),
            },
            State::Trailer => match line(rest)? {
                None => return Ok(false),
                Some([]) => State::Done,
                Some(_) => State::Trailer,
            },
        };
        Ok(true)
    }

    /// Takes up to `left` bytes, and returns how many are still missing.
    fn keep(&mut self, left: u64, rest: &mut &[u8]) -> u64 {
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
        let (taken, after) = rest.split_at(count);
        let room = BODY_HELD.saturating_sub(self.held.len());
        self.held.extend_from_slice(&taken[..count.min(room)]);
        self.length += count as u64;
        *rest = after;
        left - count as u64
    }
}

/// Takes a line and its end off the start of these bytes, if it is whole.
fn line<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, BadChunks> {
    match rest.windows(2).position(|two| two == b"\r\n") {
        Some(end) if end <= LINE_MAX => {
            let (line, after) = rest.split_at(end);
            *rest = &after[2..];
            Ok(Some(line))
        }
        None if rest.len() <= LINE_MAX => Ok(None),
        _ => Err(BadChunks),
    }
}

/// Reads the size of a chunk, before its extensions.
fn size(line: &[u8]) -> Result<u64, BadChunks> {
    let text = core::str::from_utf8(line).map_err(|_| BadChunks)?;
    let digits = text.split(';').next().unwrap_or_default().trim_end();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(BadChunks);
    }
    u64::from_str_radix(digits, 16).map_err(|_| BadChunks)
}

#[cfg(test)]
mod tests {
    use super::{BadChunks, Body};
    use crate::http::request_head::Framing;

    /// Gives a body its bytes in pieces of every size.
    fn take(framing: Framing, wire: &[u8]) -> Result<(Vec<u8>, usize), BadChunks> {
        let mut results = (1..=wire.len()).map(|size| {
            let mut body = Body::new(framing);
            let mut pending = Vec::new();
            let mut after = 0;
            for piece in wire.chunks(size) {
                if body.is_whole() {
                    after += piece.len();
                    continue;
                }
                pending.extend_from_slice(piece);
                body.take(&mut pending)?;
            }
            assert_eq!(body.length, body.held.len() as u64);
            assert!(body.is_whole());
            Ok((body.held, pending.len() + after))
        });
        let first = results.next().unwrap();
        results.for_each(|result| assert_eq!(result, first));
        first
    }

    #[test]
    fn a_body_of_a_length_ends_there() {
        assert_eq!(take(Framing::Length(3), b"abcPOST"), Ok((b"abc".to_vec(), 4)));
        assert_eq!(take(Framing::Length(0), b"POST"), Ok((Vec::new(), 4)));
        assert_eq!(take(Framing::None, b"POST"), Ok((Vec::new(), 4)));
    }

    #[test]
    fn a_body_in_chunks_ends_after_its_trailer() {
        let wire = b"3;a=b\r\nabc\r\n0A \r\n0123456789\r\n00\r\nX: y\r\n\r\nPOST";
        assert_eq!(take(Framing::Chunks, wire), Ok((b"abc0123456789".to_vec(), 4)));
    }

    #[test]
    fn what_are_no_chunks_is_refused() {
        for wire in [
            &b"x\r\n"[..],
            b"-1\r\na\r\n",
            b"+1\r\na\r\n",
            b"0x1\r\na\r\n",
            b"\r\n",
            b"1\r\nabc\r\n",
            b"10000000000000000\r\n",
            &[b'0'; 5000],
        ] {
            let mut body = Body::new(Framing::Chunks);
            assert_eq!(body.take(&mut wire.to_vec()), Err(BadChunks), "{}", wire.escape_ascii());
        }
    }
}
