use super::{
    ProtocolError, ResponseHead,
    line::{Line, is},
};
use crate::decimal;

/// The number of interim responses that are skipped.
const MAX_INTERIM: u8 = 8;

/// The part of an exchange that comes next.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// A request.
    Idle,
    /// The rest of the request.
    Request,
    StatusLine,
    /// Headers, with no framing of the body so far.
    Headers,
    /// Headers, with a body of this length.
    HeadersLength(u32),
    /// Headers, with a body in chunks.
    HeadersChunked,
    ChunkSize,
    /// The line end behind a chunk.
    ChunkCrLf,
    Trailer,
    /// This many bytes of a chunk.
    Chunk(u32),
    /// This many bytes of a body. With 0, the response is whole.
    Body(u32),
    /// A body that the end of the stream ends.
    UntilEof,
}

impl State {
    /// Returns whether a line of the head comes next.
    pub(super) fn is_in_head(self) -> bool {
        matches!(
            self,
            Self::StatusLine | Self::Headers | Self::HeadersLength(_) | Self::HeadersChunked
        )
    }

    /// Returns whether a line comes next.
    pub(super) fn is_line(self) -> bool {
        self.is_in_head() || matches!(self, Self::ChunkSize | Self::ChunkCrLf | Self::Trailer)
    }

    /// Returns whether the head of the response has come.
    pub(super) fn is_response(self) -> bool {
        !matches!(self, Self::Idle | Self::Request) && !self.is_in_head()
    }

    /// Returns how many bytes of the body come next.
    pub(super) fn body_left(self) -> usize {
        match self {
            Self::Body(left) | Self::Chunk(left) => usize::try_from(left).unwrap_or(usize::MAX),
            Self::UntilEof => usize::MAX,
            _ => 0,
        }
    }

    /// Reads a line, of the head if there is one.
    #[inline(never)] // smaller than in its caller
    pub(super) fn read_line(&mut self, line: &Line<'_>, head: Option<&mut ResponseHead>) -> Result<(), ProtocolError> {
        *self = match (head, *self) {
            (None, _) => self.after_chunk_line(line).ok_or(ProtocolError::Chunk)?,
            // Servers that send an empty line before a response are tolerated.
            (_, Self::StatusLine) if line.is_empty() => Self::StatusLine,
            (Some(head), Self::StatusLine) => {
                head.begin(line.status().ok_or(ProtocolError::StatusLine)?);
                Self::Headers
            }
            (Some(head), _) if line.is_empty() => self.after_head(head)?,
            (Some(head), _) => self.after_header(line, head)?,
        };
        Ok(())
    }

    fn after_header(self, line: &Line<'_>, head: &mut ResponseHead) -> Result<Self, ProtocolError> {
        let (name, value) = line.header().ok_or(ProtocolError::Header)?;
        let framed = if is(name, b"Content-Length") {
            let length = decimal::parse(value).filter(|_| value.len() <= 10);
            Self::HeadersLength(length.ok_or(ProtocolError::Length)?)
        } else if is(name, b"Transfer-Encoding") && !is(value, b"identity") {
            if !is(value, b"chunked") {
                return Err(ProtocolError::Length);
            }
            Self::HeadersChunked
        } else {
            if is(name, b"Retry-After") {
                head.set_retry_after(value);
            }
            return Ok(self);
        };
        // Two framings, even of the same length, are an attack or a mistake.
        if matches!(self, Self::Headers) {
            Ok(framed)
        } else {
            Err(ProtocolError::Length)
        }
    }

    fn after_head(self, head: &mut ResponseHead) -> Result<Self, ProtocolError> {
        Ok(match (head.status, self) {
            // No body follows, regardless of the headers. For 101, nobody asked for another protocol.
            (101 | 204 | 304, _) => Self::Body(0),
            (..200, _) => {
                head.interim += 1;
                if head.interim > MAX_INTERIM {
                    return Err(ProtocolError::TooLong);
                }
                Self::StatusLine
            }
            (_, Self::HeadersLength(length)) => Self::Body(length),
            (_, Self::HeadersChunked) => Self::ChunkSize,
            _ => Self::UntilEof,
        })
    }

    fn after_chunk_line(self, line: &Line<'_>) -> Option<Self> {
        Some(match self {
            Self::ChunkSize => match line.chunk_size()? {
                0 => Self::Trailer,
                size => Self::Chunk(size),
            },
            Self::Trailer if line.is_empty() => Self::Body(0),
            Self::Trailer => Self::Trailer,
            _ if line.is_empty() => Self::ChunkSize,
            _ => return None,
        })
    }

    /// Returns the state after this many bytes of the body, no more than are left.
    pub(super) fn after_body(self, count: u32) -> Self {
        match self {
            Self::Body(left) => Self::Body(left - count),
            Self::Chunk(left) if left == count => Self::ChunkCrLf,
            Self::Chunk(left) => Self::Chunk(left - count),
            _ => self,
        }
    }
}
