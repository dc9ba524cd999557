use core::{fmt, mem};

use super::{
    ProtocolError, RequestHead, ResponseHead,
    buffer::Buffer,
    exchange::{Exchange, Phase},
};

/// A piece of a request that is at least as long goes out from where it lies: the token above all.
const LONG: usize = 64;

/// How many bytes of lines one reply may have: whoever sends more, sends for ever.
const MOST_LINES: u32 = 1 << 20;

/// What a connection knows of its stream: how far the exchange on it is, and whether another may follow.
pub(crate) struct Session {
    /// Which server the stream leads to.
    server: u32,
    buffer: Buffer,
    exchange: Exchange,
    /// How many bytes of lines the reply had so far.
    lines: u32,
}

impl Session {
    pub(crate) const fn new() -> Self {
        Self {
            server: 0,
            buffer: Buffer::new(),
            exchange: Exchange::new(Phase::Idle, 0),
            lines: 0,
        }
    }

    pub(crate) fn is_request(&self) -> bool {
        Phase::Idle < self.exchange.phase && self.exchange.phase <= Phase::Header
    }

    pub(crate) fn is_response(&self) -> bool {
        Phase::Header < self.exchange.phase
    }

    /// Returns whether bytes of the request may be sent.
    pub(crate) fn is_sending(&self) -> bool {
        self.exchange.phase == Phase::Request
    }

    /// Begins a request, and returns whether the stream may carry it after the last exchange.
    ///
    /// Until it is answered or [`forgotten`](Session::forget), it counts as unfinished.
    pub(crate) fn begin(&mut self, head: &RequestHead<'_>) -> bool {
        let last = mem::replace(&mut self.server, fingerprint(head));
        // Bytes beyond the last reply would be taken for the beginning of the next.
        let may_follow = self.exchange.may_be_followed() && self.buffer.is_empty() && last == self.server;
        self.buffer.clear();
        self.lines = 0;
        self.exchange = Exchange::new(Phase::Request, head.length);
        may_follow
    }

    /// Forgets an exchange that failed.
    pub(crate) fn forget(&mut self) {
        self.exchange.phase = Phase::Idle;
    }

    /// Takes pieces of the request until there is something to send, and returns that: some of them together, or a long
    /// one from where it lies. What is too little to be sent is kept for the next time, unless these are the `last`.
    pub(crate) fn gather<'s, 'p: 's>(&'s mut self, pieces: &mut &[&'p [u8]], last: bool) -> Option<&'s [u8]> {
        while let [piece, rest @ ..] = *pieces {
            if piece.len() < LONG && self.buffer.append(piece) {
                *pieces = rest;
            } else if self.buffer.is_empty() {
                *pieces = rest;
                return Some(piece);
            } else {
                return Some(self.buffer.drain());
            }
        }
        (last && !self.buffer.is_empty()).then(|| self.buffer.drain())
    }

    /// Counts bytes of the body, and returns them in two pieces, or `None` if they are too many or out of order.
    ///
    /// The second piece is short enough to be [kept](Session::gather), and the last byte of the body is in it: whether a
    /// write that fails has passed on its bytes, only the stream knows. So that byte waits for the flush, and when a write
    /// of the body fails, nothing can have been started.
    pub(crate) fn write<'a>(&mut self, bytes: &'a [u8]) -> Option<[&'a [u8]; 2]> {
        let is_due = self.exchange.write(bytes.len());
        let (most, end) = bytes.split_at_checked(bytes.len().saturating_sub(LONG - 1))?;
        is_due.then_some([most, end])
    }

    /// Ends the request, and returns whether its body is as long as announced.
    pub(crate) fn end_request(&mut self) -> bool {
        self.exchange.end_request()
    }

    /// Returns where bytes of the reply go.
    pub(crate) fn unfilled(&mut self) -> &mut [u8] {
        self.buffer.unfilled()
    }

    /// Takes note of how many came, and returns whether that is possible.
    pub(crate) fn advance(&mut self, count: usize) -> bool {
        self.buffer.advance(count)
    }

    /// Takes note that the stream has ended, and returns whether that was due.
    pub(crate) fn end(&mut self) -> bool {
        self.exchange.end()
    }

    /// Reads all of the head out of what came, or if there is no `head` to read, some of the body. Returns how much of
    /// the body, or `None` if more has to come first.
    pub(crate) fn read(
        &mut self,
        mut head: Option<&mut ResponseHead>,
        to: &mut [u8],
    ) -> Result<Option<usize>, ProtocolError> {
        let last = if head.is_some() { Phase::Header } else { Phase::Trailer };
        while self.exchange.phase <= last {
            let Some(line) = self.buffer.take_line(&mut self.lines) else {
                // There is more to come.
                return if self.lines < MOST_LINES {
                    Ok(None)
                } else {
                    Err(ProtocolError::TooLong)
                };
            };
            self.exchange.read(line, head.as_deref_mut())?;
        }
        let count = self.buffer.read(to, self.exchange.left());
        self.exchange.consume(count);
        let is_done = count > 0 || to.is_empty() || self.exchange.is_over();
        Ok(is_done.then_some(count))
    }
}

/// The phase is all that is shown: the buffer may hold a part of the token.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.exchange.phase.fmt(f)
    }
}

/// Tells servers apart (FNV-1a), so that a stream to one is not used for another.
fn fingerprint(head: &RequestHead<'_>) -> u32 {
    // What differs at first does so at last: the multiplier is odd.
    let start = u32::from(head.server.is_secure);
    head.authority
        .iter()
        .fold(start, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
