//! A byte stream that follows a plan, and a dialler of such streams.

use std::{cell::RefCell, rc::Rc};

use embedded_svc::io::{ErrorType, Read, Write};
use scnet_notebook::{Connect, http1::Endpoint};

use crate::{
    connection::Thrown,
    plan::{Act, Plan},
    reading::{End, Reading},
};

/// Opens streams to one server, all of which follow one plan.
#[derive(Clone, Debug)]
pub struct Dialler(Rc<RefCell<Shared>>);

#[derive(Debug)]
struct Shared {
    whole_plan: Plan,
    plan: Plan,
    /// The reply of the server when a body has come.
    reply: Vec<u8>,
    /// The server leaves the stream open after its reply.
    stays_open: bool,
    streams: Vec<Trace>,
    /// The offset in the reply from which on reads are counted.
    counting_from: usize,
}

/// A record of one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Whether the stream was not dropped yet.
    pub is_open: bool,
    /// Whether a write was given the last byte of a body, taken or not.
    pub was_given_all: bool,
    /// The bytes that were passed on.
    pub passed: Vec<u8>,
    /// The bytes that the server has sent.
    sent: Vec<u8>,
    /// The number of bodies that it has answered.
    answered: usize,
    /// The bytes of it that were read.
    pub delivered: Vec<u8>,
    /// The number of bytes that the first read gave.
    pub first_read: Option<usize>,
    /// The result of the last read if it gave nothing.
    pub end: Option<ReadEnd>,
    /// The number of reads after all bytes that count were there.
    beyond: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadEnd {
    Over,
    Failed(Thrown),
    Lied,
}

impl Dialler {
    pub fn new(plan: Plan, reply: &[u8]) -> Self {
        Self(Rc::new(RefCell::new(Shared {
            whole_plan: plan.clone(),
            plan,
            reply: reply.to_vec(),
            stays_open: false,
            streams: Vec::new(),
            counting_from: usize::MAX,
        })))
    }

    pub fn staying_open(self, stays_open: bool) -> Self {
        self.0.borrow_mut().stays_open = stays_open;
        self
    }

    pub fn counting_from(self, count: usize) -> Self {
        self.0.borrow_mut().counting_from = count;
        self
    }

    /// Returns one that does the same from the beginning.
    pub fn again(&self) -> Self {
        let shared = self.0.borrow();
        Self::new(shared.whole_plan.clone(), &shared.reply)
            .staying_open(shared.stays_open)
            .counting_from(shared.counting_from)
    }

    /// From now on all goes well, and the server answers with this.
    pub fn recover(&self, reply: &[u8]) {
        let mut shared = self.0.borrow_mut();
        shared.plan = Plan::default();
        shared.reply = reply.to_vec();
    }

    pub fn traces(&self) -> Vec<Trace> {
        self.0.borrow().streams.clone()
    }

    pub fn has_open_stream(&self) -> bool {
        self.0.borrow().streams.iter().any(|trace| trace.is_open)
    }

    /// Checks that nothing more is read after a whole reply, or after the end of the stream.
    pub fn check_bounds(&self, reading: &Reading) {
        let shared = self.0.borrow();
        let most = usize::from(matches!(reading.end, End::WithStream | End::Closed));
        for trace in &shared.streams {
            assert!(trace.beyond <= most, "{} reads beyond {reading:?}", trace.beyond);
        }
    }

    pub fn dial(&self) -> Result<Stream, Thrown> {
        let mut shared = self.0.borrow_mut();
        // The server, or a modem, may have room for one stream only.
        assert!(shared.streams.iter().all(|trace| !trace.is_open), "two streams at once");
        if let Some(error) = shared.plan.act().error() {
            return Err(error);
        }
        shared.streams.push(Trace {
            is_open: true,
            ..Trace::default()
        });
        Ok(Stream {
            shared: Rc::clone(&self.0),
            number: shared.streams.len() - 1,
        })
    }
}

#[derive(Debug)]
pub struct Stream {
    shared: Rc<RefCell<Shared>>,
    number: usize,
}

impl Stream {
    /// Records the bytes that a write is given, before it takes any.
    pub fn offer(&self, bytes: &[u8]) {
        self.shared.borrow_mut().streams[self.number].was_given_all |= bytes.contains(&b'}');
    }

    pub fn take(&self, bytes: &[u8]) -> Result<usize, Thrown> {
        let shared = &mut *self.shared.borrow_mut();
        let trace = &mut shared.streams[self.number];
        assert!(!bytes.is_empty(), "an empty write is no work");
        let (taken, claim) = match shared.plan.act() {
            Act::Fail => (0, Err(Thrown::Unplugged)),
            Act::Interrupt => (0, Err(Thrown::Interrupted)),
            Act::Leak => (bytes.len(), Err(Thrown::Unplugged)),
            Act::Nothing => (0, Ok(0)),
            Act::TooMuch => (bytes.len(), Ok(bytes.len() + 1)),
            Act::Less => (bytes.len(), Ok((bytes.len() - 1).max(1))),
            Act::Piece(most) => (bytes.len().min(most), Ok(bytes.len().min(most))),
            Act::All => (bytes.len(), Ok(bytes.len())),
        };
        trace.passed.extend(&bytes[..taken]);
        let bodies = trace.passed.iter().filter(|byte| **byte == b'}').count();
        if bodies > trace.answered {
            trace.answered = bodies;
            trace.sent.extend(&shared.reply);
        }
        claim
    }

    pub fn flush_all(&self) -> Result<(), Thrown> {
        self.shared.borrow_mut().plan.act().error().map_or(Ok(()), Err)
    }

    pub fn give(&self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        let shared = &mut *self.shared.borrow_mut();
        let trace = &mut shared.streams[self.number];
        assert!(!buffer.is_empty(), "an empty read cannot be told from the end");
        assert_eq!(trace.end, None, "a read after the last");
        trace.beyond += usize::from(trace.delivered.len() >= shared.counting_from);
        let act = shared.plan.act();
        if let Some(error) = act.error() {
            // A read that is interrupted is tried again.
            trace.end = (error != Thrown::Interrupted).then_some(ReadEnd::Failed(error));
            return Err(error);
        }
        let most = match act {
            Act::TooMuch => {
                trace.end = Some(ReadEnd::Lied);
                return Ok(buffer.len() + 1);
            }
            Act::Nothing => 0,
            Act::Piece(most) => most,
            _ => usize::MAX,
        };
        let rest = &trace.sent[trace.delivered.len()..];
        let count = rest.len().min(most).min(buffer.len());
        if count == 0 && most > 0 && shared.stays_open {
            // The stream times out.
            trace.end = Some(ReadEnd::Failed(Thrown::Unplugged));
            return Err(Thrown::Unplugged);
        }
        buffer[..count].copy_from_slice(&rest[..count]);
        if count == 0 {
            trace.end = Some(ReadEnd::Over);
        }
        trace.delivered.extend(&buffer[..count]);
        trace.first_read.get_or_insert(count);
        Ok(count)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.shared.borrow_mut().streams[self.number].is_open = false;
    }
}

impl Connect for Dialler {
    type Stream = Stream;

    fn connect(&mut self, _: &Endpoint<'_>) -> Result<Stream, Thrown> {
        self.dial()
    }
}

impl ErrorType for Stream {
    type Error = Thrown;
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        self.give(buffer)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        self.offer(bytes);
        self.take(bytes)
    }

    fn flush(&mut self) -> Result<(), Thrown> {
        self.flush_all()
    }
}
