use super::request_head::Framing;

/// The most bytes of a body that are kept. The documented body has 36.
pub(crate) const BODY_KEPT: usize = 64 * 1024;
/// The most bytes of a body that are read, so that the connection can be kept.
pub(super) const BODY_MAX: u64 = 1024 * 1024;
/// The most bytes of a line between chunks.
const LINE_MAX: usize = 4 * 1024;

/// The body of a request, decoded as it arrives.
#[derive(Debug, Default)]
pub(crate) struct RequestBody {
    /// The start of the body: [`BODY_KEPT`] bytes at most.
    pub(crate) kept: Vec<u8>,
    /// The number of bytes that have come.
    pub(crate) length: u64,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Done,
    /// The remaining bytes of a body with a length.
    Length(u64),
    /// The line with the size of the next chunk.
    ChunkSize,
    /// The remaining bytes of a chunk.
    Chunk(u64),
    /// The line end after a chunk.
    ChunkCrLf,
    /// The lines after the last chunk.
    Trailer,
}

/// Invalid chunked encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvalidChunk;

impl RequestBody {
    pub(crate) fn new(framing: Framing) -> Self {
        let state = match framing {
            Framing::None | Framing::Length(0) => State::Done,
            Framing::Length(length) => State::Length(length),
            Framing::Chunked => State::ChunkSize,
        };
        Self {
            state,
            ..Self::default()
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Returns whether all bytes that have come are kept.
    pub(crate) fn is_kept_whole(&self) -> bool {
        self.length == self.kept.len() as u64
    }

    /// Returns the length of the body, as far as it is known.
    pub(crate) fn announced(&self) -> u64 {
        match self.state {
            State::Length(left) | State::Chunk(left) => self.length.saturating_add(left),
            _ => self.length,
        }
    }

    /// Moves the bytes of the body from the start of these, until it is complete or there are no more.
    pub(super) fn decode(&mut self, bytes: &mut Vec<u8>) -> Result<(), InvalidChunk> {
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

    /// Advances by one state, and returns whether there were enough bytes.
    fn step(&mut self, rest: &mut &[u8]) -> Result<bool, InvalidChunk> {
        self.state = match self.state {
            State::Done => return Ok(false),
            State::Length(left) => match self.consume(left, rest) {
                0 => State::Done,
                left => {
                    self.state = State::Length(left);
                    return Ok(false);
                }
            },
            State::Chunk(left) => match self.consume(left, rest) {
                0 => State::ChunkCrLf,
                left => {
                    self.state = State::Chunk(left);
                    return Ok(false);
                }
            },
            State::ChunkSize => match line(rest)? {
                None => return Ok(false),
                Some(line) => match size(line)? {
                    0 => State::Trailer,
                    size => State::Chunk(size),
                },
            },
            State::ChunkCrLf => match line(rest)? {
                None => return Ok(false),
                Some([]) => State::ChunkSize,
                Some(_) => return Err(InvalidChunk),
            },
            State::Trailer => match line(rest)? {
                None => return Ok(false),
                Some([]) => State::Done,
                Some(_) => State::Trailer,
            },
        };
        Ok(true)
    }

    /// Consumes up to `left` bytes, and returns the number of those still missing.
    fn consume(&mut self, left: u64, rest: &mut &[u8]) -> u64 {
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
        let (taken, after) = rest.split_at(count);
        let room = BODY_KEPT.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&taken[..count.min(room)]);
        self.length += count as u64;
        *rest = after;
        left - count as u64
    }
}

/// Consumes a line and its end, if it is complete.
fn line<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, InvalidChunk> {
    match rest.windows(2).position(|two| two == b"\r\n") {
        Some(end) if end <= LINE_MAX => {
            let (line, after) = rest.split_at(end);
            *rest = &after[2..];
            Ok(Some(line))
        }
        None if rest.len() <= LINE_MAX => Ok(None),
        _ => Err(InvalidChunk),
    }
}

/// Parses the size of a chunk, before its extensions.
fn size(line: &[u8]) -> Result<u64, InvalidChunk> {
    let text = core::str::from_utf8(line).map_err(|_| InvalidChunk)?;
    let digits = text.split(';').next().unwrap_or_default().trim_end();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(InvalidChunk);
    }
    u64::from_str_radix(digits, 16).map_err(|_| InvalidChunk)
}

#[cfg(test)]
mod tests {
    use super::{Framing, InvalidChunk, RequestBody};

    /// Decodes a body in pieces of every size.
    fn decode(framing: Framing, wire: &[u8]) -> Result<(Vec<u8>, usize), InvalidChunk> {
        let mut results = (1..=wire.len()).map(|size| {
            let mut body = RequestBody::new(framing);
            let mut pending = Vec::new();
            let mut after = 0;
            for piece in wire.chunks(size) {
                if body.is_complete() {
                    after += piece.len();
                    continue;
                }
                pending.extend_from_slice(piece);
                body.decode(&mut pending)?;
            }
            assert_eq!(body.length, body.kept.len() as u64);
            assert!(body.is_complete());
            Ok((body.kept, pending.len() + after))
        });
        let first = results.next().unwrap();
        results.for_each(|result| assert_eq!(result, first));
        first
    }

    #[test]
    fn a_body_with_a_length_ends_there() {
        assert_eq!(decode(Framing::Length(3), b"abcPOST"), Ok((b"abc".to_vec(), 4)));
        assert_eq!(decode(Framing::Length(0), b"POST"), Ok((Vec::new(), 4)));
        assert_eq!(decode(Framing::None, b"POST"), Ok((Vec::new(), 4)));
    }

    #[test]
    fn a_chunked_body_ends_after_its_trailer() {
        let wire = b"3;a=b\r\nabc\r\n0A \r\n0123456789\r\n00\r\nX: y\r\n\r\nPOST";
        assert_eq!(decode(Framing::Chunked, wire), Ok((b"abc0123456789".to_vec(), 4)));
    }

    #[test]
    fn invalid_chunks_are_an_error() {
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
            let mut body = RequestBody::new(Framing::Chunked);
            assert_eq!(
                body.decode(&mut wire.to_vec()),
                Err(InvalidChunk),
                "{}",
                wire.escape_ascii()
            );
        }
    }
}
