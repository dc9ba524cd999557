//! A byte stream that plays a script, blocking and async, and a dialler of such streams.

#![allow(unreachable_pub, reason = "a test program has no interface")]

use std::{cell::RefCell, collections::VecDeque, ops::Range, rc::Rc};

use embedded_svc::io::{ErrorKind, ErrorType, Read, Write, asynch};
use scnet_notebook::http1::Endpoint;

use crate::polling::{pause, poll_times};

/// The behaviour of one stream.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The bytes of the server, sent when a request was flushed.
    pub reply: Vec<u8>,
    /// The most bytes that one read gives, or one write takes; 0 is as many as there are.
    pub piece: usize,
    /// The operations that fail, counted from 0, and their error.
    pub fails: Option<(Range<usize>, Failure)>,
    /// A write that fails has passed on its bytes all the same.
    pub leaks: bool,
    /// The count that every write claims to have taken, instead of the truth.
    pub write_claims: Option<usize>,
    /// The count that every read claims to have given, instead of the truth.
    pub read_claims: Option<usize>,
    /// The server keeps the stream open after its reply: another read would wait for ever.
    pub stays_open: bool,
}

impl Script {
    pub fn new(reply: impl Into<Vec<u8>>) -> Self {
        Self {
            reply: reply.into(),
            ..Self::default()
        }
    }

    pub fn failing(self, operations: Range<usize>, failure: Failure) -> Self {
        Self {
            fails: Some((operations, failure)),
            ..self
        }
    }
}

/// A record of all streams.
#[derive(Debug, Default)]
pub struct Log {
    /// The servers that were dialled, as `host port` with `s` for secure.
    pub dialled: Vec<String>,
    /// The writes on each stream.
    pub writes: Vec<Vec<Vec<u8>>>,
    /// The bytes that were read from each stream.
    pub read: Vec<Vec<u8>>,
    /// Whether a write was given the last byte of a body, taken or not.
    pub was_given_all: bool,
    /// The number of streams that were not dropped yet.
    pub open: usize,
    pub operations: usize,
    pub flushes: usize,
}

impl Log {
    pub fn written(&self, stream: usize) -> String {
        String::from_utf8(self.writes[stream].concat()).unwrap()
    }

    /// Returns the number of notebooks that a server would have started.
    pub fn starts(&self) -> usize {
        self.writes
            .iter()
            .filter(|writes| writes.concat().ends_with(b"}"))
            .count()
    }
}

/// Opens the scripted streams one after the other.
#[derive(Clone, Debug, Default)]
pub struct Dialler {
    scripts: Rc<RefCell<VecDeque<Script>>>,
    pub log: Rc<RefCell<Log>>,
}

impl Dialler {
    pub fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self {
            scripts: Rc::new(RefCell::new(scripts.into_iter().collect())),
            log: Rc::default(),
        }
    }

    pub fn dial(&self, server: &Endpoint<'_>) -> Result<Stream, Failure> {
        let secure = if server.is_secure { "s" } else { "" };
        let mut log = self.log.borrow_mut();
        assert_eq!(log.open, 0, "one stream at a time");
        log.dialled
            .push(format!("{secure} {} {}", server.host, server.port).trim().to_owned());
        let script = self.scripts.borrow_mut().pop_front().ok_or(UNPLUGGED)?;
        log.writes.push(Vec::new());
        log.read.push(Vec::new());
        log.open += 1;
        Ok(Stream {
            script,
            has_request: false,
            number: log.writes.len() - 1,
            log: Rc::clone(&self.log),
        })
    }
}

/// The error of a stream. Its source is there to be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure(pub ErrorKind);

pub const UNPLUGGED: Failure = Failure(ErrorKind::NotConnected);

impl core::fmt::Display for Failure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("cable was pulled")
    }
}

impl core::error::Error for Failure {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&core::fmt::Error)
    }
}

impl embedded_svc::io::Error for Failure {
    fn kind(&self) -> ErrorKind {
        self.0
    }
}

#[derive(Debug)]
pub struct Stream {
    script: Script,
    has_request: bool,
    number: usize,
    log: Rc<RefCell<Log>>,
}

impl Stream {
    fn operate(&self) -> Result<(), Failure> {
        let mut log = self.log.borrow_mut();
        log.operations += 1;
        match &self.script.fails {
            Some((operations, failure)) if operations.contains(&(log.operations - 1)) => Err(*failure),
            _ => Ok(()),
        }
    }

    fn most(&self) -> usize {
        if self.script.piece == 0 {
            usize::MAX
        } else {
            self.script.piece
        }
    }

    fn offer(&self, bytes: &[u8]) {
        self.log.borrow_mut().was_given_all |= bytes.ends_with(b"}");
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.log.borrow_mut().open -= 1;
    }
}

impl ErrorType for Stream {
    type Error = Failure;
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        self.operate()?;
        assert!(!buffer.is_empty(), "an empty read cannot be told from the end");
        let read = &mut self.log.borrow_mut().read[self.number];
        let sent = if self.has_request { &self.script.reply[..] } else { &[] };
        let rest = &sent[read.len()..];
        assert!(
            !rest.is_empty() || !self.script.stays_open,
            "this read would wait for ever"
        );
        let count = rest.len().min(buffer.len()).min(self.most());
        buffer[..count].copy_from_slice(&rest[..count]);
        read.extend(&rest[..count]);
        Ok(self.script.read_claims.unwrap_or(count))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        self.offer(bytes);
        let result = self.operate();
        let taken = &bytes[..bytes.len().min(self.most())];
        if result.is_ok() || self.script.leaks {
            self.log.borrow_mut().writes[self.number].push(taken.to_vec());
        }
        result?;
        Ok(self.script.write_claims.unwrap_or(taken.len()))
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.operate()?;
        self.log.borrow_mut().flushes += 1;
        self.has_request = true;
        Ok(())
    }
}

/// The same stream, async: it waits once before each operation, so that a future can be dropped there.
#[derive(Debug)]
pub struct AsyncStream(pub Stream);

impl ErrorType for AsyncStream {
    type Error = Failure;
}

impl asynch::Read for AsyncStream {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        pause().await;
        self.0.read(buffer)
    }
}

impl asynch::Write for AsyncStream {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        self.0.offer(bytes);
        pause().await;
        self.0.write(bytes)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        pause().await;
        self.0.flush()
    }
}

/// Polls a future to its end.
pub fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, usize::MAX).unwrap()
}
