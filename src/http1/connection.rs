use core::{fmt, mem};

use super::{RequestHead, ResponseHead, StreamError, line_buffer::LineBuffer, state::State};

/// The client's end of one exchange at a time.
///
/// A driver [begins](Connection::begin_task) a [`Task`], carries out the operation that [`next`](Connection::next) returns, and
/// reports it with [`advance`](Connection::advance), until there is none, and [ends](Connection::end_task) the task. An
/// operation that is not reported is returned again.
pub(crate) struct Connection {
    /// Idle during a task, and therefore after one that failed or was dropped before its end.
    state: State,
    buffer: LineBuffer,
}

/// A part of an exchange.
pub(crate) enum Part<'p> {
    /// Send this piece of the request, and then those of a head, but keep short ones, and the last byte of a long one, to be sent
    /// with others.
    Send(&'p [u8], Option<&'p mut RequestHead<'p>>),
    /// Send the bytes that are kept, and flush the stream.
    Flush,
    /// Send the bytes that are kept, and receive the head of the response.
    ReceiveHead(&'p mut ResponseHead),
    /// Receive some of the body.
    ReceiveBody(&'p mut [u8]),
}

/// A part of an exchange, and its progress.
pub(crate) struct Task<'p> {
    state: State,
    part: Part<'p>,
    /// The number of bytes of the body that were received.
    received: usize,
}

/// An operation on the stream.
pub(crate) enum Operation<'o> {
    Write(&'o [u8]),
    Flush,
    Read(&'o mut [u8]),
}

impl Connection {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Idle,
            buffer: LineBuffer::new(),
        }
    }

    pub(crate) fn is_request(&self) -> bool {
        matches!(self.state, State::Request)
    }

    pub(crate) fn is_response(&self) -> bool {
        self.state.is_response()
    }

    /// Returns whether the stream is of no more use.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Idle | State::Body(0))
    }

    /// Begins an exchange. Anything that is left of another is discarded.
    pub(crate) fn begin(&mut self) {
        self.state = State::Request;
        self.buffer.clear();
    }

    /// Gives up the exchange.
    pub(crate) fn abort(&mut self) {
        self.state = State::Idle;
    }

    /// Begins a task, which takes the state.
    pub(crate) fn begin_task<'p>(&mut self, part: Part<'p>) -> Task<'p> {
        Task {
            state: mem::replace(&mut self.state, State::Idle),
            part,
            received: 0,
        }
    }

    /// Ends a task that is done, and returns the number of bytes of the body that were received.
    pub(crate) fn end_task(&mut self, task: &Task<'_>) -> usize {
        self.state = task.state.after_body(u32::try_from(task.received).unwrap_or(u32::MAX));
        task.received
    }

    /// Returns the next operation of a task, or `None` if it is done.
    pub(crate) fn next<'n, E>(&'n mut self, task: &'n mut Task<'_>) -> Result<Option<Operation<'n>>, StreamError<E>> {
        let state = &mut task.state;
        let (mut head, to) = match (*state, &mut task.part) {
            (State::Request, Part::Send(piece, head)) => {
                while self.buffer.append(piece) {
                    let Some(next) = head.as_mut().and_then(|head| head.next_piece()) else {
                        return Ok(None);
                    };
                    *piece = next;
                }
                return Ok(Some(Operation::Write(match piece {
                    [all_but_last @ .., _] if self.buffer.is_empty() => all_but_last,
                    _ => self.buffer.unread(),
                })));
            }
            (State::Request, _) if !self.buffer.is_empty() => {
                return Ok(Some(Operation::Write(self.buffer.unread())));
            }
            (State::Request, Part::Flush) => return Ok(Some(Operation::Flush)),
            (State::Request, Part::ReceiveHead(head)) => {
                *state = State::StatusLine;
                head.interim = 0;
                (Some(&mut **head), None)
            }
            (_, Part::ReceiveHead(head)) if state.is_in_head() => (Some(&mut **head), None),
            (_, Part::ReceiveBody(to)) if state.is_response() => (None, Some(to)),
            _ => return Err(StreamError::InvalidState),
        };
        while state.is_in_head() || head.is_none() && state.is_line() {
            let Some(line) = self.buffer.take_line() else {
                return Ok(Some(Operation::Read(self.buffer.unfilled()?)));
            };
            state.read_line(&line, head.as_deref_mut())?;
        }
        let Some(to) = to else { return Ok(None) };
        let most = state.body_left().min(to.len());
        *to = mem::take(to).get_mut(..most).unwrap_or_default();
        task.received = self.buffer.read(to);
        if task.received > 0 || to.is_empty() {
            return Ok(None);
        }
        Ok(Some(Operation::Read(to)))
    }

    /// Reports that the operation has moved this many bytes, and returns whether the task is done. A flush moves any number but
    /// 0.
    pub(crate) fn advance<E>(&mut self, task: &mut Task<'_>, count: usize) -> Result<bool, StreamError<E>> {
        let state = &mut task.state;
        match (*state, &mut task.part) {
            (State::Request, _) if count == 0 => return Err(StreamError::InvalidByteCount),
            (State::Request, _) if !self.buffer.is_empty() => self.buffer.consume(count),
            // A stream that claims to have written more than it was given has not seen the last byte.
            (State::Request, Part::Send(piece, _)) => {
                let given = piece.len().saturating_sub(1);
                *piece = piece.get(count.min(given)..).unwrap_or_default();
            }
            (State::Request, _) => return Ok(true),
            (State::UntilEof, _) if count == 0 => *state = State::Body(0),
            _ if count == 0 => return Err(StreamError::UnexpectedEof),
            _ if state.is_line() => {
                if !self.buffer.advance(count) {
                    return Err(StreamError::InvalidByteCount);
                }
            }
            (_, Part::ReceiveBody(to)) if count <= to.len() => {
                task.received = count;
                return Ok(true);
            }
            _ => return Err(StreamError::InvalidByteCount),
        }
        Ok(false)
    }
}

/// Shows the state only: the buffer may hold a part of the token.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.fmt(f)
    }
}
