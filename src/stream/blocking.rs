//! The moving of bytes over a blocking stream. What to send and what has come is decided in `http1`, and in `body`.

use embedded_svc::{
    http::{Method, client::Connection},
    io::{ErrorType, Read, Write},
};

use super::{Connect, ResponseBody, StreamConnection, StreamError, body::unsent};
use crate::http1::{RequestHead, ResponseHead};

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
        let result = self.body.open(method, uri, headers);
        self.body.close_on_error(result)
    }

    fn is_request_initiated(&self) -> bool {
        self.body.session.is_request()
    }

    fn initiate_response(&mut self) -> Result<(), Self::Error> {
        let result = self.body.receive_head(&mut self.head);
        self.body.close_on_error(result)
    }

    fn is_response_initiated(&self) -> bool {
        self.body.session.is_response()
    }

    fn split(&mut self) -> (&ResponseHead, &mut ResponseBody<C, C::Stream>) {
        (&self.head, &mut self.body)
    }

    fn raw_connection(&mut self) -> Result<&mut C::Stream, Self::Error> {
        self.body.stream()
    }
}

impl<C, S: Read + Write> Write for StreamConnection<C, S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        let result = self.body.send_body(bytes);
        self.body.close_on_error(result)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        let result = self.body.flush();
        self.body.close_on_error(result)
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.read(buffer)
    }
}

impl<C, S: Read + Write> Read for ResponseBody<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        let result = self.receive_body(buffer);
        self.close_on_error(result)
    }
}

impl<C: Connect> ResponseBody<C, C::Stream> {
    #[inline(never)] // smaller than in its caller, where the registers run out
    fn open(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        let head = RequestHead::new(method, uri, headers).ok_or(StreamError::Unsupported)?;
        self.begin(&head, C::is_idle);
        if self.stream.is_none() {
            self.stream = Some(self.connect.connect(&head.server).map_err(StreamError::Stream)?);
        }
        self.send(&head.request_line(), false)?;
        for header in head.headers() {
            self.send(&header, false)?;
        }
        self.send(&head.end(), false)
    }
}

impl<C, S: Read + Write> ResponseBody<C, S> {
    /// Sends pieces of the request, or keeps them to be sent with others, unless these are the `last`.
    fn send(&mut self, mut pieces: &[&[u8]], last: bool) -> Result<(), StreamError<S::Error>> {
        let (stream, session) = self.sending()?;
        while let Some(mut bytes) = session.gather(&mut pieces, last) {
            while !bytes.is_empty() {
                let count = stream.write(bytes).map_err(StreamError::Stream)?;
                bytes = unsent(bytes, count)?;
            }
        }
        Ok(())
    }

    fn send_body(&mut self, bytes: &[u8]) -> Result<usize, StreamError<S::Error>> {
        let pieces = self.session.write(bytes).ok_or(StreamError::InvalidState)?;
        self.send(&pieces, false)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), StreamError<S::Error>> {
        self.send(&[], true)?;
        self.stream()?.flush().map_err(StreamError::Stream)
    }

    fn receive_head(&mut self, head: &mut ResponseHead) -> Result<(), StreamError<S::Error>> {
        self.send(&[], true)?;
        self.end_request()?;
        self.receive(Some(head), &mut [])?;
        Ok(())
    }

    fn receive_body(&mut self, buffer: &mut [u8]) -> Result<usize, StreamError<S::Error>> {
        self.check_response()?;
        self.receive(None, buffer)
    }

    /// Receives all of the head, or some of the body, and returns how much of it.
    fn receive(
        &mut self,
        mut head: Option<&mut ResponseHead>,
        buffer: &mut [u8],
    ) -> Result<usize, StreamError<S::Error>> {
        loop {
            if let Some(count) = self.session.read(head.as_deref_mut(), buffer)? {
                return Ok(count);
            }
            let stream = self.stream.as_mut().ok_or(StreamError::InvalidState)?;
            let count = stream.read(self.session.unfilled()).map_err(StreamError::Stream)?;
            self.received(count)?;
        }
    }
}
