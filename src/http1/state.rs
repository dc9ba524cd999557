use super::{
    ProtocolError, ResponseHead,
    line::{Line, is},
};
use crate::decimal;

/// The number of interim responses that are skipped.
const MAX_INTERIM: u8 = 8;

/// The part of an exchange that comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State {
    /// A request.
    Idle,
    /// This many bytes of the request's body.
    Request(u32),
    StatusLine,
    /// Headers, with no framing of the body so far: then the end of the stream ends it.
    Headers,
    /// Headers, with a body of this length.
    HeadersLength(u32),
    /// Headers, with a body in chunks.
    HeadersChunked,
    /// This many bytes of a body of announced length.
    Body(u32),
    /// A body that the end of the stream ends.
    UntilEof,
    ChunkSize,
    /// This many bytes of a chunk.
    Chunk(u32),
    /// The line end behind a chunk.
    ChunkCrLf,
    Trailer,
    /// Nothing: the response is whole.
    Done,
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

    /// Returns how many bytes of the body come next.
    pub(super) fn body_left(self) -> usize {
        match self {
            Self::Body(left) | Self::Chunk(left) => usize::try_from(left).unwrap_or(usize::MAX),
            Self::UntilEof => usize::MAX,
            _ => 0,
        }
    }

    /// Returns the state after a line, of the head if there is one.
    #[inline(never)] // smaller than in its caller
    pub(super) fn after_line(
        self,
        line: &Line<'_>,
        head: Option<&mut ResponseHead>,
        interim: &mut u8,
    ) -> Result<Self, ProtocolError> {
        let Some(head) = head else {
            return self.after_chunk_line(line).ok_or(ProtocolError::Chunk);
        };
        match self {
            // Servers that send an empty line before a response are tolerated.
            Self::StatusLine if line.is_empty() => Ok(Self::StatusLine),
            Self::StatusLine => {
                *head = ResponseHead::new(line.status().ok_or(ProtocolError::StatusLine)?);
                Ok(Self::Headers)
            }
            _ if line.is_empty() => self.after_head(head.status, interim),
            _ => self.after_header(line, head),
        }
    }

    fn after_header(self, line: &Line<'_>, head: &mut ResponseHead) -> Result<Self, ProtocolError> {
        let (name, value) = line.header().ok_or(ProtocolError::Header)?;
        let framed = if is(name, b"content-length") {
            head.set_content_length(value);
            let length = decimal::parse(value).filter(|_| value.len() <= 10);
            Self::HeadersLength(length.ok_or(ProtocolError::Length)?)
        } else if is(name, b"transfer-encoding") {
            if !is(value, b"chunked") {
                return Err(ProtocolError::Length);
            }
            Self::HeadersChunked
        } else {
            if is(name, b"retry-after") {
                head.set_retry_after(value);
            }
            return Ok(self);
        };
        // Two framings, even of the same length, are an attack or a mistake.
        if self == Self::Headers {
            Ok(framed)
        } else {
            Err(ProtocolError::Length)
        }
    }

    fn after_head(self, status: u16, interim: &mut u8) -> Result<Self, ProtocolError> {
        Ok(match (status, self) {
            // No body follows, whatever the headers say. For 101, nobody asked for another protocol.
            (101 | 204 | 304, _) => Self::Done,
            (..200, _) => {
                *interim += 1;
                if *interim > MAX_INTERIM {
                    return Err(ProtocolError::TooLong);
                }
                Self::StatusLine
            }
            (_, Self::HeadersLength(0)) => Self::Done,
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
            Self::Trailer if line.is_empty() => Self::Done,
            Self::Trailer => Self::Trailer,
            _ if line.is_empty() => Self::ChunkSize,
            _ => return None,
        })
    }

    /// Returns the state after this many bytes of the body, no more than are left.
    pub(super) fn after_body(self, count: u32) -> Self {
        match self {
            Self::Body(left) if left == count => Self::Done,
            Self::Body(left) => Self::Body(left - count),
            Self::Chunk(left) if left == count => Self::ChunkCrLf,
            Self::Chunk(left) => Self::Chunk(left - count),
            _ => self,
        }
    }
}
