//! The traits of `embedded_svc`, over one state.

use core::mem;

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{ErrorKind, ErrorType, Read, Write},
};

use super::{ResponseBody, ResponseHead, State, StdHttpConnection, StdHttpError, request::Request, response::Response};

impl ErrorType for StdHttpConnection {
    type Error = StdHttpError;
}

impl Write for StdHttpConnection {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, StdHttpError> {
        match mem::take(&mut self.state) {
            State::Request(mut request) => {
                request.append(bytes)?;
                self.state = if request.is_complete() && !bytes.is_empty() {
                    match request.exchange(&self.agents) {
                        Err(error) if error.is_unsent() => return Err(error),
                        result => State::Exchanged(result),
                    }
                } else {
                    State::Request(request)
                };
                Ok(bytes.len())
            }
            other => {
                self.state = other;
                Err(StdHttpError::invalid_state("there is no request to write"))
            }
        }
    }

    fn flush(&mut self) -> Result<(), StdHttpError> {
        match self.state {
            State::Request(_) | State::Exchanged(_) => Ok(()),
            _ => Err(StdHttpError::invalid_state("there is no request to flush")),
        }
    }
}

impl Read for StdHttpConnection {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, StdHttpError> {
        self.response_mut().body.read(buffer)
    }
}

impl Status for StdHttpConnection {
    fn status(&self) -> u16 {
        self.response().head.status()
    }

    fn status_message(&self) -> Option<&'_ str> {
        self.response().head.status_message()
    }
}

impl Headers for StdHttpConnection {
    fn header(&self, name: &str) -> Option<&'_ str> {
        self.response().head.header(name)
    }
}

impl Connection for StdHttpConnection {
    type Headers = ResponseHead;
    type Read = ResponseBody;
    type RawConnectionError = StdHttpError;
    type RawConnection = Self;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), StdHttpError> {
        // An older exchange is discarded even if this one cannot begin.
        self.state = State::Idle;
        self.state = State::Request(Request::new(method, uri, headers)?);
        Ok(())
    }

    fn is_request_initiated(&self) -> bool {
        matches!(self.state, State::Request(_) | State::Exchanged(_))
    }

    fn initiate_response(&mut self) -> Result<(), StdHttpError> {
        let result = match mem::take(&mut self.state) {
            State::Request(request) => request.exchange(&self.agents),
            State::Exchanged(result) => result,
            other => {
                self.state = other;
                return Err(StdHttpError::invalid_state("there is no request to answer"));
            }
        };
        self.state = State::Response(result?);
        Ok(())
    }

    fn is_response_initiated(&self) -> bool {
        matches!(self.state, State::Response(_))
    }

    fn split(&mut self) -> (&ResponseHead, &mut ResponseBody) {
        let Response { head, body } = self.response_mut();
        (head, body)
    }

    /// Refuses: ureq does not lend its socket.
    fn raw_connection(&mut self) -> Result<&mut Self, StdHttpError> {
        Err(StdHttpError::refused(
            ErrorKind::Unsupported,
            "this connection does not lend its socket",
        ))
    }
}

impl StdHttpConnection {
    fn response(&self) -> &Response {
        match &self.state {
            State::Response(response) => response,
            _ => &self.no_response,
        }
    }

    fn response_mut(&mut self) -> &mut Response {
        match &mut self.state {
            State::Response(response) => response,
            _ => &mut self.no_response,
        }
    }
}
