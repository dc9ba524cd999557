//! A connection that plays a script and forgives nothing: like ESP-IDF's, it panics when it is called out of order.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its part")]

use core::fmt;

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{self, ErrorKind, ErrorType, Read, Write},
};

/// What was asked of the connection, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    Open {
        url: String,
        headers: Vec<(String, String)>,
    },
    Write(Vec<u8>),
    Flush,
    Await,
    Read,
}

/// The error that the script throws. Its source is there to be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thrown;

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cable was pulled")
    }
}

impl core::error::Error for Thrown {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&fmt::Error)
    }
}

impl io::Error for Thrown {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Request,
    Response,
}

/// The script, and what became of it.
#[derive(Debug)]
pub struct Scripted {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// The most bytes that one read gives and one write takes.
    pub piece: usize,
    /// Which call throws, counted from 0.
    pub throws: Option<usize>,
    /// What every write claims to have taken, instead of the truth.
    pub write_claims: Option<usize>,
    /// What every read claims to have given, instead of the truth.
    pub read_claims: Option<usize>,
    pub calls: Vec<Call>,
    state: State,
    given: usize,
}

impl Scripted {
    /// A reply under status 200 with its true length.
    pub fn reply(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let headers = vec![("Content-Length", body.len().to_string())];
        Self {
            headers,
            ..Self::unannounced(body)
        }
    }

    /// A reply under status 200 without a length, as chunked replies come.
    pub fn unannounced(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            piece: usize::MAX,
            throws: None,
            write_claims: None,
            read_claims: None,
            calls: Vec::new(),
            state: State::New,
            given: 0,
        }
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn piece(mut self, piece: usize) -> Self {
        self.piece = piece;
        self
    }

    pub fn throws(mut self, call: usize) -> Self {
        self.throws = Some(call);
        self
    }

    /// Leaves the connection inside a request, as a call that was given up would.
    pub fn inside_a_request(mut self) -> Self {
        self.state = State::Request;
        self
    }

    /// Leaves the request or response that the connection is in.
    pub fn discard(&mut self) {
        self.state = State::New;
        self.given = 0;
    }

    /// Returns the bytes of the body that were written.
    pub fn written(&self) -> Vec<u8> {
        let writes = self.calls.iter().filter_map(|call| match call {
            Call::Write(bytes) => Some(bytes.as_slice()),
            _ => None,
        });
        writes.collect::<Vec<_>>().concat()
    }

    fn called(&mut self, call: Call, needs: State) -> Result<(), Thrown> {
        assert_eq!(self.state, needs, "{call:?} out of order after {:?}", self.calls);
        self.calls.push(call);
        if self.throws == Some(self.calls.len() - 1) {
            Err(Thrown)
        } else {
            Ok(())
        }
    }
}

impl ErrorType for Scripted {
    type Error = Thrown;
}

impl Write for Scripted {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        assert!(!bytes.is_empty(), "an empty write is no work");
        let taken = &bytes[..bytes.len().min(self.piece)];
        self.called(Call::Write(taken.to_vec()), State::Request)?;
        Ok(self.write_claims.unwrap_or(taken.len()))
    }

    fn flush(&mut self) -> Result<(), Thrown> {
        self.called(Call::Flush, State::Request)
    }
}

impl Read for Scripted {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        assert!(!buffer.is_empty(), "an empty read cannot be told from the end");
        self.called(Call::Read, State::Response)?;
        let rest = &self.body[self.given..];
        let given = &rest[..rest.len().min(self.piece).min(buffer.len())];
        buffer[..given.len()].copy_from_slice(given);
        self.given += given.len();
        Ok(self.read_claims.unwrap_or(given.len()))
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
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
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
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), Thrown> {
        assert_eq!(method, Method::Post);
        // A second request may follow a response, whole or not.
        if self.state == State::Response {
            self.discard();
        }
        let headers = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        self.called(
            Call::Open {
                url: uri.to_owned(),
                headers,
            },
            State::New,
        )?;
        self.state = State::Request;
        Ok(())
    }

    fn is_request_initiated(&self) -> bool {
        self.state == State::Request
    }

    fn initiate_response(&mut self) -> Result<(), Thrown> {
        self.called(Call::Await, State::Request)?;
        self.state = State::Response;
        Ok(())
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
