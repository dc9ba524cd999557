//! A connection that follows a plan, and forgives nothing.

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{ErrorKind, ErrorType, Read, Write},
};

use crate::plan::{Act, Plan};

/// The error of a connection or a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thrown {
    Unplugged,
    Interrupted,
}

impl std::fmt::Display for Thrown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cable was pulled")
    }
}

impl std::error::Error for Thrown {}

impl embedded_svc::io::Error for Thrown {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unplugged => ErrorKind::Other,
            Self::Interrupted => ErrorKind::Interrupted,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Request,
    Response,
}

/// A connection that keeps to the contract of a client: a `write` that fails has passed on nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scripted {
    pub plan: Plan,
    pub status: u16,
    pub content_length: Option<String>,
    pub retry_after: Option<String>,
    pub body: Vec<u8>,
    /// The requests that were begun.
    pub requests: usize,
    /// The bytes of the body of the last request that were passed on.
    pub written: Vec<u8>,
    /// The number of bytes that were read of the reply.
    pub given: usize,
    /// Whether a read failed, or lied, or said that the reply is over.
    pub failed: Option<Thrown>,
    pub has_lied: bool,
    pub is_over: bool,
    state: State,
}

impl Scripted {
    pub fn new(plan: Plan, body: &[u8]) -> Self {
        Self {
            plan,
            status: 200,
            content_length: None,
            retry_after: None,
            body: body.to_vec(),
            requests: 0,
            written: Vec::new(),
            given: 0,
            failed: None,
            has_lied: false,
            is_over: false,
            state: State::New,
        }
    }

    pub fn is_inside_a_request(&self) -> bool {
        self.state == State::Request
    }

    pub fn open(&mut self, method: Method, headers: &[(&str, &str)]) -> Result<(), Thrown> {
        assert_ne!(self.state, State::Request, "a request inside another");
        assert_eq!(method, Method::Post);
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["token", "Content-Type", "Content-Length"]);
        self.requests += 1;
        self.given = 0;
        (self.failed, self.has_lied, self.is_over) = (None, false, false);
        self.written.clear();
        if let Some(error) = self.plan.act().error() {
            return Err(error);
        }
        self.state = State::Request;
        Ok(())
    }

    pub fn take(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        assert_eq!(self.state, State::Request);
        assert!(!bytes.is_empty(), "an empty write is no work");
        let act = self.plan.act();
        if let Some(error) = act.error() {
            return Err(error);
        }
        let (taken, claim) = match act {
            Act::Nothing => (0, 0),
            Act::TooMuch => (bytes.len(), bytes.len() + 1),
            Act::Piece(most) => (bytes.len().min(most), bytes.len().min(most)),
            _ => (bytes.len(), bytes.len()),
        };
        self.written.extend(&bytes[..taken]);
        Ok(claim)
    }

    pub fn step(&mut self) -> Result<(), Thrown> {
        assert_eq!(self.state, State::Request);
        self.plan.act().error().map_or(Ok(()), Err)
    }

    pub fn answer(&mut self) -> Result<(), Thrown> {
        self.step()?;
        self.state = State::Response;
        Ok(())
    }

    pub fn give(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        assert_eq!(self.state, State::Response);
        assert!(!buffer.is_empty(), "an empty read cannot be told from the end");
        assert!(
            !self.is_over && self.failed.is_none() && !self.has_lied,
            "a read after the last"
        );
        let act = self.plan.act();
        self.failed = act.error();
        if let Some(error) = self.failed {
            return Err(error);
        }
        let most = match act {
            Act::TooMuch => {
                self.has_lied = true;
                return Ok(buffer.len() + 2);
            }
            Act::Nothing => 0,
            Act::Piece(most) => most,
            _ => usize::MAX,
        };
        let rest = &self.body[self.given..];
        let count = rest.len().min(most).min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        self.is_over = count == 0;
        Ok(count)
    }
}

impl ErrorType for Scripted {
    type Error = Thrown;
}

impl Write for Scripted {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        self.take(bytes)
    }

    fn flush(&mut self) -> Result<(), Thrown> {
        self.step()
    }
}

impl Read for Scripted {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        self.give(buffer)
    }
}

impl Status for Scripted {
    fn status(&self) -> u16 {
        assert_eq!(self.state, State::Response);
        self.status
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Scripted {
    fn header(&self, name: &str) -> Option<&str> {
        assert_eq!(self.state, State::Response);
        match name {
            "Content-Length" => self.content_length.as_deref(),
            "Retry-After" => self.retry_after.as_deref(),
            other => panic!("{other} is of no use"),
        }
    }
}

impl Connection for Scripted {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Thrown;
    type RawConnection = Self;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        _uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), Thrown> {
        self.open(method, headers)
    }

    fn is_request_initiated(&self) -> bool {
        self.is_inside_a_request()
    }

    fn initiate_response(&mut self) -> Result<(), Thrown> {
        self.answer()
    }

    fn is_response_initiated(&self) -> bool {
        self.state == State::Response
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unimplemented!("the client has no need of it")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Thrown> {
        unimplemented!("the client has no need of it")
    }
}
