//! Blocking I/O driver for `http1`.

use embedded_svc::{
    http::{Method, client::Connection},
    io::{Error, ErrorKind, ErrorType, Read, Write},
};

use super::{Connect, ResponseBody, StreamConnection};
use crate::http1::{Next, RequestHead, ResponseHead, StreamError, Task};

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
        self.body.run(&mut Task::ReceiveHead(&mut self.head))?;
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
        self.body.exchange.http.count_body(bytes.len());
        self.body.run(&mut Task::Send(&mut [bytes]))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.body.run(&mut Task::Flush)?;
        Ok(())
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.read(buffer)
    }
}

impl<C, S: Read + Write> Read for ResponseBody<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.run(&mut Task::ReceiveBody(buffer))
    }
}

impl<C: Connect> ResponseBody<C, C::Stream> {
    /// Opens a stream, and sends the head of a request.
    #[inline(never)] // smaller than in its caller
    fn open(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        self.abort();
        let head = RequestHead::new(method, uri, headers).ok_or(StreamError::Unsupported)?;
        let stream = self.connect.connect(&head.endpoint).map_err(StreamError::Stream)?;
        self.exchange.stream = Some(stream);
        self.exchange.http.begin(head.length);
        let mut index = 0;
        while let Some(mut pieces) = head.part(index) {
            self.run(&mut Task::Send(&mut pieces))?;
            index += 1;
        }
        Ok(())
    }
}

impl<C, S: Read + Write> ResponseBody<C, S> {
    /// Carries out a task, and returns how many bytes of the body were received.
    #[inline(never)] // smaller than in its caller
    fn run(&mut self, task: &mut Task<'_, '_>) -> Result<usize, StreamError<S::Error>> {
        let result = self.operations(task);
        self.settle(result)
    }

    fn operations(&mut self, task: &mut Task<'_, '_>) -> Result<usize, StreamError<S::Error>> {
        self.exchange.http.enter()?;
        loop {
            let next = self.exchange.http.next(task)?;
            let result = match (next, &mut self.exchange.stream) {
                (Next::Done(count), _) => return Ok(count),
                (Next::Write(bytes), Some(stream)) => stream.write(bytes),
                (Next::Flush, Some(stream)) => stream.flush().map(|()| 1),
                (Next::Read(space), Some(stream)) => stream.read(space),
                (_, None) => return Err(StreamError::InvalidState),
            };
            match result {
                Ok(count) => self.exchange.http.advance(task, count)?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(StreamError::Stream(error)),
            }
        }
    }
}
