use core::fmt;

use super::{ProtocolError, ResponseHead, StreamError, line::Line, line_buffer::LineBuffer, state::State};

/// The most bytes of lines in one response. A server that sends more would never end.
const MAX_LINE_BYTES: usize = 1 << 20;

/// The client's end of one exchange at a time.
///
/// A driver [enters](Connection::enter) a [`Task`], carries out the operation that [`next`](Connection::next) returns, and reports
/// it with [`advance`](Connection::advance), until the task is done. An operation that is not reported is returned again.
pub(crate) struct Connection {
    state: State,
    /// True during a task, and after one that was dropped before its end.
    is_busy: bool,
    /// The interim responses so far.
    interim: u8,
    /// The bytes of lines so far.
    line_bytes: usize,
    buffer: LineBuffer,
}

/// A part of an exchange.
pub(crate) enum Task<'t, 'p> {
    /// Send these pieces of the request, but keep short ones, and the last byte of each, to be sent with others.
    Send(&'t mut [&'p [u8]]),
    /// Send the bytes that are kept, and flush the stream.
    Flush,
    /// Send the bytes that are kept, and receive the head of the response.
    ReceiveHead(&'t mut ResponseHead),
    /// Receive some of the body.
    ReceiveBody(&'t mut [u8]),
    /// The task is done, and this many bytes of the body were received.
    Done(usize),
}

/// The next operation on the stream.
pub(crate) enum Next<'n> {
    Write(&'n [u8]),
    Flush,
    Read(&'n mut [u8]),
    /// None: the task is done, and this many bytes of the body were received.
    Done(usize),
}

impl Connection {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Idle,
            is_busy: false,
            interim: 0,
            line_bytes: 0,
            buffer: LineBuffer::new(),
        }
    }

    pub(crate) fn is_request(&self) -> bool {
        !self.is_busy && matches!(self.state, State::Request(_))
    }

    pub(crate) fn is_response(&self) -> bool {
        !matches!(self.state, State::Idle | State::Request(_)) && !self.state.is_in_head()
    }

    /// Returns whether the response is whole.
    pub(crate) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Begins an exchange with a request body of this length. Anything that is left of another is discarded.
    pub(crate) fn begin(&mut self, length: u32) {
        self.state = State::Request(length);
        self.is_busy = false;
        self.interim = 0;
        self.line_bytes = 0;
        self.buffer.clear();
    }

    /// Gives up the exchange.
    pub(crate) fn abort(&mut self) {
        self.state = State::Idle;
        self.is_busy = false;
    }

    /// Counts bytes of the request's body that are about to be sent. More than announced end the request.
    pub(crate) fn count_body(&mut self, count: usize) {
        if let State::Request(left) = self.state {
            let left = u32::try_from(count).ok().and_then(|count| left.checked_sub(count));
            self.state = left.map_or(State::Idle, State::Request);
        }
    }

    /// Begins a task.
    pub(crate) fn enter<E>(&mut self) -> Result<(), StreamError<E>> {
        if self.is_busy {
            return Err(StreamError::InvalidState);
        }
        self.is_busy = true;
        Ok(())
    }

    /// Returns the next operation of a task.
    pub(crate) fn next<'n, E>(&'n mut self, task: &'n mut Task<'_, '_>) -> Result<Next<'n>, StreamError<E>> {
        let (head, to) = match task {
            Task::Done(count) => return Ok(self.done(*count)),
            Task::Send(pieces) if self.is_sending() => {
                for piece in pieces.iter_mut() {
                    if self.buffer.append(piece) {
                        *piece = &[];
                    } else if self.buffer.is_empty() {
                        return Ok(Next::Write(all_but_last(piece)));
                    } else {
                        return Ok(Next::Write(self.buffer.unread()));
                    }
                }
                return Ok(self.done(0));
            }
            Task::Flush | Task::ReceiveHead(_) if self.is_sending() && !self.buffer.is_empty() => {
                return Ok(Next::Write(self.buffer.unread()));
            }
            Task::Flush if self.is_sending() => return Ok(Next::Flush),
            Task::ReceiveHead(head) => {
                if self.state == State::Request(0) {
                    self.state = State::StatusLine;
                }
                (Some(&mut **head), Default::default())
            }
            Task::ReceiveBody(to) if self.is_response() => (None, &mut **to),
            _ => return Err(StreamError::InvalidState),
        };
        self.receive(head, to)
    }

    /// Receives the head of the response, or some of the body.
    fn receive<'n, E>(
        &'n mut self,
        mut head: Option<&mut ResponseHead>,
        to: &'n mut [u8],
    ) -> Result<Next<'n>, StreamError<E>> {
        while self.state.is_line() && head.is_none() || self.state.is_in_head() {
            let Some(line) = self.buffer.take_line(&mut self.line_bytes) else {
                if self.line_bytes >= MAX_LINE_BYTES {
                    return Err(ProtocolError::TooLong.into());
                }
                return Ok(Next::Read(self.buffer.unfilled()));
            };
            self.state = self
                .state
                .after_line(&Line::new(line), head.as_deref_mut(), &mut self.interim)?;
        }
        let most = self.state.body_left().min(to.len());
        let to = to.get_mut(..most).unwrap_or_default();
        let count = self.buffer.read(to);
        if count > 0 || to.is_empty() {
            self.consume(count);
            return Ok(self.done(count));
        }
        Ok(Next::Read(to))
    }

    /// Reports that the operation has moved this many bytes. A flush moves any number but 0.
    pub(crate) fn advance<E>(&mut self, task: &mut Task<'_, '_>, count: usize) -> Result<(), StreamError<E>> {
        match (self.state, &mut *task) {
            (State::Request(_), _) if count == 0 => return Err(StreamError::InvalidByteCount),
            (State::Request(_), _) if !self.buffer.is_empty() => self.buffer.consume(count),
            // A stream that claims to have written more than it was given may have done so. The response will tell.
            (State::Request(_), Task::Send(pieces)) => {
                if let Some(piece) = pieces.iter_mut().find(|piece| !piece.is_empty()) {
                    *piece = piece.get(count..).unwrap_or_default();
                }
            }
            (State::Request(_), _) => *task = Task::Done(0),
            // The reader of a body that is shorter than announced can count.
            (State::Body(_) | State::UntilEof, _) if count == 0 => self.state = State::Done,
            _ if count == 0 => return Err(StreamError::UnexpectedEof),
            (state, Task::ReceiveBody(to)) if !state.is_line() => {
                if count > state.body_left().min(to.len()) {
                    return Err(StreamError::InvalidByteCount);
                }
                self.consume(count);
                *task = Task::Done(count);
            }
            _ if self.buffer.advance(count) => {}
            _ => return Err(StreamError::InvalidByteCount),
        }
        Ok(())
    }

    fn is_sending(&self) -> bool {
        matches!(self.state, State::Request(_))
    }

    fn consume(&mut self, count: usize) {
        self.state = self.state.after_body(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn done(&mut self, count: usize) -> Next<'static> {
        self.is_busy = false;
        Next::Done(count)
    }
}

fn all_but_last(piece: &[u8]) -> &[u8] {
    piece.split_last().map_or(&[], |(_, rest)| rest)
}

/// Shows the state only: the buffer may hold a part of the token.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.fmt(f)
    }
}
