//! Blocking I/O driver for `http1`.

use embedded_svc::{
    http::{Method, client::Connection},
    io::{Error, ErrorKind, ErrorType, Read, Write},
};

use super::{Connect, ResponseBody, StreamConnection, body::Exchange};
use crate::http1::{Operation, Part, RequestHead, ResponseHead, StreamError};

impl<C: Connect> Connection for StreamConnection<C, C::Stream> {
    type Headers = ResponseHead;
    type Read = ResponseBody<C, C::Stream>;
    type RawConnectionError = <C::Stream as ErrorType>::Error;
    type RawConnection = C::Stream;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), Self::Error> {
        self.body.open(method, uri, headers)
    }

    fn is_request_initiated(&self) -> bool {
        self.body.exchange.http.is_request()
    }

    fn initiate_response(&mut self) -> Result<(), Self::Error> {
        self.body.run(Part::ReceiveHead(&mut self.head))?;
        Ok(())
    }

    fn is_response_initiated(&self) -> bool {
        self.body.exchange.http.is_response()
    }

    fn split(&mut self) -> (&ResponseHead, &mut ResponseBody<C, C::Stream>) {
        (&self.head, &mut self.body)
    }

    fn raw_connection(&mut self) -> Result<&mut C::Stream, Self::Error> {
        self.body.exchange.stream.as_mut().ok_or(StreamError::InvalidState)
    }
}

impl<C, S: Read + Write> Write for StreamConnection<C, S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.body.run(Part::Send(bytes, None))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.body.run(Part::Flush)?;
        Ok(())
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.run(Part::ReceiveBody(buffer))
    }
}

impl<C, S: Read + Write> Read for ResponseBody<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.run(Part::ReceiveBody(buffer))
    }
}

impl<C: Connect> ResponseBody<C, C::Stream> {
    /// Opens a stream, and sends the head of a request.
    fn open(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        self.exchange.abort();
        let Some(head) = &mut RequestHead::new(method, uri, headers) else {
            return Err(StreamError::Unsupported);
        };
        let stream = self.connect.connect(&head.endpoint).map_err(StreamError::Stream)?;
        self.exchange.stream = Some(stream);
        self.exchange.http.begin();
        self.run(Part::Send(&[], Some(head)))?;
        Ok(())
    }
}

impl<C, S: Read + Write> ResponseBody<C, S> {
    /// Carries out a part of an exchange, and returns how many bytes of the body were received.
    #[inline(never)] // smaller than in its caller
    fn run(&mut self, part: Part<'_>) -> Result<usize, StreamError<S::Error>> {
        let result = self.operate(part);
        self.exchange.settle();
        result
    }

    fn operate(&mut self, part: Part<'_>) -> Result<usize, StreamError<S::Error>> {
        let Exchange { stream, http } = &mut self.exchange;
        let mut task = http.begin_task(part);
        while let Some(operation) = http.next(&mut task)? {
            let stream = stream.as_mut().ok_or(StreamError::InvalidState)?;
            let result = match operation {
                Operation::Write(bytes) => stream.write(bytes),
                Operation::Flush => stream.flush().map(|()| 1),
                Operation::Read(space) => stream.read(space),
            };
            match result {
                Ok(count) if http.advance(&mut task, count)? => break,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(StreamError::Stream(error)),
            }
        }
        Ok(http.end_task(&task))
    }
}
