use super::{ProtocolError, ResponseHead, line::Line};
use crate::decimal;

/// How many interim replies are passed over.
const MOST_INTERIM: u8 = 8;

/// The length of a body that goes on until the stream ends, and of every one so long that 32 bits do not count it.
const ENDLESS: u32 = u32::MAX;

/// One exchange on a stream, from the first byte of a request to the last of the reply: how far it is, and what comes
/// next.
pub(super) struct Exchange {
    pub(super) phase: Phase,
    /// How the body of the reply begins, once the head says so.
    framing: Phase,
    /// How many more bytes of the body there are, first of the request's, then of the reply's or of its chunk.
    left: u32,
    interim: u8,
    /// Whether the stream is of no use afterwards.
    is_last: bool,
}

/// What an exchange waits for, in the order in which it does.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Phase {
    /// A request.
    Idle,
    /// The rest of the request.
    Request,
    StatusLine,
    Header,
    ChunkSize,
    ChunkEnd,
    Trailer,
    Chunk,
    /// A body that is not in chunks. With nothing left of it, the reply is whole.
    Body,
}

impl Exchange {
    pub(super) const fn new(phase: Phase, length: u32) -> Self {
        Self {
            phase,
            framing: Phase::Idle,
            left: length,
            interim: 0,
            is_last: false,
        }
    }

    /// Counts bytes of the request's body, and returns whether they belong to it.
    pub(super) fn write(&mut self, count: usize) -> bool {
        let left = u32::try_from(count).ok().and_then(|count| self.left.checked_sub(count));
        if let Some(left) = left {
            self.left = left;
        }
        left.is_some()
    }

    /// Ends the request, and returns whether it was whole.
    pub(super) fn end_request(&mut self) -> bool {
        self.phase = Phase::StatusLine;
        self.left == 0
    }

    /// Returns whether the reply is whole.
    pub(super) fn is_over(&self) -> bool {
        self.phase == Phase::Body && self.left == 0
    }

    /// Returns whether the stream may carry another exchange after this.
    pub(super) fn may_be_followed(&self) -> bool {
        self.is_over() && !self.is_last
    }

    /// Takes note that the stream has ended, and returns whether that was due. A body of announced length may be short:
    /// its reader can count.
    pub(super) fn end(&mut self) -> bool {
        self.left = 0;
        self.phase == Phase::Body
    }

    /// Returns how many bytes of the body come next.
    pub(super) fn left(&self) -> usize {
        usize::try_from(self.left).unwrap_or(usize::MAX)
    }

    /// Counts bytes of the reply's body, no more than are [left](Exchange::left).
    pub(super) fn consume(&mut self, count: usize) {
        if self.left != ENDLESS {
            self.left = self.left.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX));
        }
        if self.left == 0 && self.phase == Phase::Chunk {
            self.phase = Phase::ChunkEnd;
        }
    }

    /// Reads a line, of the head into `head`, and decides what follows it.
    #[inline(never)] // smaller than in its caller, where the registers run out
    pub(super) fn read(&mut self, line: &[u8], head: Option<&mut ResponseHead>) -> Result<(), ProtocolError> {
        let line = &Line::new(line);
        if line.is_bare {
            self.is_last = true;
        }
        self.phase = match head {
            Some(head) if self.phase == Phase::StatusLine => self.read_status(line, head)?,
            Some(head) => self.read_header(line, head)?,
            None => self.read_frame(line).ok_or(ProtocolError::Chunk)?,
        };
        Ok(())
    }

    fn read_status(&mut self, line: &Line<'_>, head: &mut ResponseHead) -> Result<Phase, ProtocolError> {
        if line.is_empty() {
            // Everybody passes over it, but a server this careless may be so about where a reply ends.
            self.is_last = true;
            return Ok(Phase::StatusLine);
        }
        let (minor, status) = line.status().ok_or(ProtocolError::StatusLine)?;
        *head = ResponseHead::new(status);
        if minor == b'0' {
            self.is_last = true;
        }
        self.framing = Phase::Idle;
        Ok(Phase::Header)
    }

    fn read_header(&mut self, line: &Line<'_>, head: &mut ResponseHead) -> Result<Phase, ProtocolError> {
        if line.is_empty() {
            return self.end_head(head.status);
        }
        let (name, value) = line.header().ok_or(ProtocolError::Header)?;
        // How the body is framed, if this header says so.
        let framing = if name.eq_ignore_ascii_case(b"Content-Length") {
            let length = decimal::read(value);
            self.left = length.filter(|_| value.len() <= 10).ok_or(ProtocolError::Length)?;
            head.set_content_length(value);
            Phase::Body
        } else if name.eq_ignore_ascii_case(b"Transfer-Encoding") {
            if !value.eq_ignore_ascii_case(b"chunked") {
                return Err(ProtocolError::Length);
            }
            Phase::ChunkSize
        } else {
            if name.eq_ignore_ascii_case(b"Connection") && !value.eq_ignore_ascii_case(b"keep-alive") {
                // Whatever else it says, not to use a stream again is never wrong.
                self.is_last = true;
            }
            if name.eq_ignore_ascii_case(b"Retry-After") {
                head.set_retry_after(value);
            }
            return Ok(Phase::Header);
        };
        if self.framing != Phase::Idle {
            // It may be said once.
            return Err(ProtocolError::Length);
        }
        self.framing = framing;
        Ok(Phase::Header)
    }

    /// Decides what follows the head.
    fn end_head(&mut self, status: u16) -> Result<Phase, ProtocolError> {
        match (status, self.framing) {
            // No body follows, whatever the headers say.
            (204 | 304, _) => self.left = 0,
            // Nobody asked for another protocol, so nothing that comes after this is for us.
            (101, _) => {
                self.is_last = true;
                self.left = 0;
            }
            (..200, _) => {
                self.interim += 1;
                return if self.interim > MOST_INTERIM {
                    Err(ProtocolError::TooLong)
                } else {
                    Ok(Phase::StatusLine)
                };
            }
            (_, Phase::Idle) => {
                self.is_last = true;
                self.left = ENDLESS;
            }
            (_, framing) => return Ok(framing),
        }
        Ok(Phase::Body)
    }

    /// Reads a line between chunks.
    fn read_frame(&mut self, line: &Line<'_>) -> Option<Phase> {
        // White space after a size is another carelessness.
        if line.is_padded() {
            self.is_last = true;
        }
        Some(match self.phase {
            Phase::ChunkSize => {
                self.left = line.chunk_size()?;
                if self.left == 0 { Phase::Trailer } else { Phase::Chunk }
            }
            Phase::Trailer if line.is_empty() => Phase::Body,
            Phase::Trailer => Phase::Trailer,
            _ if line.is_empty() => Phase::ChunkSize,
            _ => return None,
        })
    }
}
