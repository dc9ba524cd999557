//! The traits of `embedded_svc`, over those of a [`StreamConnection`](crate::StreamConnection).

use core::fmt;
use std::{io, string::String};

use embedded_io::{ErrorType, Read, Write};
use embedded_svc::http::{Headers, Method, Status, client::Connection};

use super::{HostStream, StdHttpConnection, StdHttpError, connector::Connector};
use crate::{
    StreamConnection,
    http1::{ResponseHead, StreamError},
    url::Url,
};

/// The body of a reply to a [`StdHttpConnection`].
///
/// A body that ends before its length is reached, or before its last chunk, is an error. The connection to the server is closed
/// after an error, and when the body was read to its end.
pub struct ResponseBody {
    connection: StreamConnection<Connector, HostStream>,
    /// The name of the server, and that of the proxy.
    peer: String,
}

impl ResponseBody {
    pub(super) fn new(connector: Connector) -> Self {
        Self {
            connection: StreamConnection::new(connector),
            peer: String::new(),
        }
    }

    fn unsent(&self, error: &StreamError<io::Error>) -> StdHttpError {
        StdHttpError::unsent(&self.peer, error)
    }

    fn unknown(&self, error: &StreamError<io::Error>) -> StdHttpError {
        StdHttpError::unknown(&self.peer, error)
    }
}

impl ErrorType for ResponseBody {
    type Error = StdHttpError;
}

impl Read for ResponseBody {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, StdHttpError> {
        self.connection.read(buffer).map_err(|error| self.unknown(&error))
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}

impl ErrorType for StdHttpConnection {
    type Error = StdHttpError;
}

impl Write for StdHttpConnection {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, StdHttpError> {
        let written = self.body.connection.write(bytes);
        written.map_err(|error| self.body.unsent(&error))
    }

    fn flush(&mut self) -> Result<(), StdHttpError> {
        let flushed = self.body.connection.flush();
        flushed.map_err(|error| self.body.unknown(&error))
    }
}

impl Read for StdHttpConnection {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, StdHttpError> {
        self.body.read(buffer)
    }
}

impl Status for StdHttpConnection {
    fn status(&self) -> u16 {
        self.head.status()
    }

    fn status_message(&self) -> Option<&str> {
        self.head.status_message()
    }
}

impl Headers for StdHttpConnection {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }
}

impl Connection for StdHttpConnection {
    type Headers = ResponseHead;
    type Read = ResponseBody;
    type RawConnectionError = io::Error;
    type RawConnection = HostStream;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), StdHttpError> {
        self.head = ResponseHead::new();
        let authority = Url::parse(uri).ok().and_then(|url| uri.get(url.authority));
        self.body.peer = authority.unwrap_or_default().into();
        let opened = self.body.connection.initiate_request(method, uri, headers);
        opened.map_err(|error| self.body.unsent(&error))?;
        if let Ok(stream) = self.body.connection.raw_connection() {
            self.body.peer.push_str(&stream.through);
        }
        Ok(())
    }

    fn is_request_initiated(&self) -> bool {
        self.body.connection.is_request_initiated()
    }

    fn initiate_response(&mut self) -> Result<(), StdHttpError> {
        let received = self.body.connection.initiate_response();
        received.map_err(|error| self.body.unknown(&error))?;
        self.head = self.body.connection.split().0.clone();
        Ok(())
    }

    fn is_response_initiated(&self) -> bool {
        self.body.connection.is_response_initiated()
    }

    fn split(&mut self) -> (&ResponseHead, &mut ResponseBody) {
        (&self.head, &mut self.body)
    }

    fn raw_connection(&mut self) -> Result<&mut HostStream, StdHttpError> {
        let Self { body, .. } = self;
        match body.connection.raw_connection() {
            Ok(stream) => Ok(stream),
            Err(error) => Err(StdHttpError::unknown(&body.peer, &error)),
        }
    }
}
