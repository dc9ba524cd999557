//! A byte stream that plays a script, blocking and async, and a dialler of such streams.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its part")]

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use embedded_svc::io::{ErrorKind, ErrorType, Read, ReadReady, Write, asynch};
use scnet_notebook::http1::Endpoint;

use crate::polling::{pause, poll_times};

/// What one stream does, and what was done to it.
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub reply: Vec<u8>,
    /// The replies to the requests after the first; instead of an empty one the server closes the stream.
    pub then: Vec<Vec<u8>>,
    /// The most bytes that one read gives, or one write takes; 0 is as many as there are.
    pub piece: usize,
    /// Which operation fails, counted from 0.
    pub fails: Option<usize>,
    /// A write that fails has passed on its bytes all the same.
    pub leaks: bool,
    /// What every write claims to have taken, instead of the truth.
    pub write_claims: Option<usize>,
    /// What every read claims to have given, instead of the truth.
    pub read_claims: Option<usize>,
    /// The server keeps the stream open after its replies: who reads on waits for ever.
    pub stays_open: bool,
}

impl Script {
    pub fn new(reply: impl Into<Vec<u8>>) -> Self {
        Self {
            reply: reply.into(),
            ..Self::default()
        }
    }
}

/// Everything that happened on all streams.
#[derive(Debug, Default)]
pub struct Log {
    /// The servers that were dialled, as `host:port` with `s` for secure.
    pub dialled: Vec<String>,
    /// The writes on each stream.
    pub writes: Vec<Vec<Vec<u8>>>,
    pub operations: usize,
    pub flushes: usize,
}

impl Log {
    pub fn written(&self, stream: usize) -> String {
        String::from_utf8(self.writes[stream].concat()).unwrap()
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

    pub fn dial(&self, server: &Endpoint<'_>) -> Result<Stream, Unplugged> {
        let secure = if server.is_secure { "s" } else { "" };
        let mut log = self.log.borrow_mut();
        log.dialled
            .push(format!("{secure} {} {}", server.host, server.port).trim().to_owned());
        let script = self.scripts.borrow_mut().pop_front().ok_or(Unplugged)?;
        log.writes.push(Vec::new());
        let number = log.writes.len() - 1;
        let replies = [script.reply.clone()].into_iter().chain(script.then.clone()).collect();
        Ok(Stream {
            script,
            replies,
            sent: Vec::new(),
            given: 0,
            number,
            log: Rc::clone(&self.log),
        })
    }
}

/// The error of a stream. Its source is there to be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplugged;

impl core::fmt::Display for Unplugged {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("cable was pulled")
    }
}

impl core::error::Error for Unplugged {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&core::fmt::Error)
    }
}

impl embedded_svc::io::Error for Unplugged {
    fn kind(&self) -> ErrorKind {
        ErrorKind::NotConnected
    }
}

#[derive(Debug)]
pub struct Stream {
    script: Script,
    /// A reply is sent when a request was flushed.
    replies: VecDeque<Vec<u8>>,
    sent: Vec<u8>,
    given: usize,
    number: usize,
    log: Rc<RefCell<Log>>,
}

impl Stream {
    fn operate(&self) -> Result<(), Unplugged> {
        let mut log = self.log.borrow_mut();
        log.operations += 1;
        if self.script.fails == Some(log.operations - 1) {
            Err(Unplugged)
        } else {
            Ok(())
        }
    }

    fn most(&self) -> usize {
        if self.script.piece == 0 {
            usize::MAX
        } else {
            self.script.piece
        }
    }
}

impl ErrorType for Stream {
    type Error = Unplugged;
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Unplugged> {
        self.operate()?;
        assert!(!buffer.is_empty(), "an empty read cannot be told from the end");
        let rest = &self.sent[self.given..];
        let closes = !self.script.stays_open || self.script.then.last().is_some_and(Vec::is_empty);
        assert!(!rest.is_empty() || closes, "this read would wait for ever");
        let count = rest.len().min(buffer.len()).min(self.most());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(self.script.read_claims.unwrap_or(count))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Unplugged> {
        let result = self.operate();
        let taken = &bytes[..bytes.len().min(self.most())];
        if result.is_ok() || self.script.leaks {
            self.log.borrow_mut().writes[self.number].push(taken.to_vec());
        }
        result?;
        Ok(self.script.write_claims.unwrap_or(taken.len()))
    }

    fn flush(&mut self) -> Result<(), Unplugged> {
        self.operate()?;
        self.log.borrow_mut().flushes += 1;
        self.sent.extend(self.replies.pop_front().unwrap_or_default());
        Ok(())
    }
}

impl ReadReady for Stream {
    fn read_ready(&mut self) -> Result<bool, Unplugged> {
        Ok(!self.script.stays_open || self.given < self.sent.len())
    }
}

/// The same stream, async: it waits once before each operation, so that a future can be dropped there.
#[derive(Debug)]
pub struct AsyncStream(pub Stream);

impl ErrorType for AsyncStream {
    type Error = Unplugged;
}

impl asynch::Read for AsyncStream {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Unplugged> {
        pause().await;
        self.0.read(buffer)
    }
}

impl asynch::Write for AsyncStream {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Unplugged> {
        pause().await;
        self.0.write(bytes)
    }

    async fn flush(&mut self) -> Result<(), Unplugged> {
        pause().await;
        self.0.flush()
    }
}

impl ReadReady for AsyncStream {
    fn read_ready(&mut self) -> Result<bool, Unplugged> {
        self.0.read_ready()
    }
}

/// Polls a future to its end.
pub fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, usize::MAX).unwrap()
}
