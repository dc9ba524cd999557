//! A byte stream that does what a plan says, blocking and async, and a dialler of such streams.

use std::{cell::RefCell, rc::Rc};

use embedded_svc::io::{ErrorType, Read, ReadReady, Write};
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
    /// What the server sends when a body has come.
    reply: Vec<u8>,
    /// The server leaves the stream open after its reply.
    stays_open: bool,
    streams: Vec<Trace>,
    /// From which byte of the reply on reads are counted.
    counting_from: usize,
}

/// What happened on one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What was passed on.
    pub passed: Vec<u8>,
    /// What the server has sent.
    sent: Vec<u8>,
    /// How many bodies it has answered.
    answered: usize,
    /// What was read of it.
    pub delivered: Vec<u8>,
    /// What the last read came to if it gave nothing.
    pub end: Option<ReadEnd>,
    /// How many reads there were when all that counts was there.
    beyond: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadEnd {
    Over,
    Failed,
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

    /// Checks that who has a reply does not wait for more of it, and that who saw the end does not look again.
    pub fn check_bounds(&self, reading: &Reading) {
        let shared = self.0.borrow();
        let most = usize::from(matches!(reading.end, End::WithStream | End::Short | End::Closed));
        for trace in &shared.streams {
            assert!(trace.beyond <= most, "{} reads beyond {reading:?}", trace.beyond);
        }
    }

    pub fn dial(&self) -> Result<Stream, Thrown> {
        let mut shared = self.0.borrow_mut();
        if let Act::Fail | Act::Leak = shared.plan.act() {
            return Err(Thrown);
        }
        shared.streams.push(Trace::default());
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
    pub fn take(&self, bytes: &[u8]) -> Result<usize, Thrown> {
        let shared = &mut *self.shared.borrow_mut();
        let trace = &mut shared.streams[self.number];
        assert!(!bytes.is_empty(), "an empty write is no work");
        let (taken, claim) = match shared.plan.act() {
            Act::Fail => (0, Err(Thrown)),
            Act::Leak => (bytes.len(), Err(Thrown)),
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
        match self.shared.borrow_mut().plan.act() {
            Act::Fail | Act::Leak => Err(Thrown),
            _ => Ok(()),
        }
    }

    pub fn give(&self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        let shared = &mut *self.shared.borrow_mut();
        let trace = &mut shared.streams[self.number];
        assert!(!buffer.is_empty(), "an empty read cannot be told from the end");
        assert_eq!(trace.end, None, "a read after the last");
        trace.beyond += usize::from(trace.delivered.len() >= shared.counting_from);
        let most = match shared.plan.act() {
            Act::Fail | Act::Leak => {
                trace.end = Some(ReadEnd::Failed);
                return Err(Thrown);
            }
            Act::TooMuch => {
                trace.end = Some(ReadEnd::Lied);
                return Ok(buffer.len() + 1);
            }
            Act::Nothing => 0,
            Act::Piece(most) => most,
            Act::All | Act::Less => usize::MAX,
        };
        let rest = &trace.sent[trace.delivered.len()..];
        let count = rest.len().min(most).min(buffer.len());
        if count == 0 && most > 0 && shared.stays_open {
            // Who waits for what never comes runs into the timeout of the stream.
            trace.end = Some(ReadEnd::Failed);
            return Err(Thrown);
        }
        buffer[..count].copy_from_slice(&rest[..count]);
        if count == 0 {
            trace.end = Some(ReadEnd::Over);
        }
        let given = buffer[..count].to_vec();
        trace.delivered.extend(given);
        Ok(count)
    }

    pub fn is_ready(&self) -> bool {
        let shared = self.shared.borrow();
        let trace = &shared.streams[self.number];
        !shared.stays_open || trace.sent.len() > trace.delivered.len()
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
        self.take(bytes)
    }

    fn flush(&mut self) -> Result<(), Thrown> {
        self.flush_all()
    }
}

impl ReadReady for Stream {
    fn read_ready(&mut self) -> Result<bool, Thrown> {
        Ok(self.is_ready())
    }
}
