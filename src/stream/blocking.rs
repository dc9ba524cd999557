//! The moving of bytes over a blocking stream. What to send and what has come is decided in `http1`.

use embedded_svc::{
    http::{Method, client::Connection},
    io::{ErrorType, Read, Write},
};

use super::{Connect, StreamBody, StreamConnection, StreamError};
use crate::http1::{Head, StreamHead};

impl<C: Connect> Connection for StreamConnection<C, C::Stream> {
    type Headers = StreamHead;
    type Read = StreamBody<C, C::Stream>;
    type RawConnectionError = <C::Stream as ErrorType>::Error;
    type RawConnection = C::Stream;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), Self::Error> {
        let head = Head::new(method, uri, headers).ok_or(StreamError::Unsupported)?;
        let result = self.open(&head);
        self.checked(result)
    }

    fn is_request_initiated(&self) -> bool {
        self.body.session.is_request()
    }

    fn initiate_response(&mut self) -> Result<(), Self::Error> {
        self.check_request()?;
        let result = self.body.receive_head(&mut self.head);
        self.checked(result)
    }

    fn is_response_initiated(&self) -> bool {
        self.body.session.is_response()
    }

    fn split(&mut self) -> (&StreamHead, &mut StreamBody<C, C::Stream>) {
        (&self.head, &mut self.body)
    }

    fn raw_connection(&mut self) -> Result<&mut C::Stream, Self::Error> {
        self.body.stream()
    }
}

impl<C, S: Read + Write> Write for StreamConnection<C, S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.check_request()?;
        let result = self.body.send_body(bytes);
        self.checked(result)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.check_request()?;
        let result = self.body.flush();
        self.checked(result)
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.read(buffer)
    }
}

impl<C, S: Read + Write> Read for StreamBody<C, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        if !self.session.is_response() {
            return Err(StreamError::Misplaced);
        }
        let result = self.receive_body(buffer);
        if result.is_err() {
            self.stream = None;
        }
        result
    }
}

impl<C: Connect> StreamConnection<C, C::Stream> {
    fn open(&mut self, head: &Head<'_>) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        let StreamBody {
            connect,
            stream,
            session,
        } = &mut self.body;
        let may_follow = session.begin(&self.head, head);
        if !(may_follow && stream.as_mut().is_some_and(|stream| connect.is_idle(stream))) {
            *stream = None;
            *stream = Some(connect.connect(&head.server).map_err(StreamError::Stream)?);
        }
        self.body.send_head(head)
    }
}

impl<C, S: Read + Write> StreamBody<C, S> {
    fn send_head(&mut self, head: &Head<'_>) -> Result<(), StreamError<S::Error>> {
        self.send(b"POST ")?;
        self.send(head.path)?;
        self.send(b" HTTP/1.1\r\nHost: ")?;
        self.send(head.authority)?;
        for (name, value) in head.headers {
            self.send(b"\r\n")?;
            self.send(name.as_bytes())?;
            self.send(b": ")?;
            self.send(value.as_bytes())?;
        }
        self.send(b"\r\n\r\n")
    }

    /// Sends a piece of the request, or keeps it to be sent with others.
    fn send(&mut self, piece: &[u8]) -> Result<(), StreamError<S::Error>> {
        if self.session.keep(piece) {
            return Ok(());
        }
        self.send_kept()?;
        if self.session.keep(piece) {
            Ok(())
        } else {
            write_all(self.stream()?, piece)
        }
    }

    fn send_kept(&mut self) -> Result<(), StreamError<S::Error>> {
        let stream = self.stream.as_mut().ok_or(StreamError::Misplaced)?;
        write_all(stream, self.session.kept())?;
        self.session.sent();
        Ok(())
    }

    fn send_body(&mut self, bytes: &[u8]) -> Result<usize, StreamError<S::Error>> {
        // Whether a write that fails has passed on its bytes, only the stream knows. So the last byte of the body waits for
        // the flush, and when this fails, nothing can have been started.
        let (most, end) = self.session.write(bytes).ok_or(StreamError::Misplaced)?;
        self.send(most)?;
        self.send(end)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), StreamError<S::Error>> {
        self.send_kept()?;
        self.stream()?.flush().map_err(StreamError::Stream)
    }

    fn receive_head(&mut self, head: &mut StreamHead) -> Result<(), StreamError<S::Error>> {
        if !self.session.is_written() {
            return Err(StreamError::Misplaced);
        }
        self.send_kept()?;
        while !self.session.read_head(head)? {
            self.receive()?;
        }
        Ok(())
    }

    fn receive_body(&mut self, buffer: &mut [u8]) -> Result<usize, StreamError<S::Error>> {
        loop {
            let count = self.session.read_body(buffer)?;
            if count > 0 || !self.session.is_hungry() {
                return Ok(count);
            }
            self.receive()?;
        }
    }

    /// Takes in some bytes of the reply, or the end of the stream.
    fn receive(&mut self) -> Result<(), StreamError<S::Error>> {
        let stream = self.stream.as_mut().ok_or(StreamError::Misplaced)?;
        let count = stream.read(self.session.space()).map_err(StreamError::Stream)?;
        self.received(count)
    }
}

fn write_all<S: Write>(stream: &mut S, mut bytes: &[u8]) -> Result<(), StreamError<S::Error>> {
    while !bytes.is_empty() {
        let count = stream.write(bytes).map_err(StreamError::Stream)?;
        if count == 0 {
            return Err(StreamError::Miscount);
        }
        // A count beyond the end says that all was taken, if it says anything. The reply will tell.
        bytes = bytes.get(count..).unwrap_or_default();
    }
    Ok(())
}
