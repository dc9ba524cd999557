//! Byte streams with a script each, blocking and async. Unlike those of the support crate they log each operation.

use std::{cell::RefCell, collections::VecDeque, ops::Range, rc::Rc};

use embedded_svc::io::{ErrorType, Read, Write, asynch};
use scnet_notebook::{Connect, ConnectAsync, http1::Endpoint};
use support::{Failure, pause};

/// The script of one stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    /// The response of the server to a request that was flushed.
    pub(crate) reply: Vec<u8>,
    /// The maximum number of bytes of one read or write; 0 means no limit.
    pub(crate) piece: usize,
    /// The operations that fail, counted from 0, and their error.
    pub(crate) fails: Option<(Range<usize>, Failure)>,
    /// A write that fails has sent its bytes nevertheless.
    pub(crate) sends_and_fails: bool,
    /// The count that every write returns, instead of the right one.
    pub(crate) write_claims: Option<usize>,
    /// The count that every read returns, instead of the right one.
    pub(crate) read_claims: Option<usize>,
    /// The server leaves the stream open after its reply, so that another read would block.
    pub(crate) stays_open: bool,
}

impl Script {
    pub(crate) fn new(reply: impl Into<Vec<u8>>) -> Self {
        Self {
            reply: reply.into(),
            ..Self::default()
        }
    }

    pub(crate) fn failing(self, operations: Range<usize>, failure: Failure) -> Self {
        Self {
            fails: Some((operations, failure)),
            ..self
        }
    }
}

/// A record of all streams.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// The endpoints, as `host port`, with `s` for TLS.
    pub(crate) endpoints: Vec<String>,
    /// The writes on each stream.
    pub(crate) writes: Vec<Vec<Vec<u8>>>,
    /// The bytes that were read from each stream.
    pub(crate) read: Vec<Vec<u8>>,
    /// A write was called with the last byte of a body, sent or not.
    pub(crate) was_given_all: bool,
    /// The number of open streams.
    pub(crate) open: usize,
    pub(crate) operations: usize,
    pub(crate) flushes: usize,
}

impl Log {
    pub(crate) fn written(&self, stream: usize) -> String {
        String::from_utf8(self.writes[stream].concat()).unwrap()
    }

    /// Returns the number of notebooks that a server would start.
    pub(crate) fn starts(&self) -> usize {
        self.writes
            .iter()
            .filter(|writes| writes.concat().ends_with(b"}"))
            .count()
    }
}

/// Opens the scripted streams in order, and fails after the last one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connector {
    scripts: Rc<RefCell<VecDeque<Script>>>,
    pub(crate) log: Rc<RefCell<Log>>,
}

impl Connector {
    pub(crate) fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self {
            scripts: Rc::new(RefCell::new(scripts.into_iter().collect())),
            log: Rc::default(),
        }
    }

    fn open(&self, endpoint: &Endpoint<'_>) -> Result<Stream, Failure> {
        let secure = if endpoint.is_secure { "s" } else { "" };
        let mut log = self.log.borrow_mut();
        assert_eq!(log.open, 0, "two streams at once");
        log.endpoints.push(
            format!("{secure} {} {}", endpoint.host, endpoint.port)
                .trim()
                .to_owned(),
        );
        let script = self.scripts.borrow_mut().pop_front().ok_or(Failure::UNPLUGGED)?;
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

impl Connect for Connector {
    type Stream = Stream;

    fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Stream, Failure> {
        self.open(endpoint)
    }
}

impl ConnectAsync for Connector {
    type Stream = Stream;

    async fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Stream, Failure> {
        pause().await;
        self.open(endpoint)
    }
}

#[derive(Debug)]
pub(crate) struct Stream {
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
        assert!(!rest.is_empty() || !self.script.stays_open, "this read would block");
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
        if result.is_ok() || self.script.sends_and_fails {
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

// An async operation is pending once before it does anything, so that a future can be dropped there.

impl asynch::Read for Stream {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        pause().await;
        Read::read(self, buffer)
    }
}

impl asynch::Write for Stream {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        self.offer(bytes);
        pause().await;
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        pause().await;
        Write::flush(self)
    }
}
