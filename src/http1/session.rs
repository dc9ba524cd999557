use core::fmt;

use super::{Broken, Head, StreamHead, buffer::Buffer, exchange::Exchange};

/// A piece of a request that is at least as long goes out from where it lies: the token above all.
const LONG: usize = 64;

/// What a connection knows of its stream: how far the exchange on it is, and whether another may follow.
#[repr(C)] // in this order the buffer lies on a word boundary with nothing smaller before it: it is cleared by words
pub(crate) struct Session {
    /// How much of the body is still to be written.
    unwritten: u32,
    /// Which server the stream leads to.
    server: u32,
    buffer: Buffer,
    exchange: Exchange,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Idle,
    Request,
    Response,
}

impl Session {
    pub(crate) const fn new() -> Self {
        Self {
            phase: Phase::Idle,
            buffer: Buffer::new(),
            exchange: Exchange::new(),
            unwritten: 0,
            server: 0,
        }
    }

    pub(crate) fn is_request(&self) -> bool {
        self.phase == Phase::Request
    }

    pub(crate) fn is_response(&self) -> bool {
        self.phase == Phase::Response
    }

    /// Begins a request, and returns whether the stream may carry it after the reply with the last head.
    ///
    /// Until it is answered or [`forgotten`](Session::forget), it counts as unfinished.
    pub(crate) fn begin(&mut self, last: &StreamHead, head: &Head<'_>) -> bool {
        let server = fingerprint(head);
        let may_follow = self.is_response()
            && self.exchange.is_over()
            // A server that is careless about where a line ends may be so about where a reply does.
            && !self.exchange.is_lax()
            // Bytes beyond the reply would be taken for the beginning of the next.
            && self.buffer.filled().is_empty()
            && !last.is_closing()
            && self.server == server;
        self.phase = Phase::Request;
        self.buffer.fill(0);
        self.exchange = Exchange::new();
        self.unwritten = head.length;
        self.server = server;
        may_follow
    }

    /// Forgets a request that failed.
    pub(crate) fn forget(&mut self) {
        self.phase = Phase::Idle;
    }

    /// Keeps a piece of the request, to be sent with others. A piece that is not kept is for sending after those kept.
    pub(crate) fn keep(&mut self, piece: &[u8]) -> bool {
        piece.len() < LONG && self.buffer.append(piece)
    }

    /// Returns what was kept.
    pub(crate) fn kept(&self) -> &[u8] {
        self.buffer.filled()
    }

    /// Takes note that what was kept was sent.
    pub(crate) fn sent(&mut self) {
        self.buffer.fill(0);
    }

    /// Counts bytes of the body, and returns them in two parts, or `None` if there are too many.
    ///
    /// The second part is short enough to be [kept](Session::keep), and the last byte of the body is in it.
    pub(crate) fn write<'a>(&mut self, bytes: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        self.unwritten = self.unwritten.checked_sub(u32::try_from(bytes.len()).ok()?)?;
        bytes.split_at_checked(bytes.len().saturating_sub(LONG - 1))
    }

    /// Returns whether the body was written as long as announced.
    pub(crate) fn is_written(&self) -> bool {
        self.unwritten == 0
    }

    /// Returns where bytes of the reply go.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        self.buffer.space()
    }

    /// Takes note of how many came, and returns whether that is possible.
    pub(crate) fn fill(&mut self, count: usize) -> bool {
        self.buffer.fill(count)
    }

    /// Takes note that the stream has ended, and returns whether that was due.
    pub(crate) fn end(&mut self) -> bool {
        self.exchange.end()
    }

    /// Reads the head of the reply out of what came, and returns whether all of it has come.
    pub(crate) fn read_head(&mut self, head: &mut StreamHead) -> Result<bool, Broken> {
        while self.exchange.is_in_head() {
            if self.buffer.filled().is_empty() {
                return Ok(false);
            }
            self.exchange.push(&mut self.buffer, Some(head))?;
        }
        self.phase = Phase::Response;
        Ok(true)
    }

    /// Reads some of the body out of what came, and returns how much.
    pub(crate) fn read_body(&mut self, to: &mut [u8]) -> Result<usize, Broken> {
        while self.exchange.is_in_lines() {
            if self.buffer.filled().is_empty() {
                return Ok(0);
            }
            self.exchange.push(&mut self.buffer, None)?;
        }
        if self.exchange.is_over() {
            return Ok(0);
        }
        let bytes = self.buffer.filled();
        let count = self.exchange.pass(bytes.len().min(to.len()));
        if let (Some(to), Some(bytes)) = (to.get_mut(..count), bytes.get(..count)) {
            to.copy_from_slice(bytes);
        }
        self.buffer.consume(count);
        Ok(count)
    }

    /// Returns whether nothing of the body can be read until more has come.
    pub(crate) fn is_hungry(&self) -> bool {
        !self.exchange.is_over() && self.buffer.filled().is_empty()
    }
}

/// The phase is all that is shown: the buffer may hold a part of the token.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phase.fmt(f)
    }
}

/// Tells servers apart (FNV-1a), so that a stream to one is not used for another.
fn fingerprint(head: &Head<'_>) -> u32 {
    // What differs in the highest bit at first does so at last: the multiplier is odd.
    let start = 0x811C_9DC5 ^ u32::from(head.server.is_secure) << 31;
    head.authority
        .iter()
        .fold(start, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
