//! The moving of bytes over an async stream. What to send and what has come is decided in `http1`.

use embedded_svc::{
    http::{Method, client::asynch::Connection},
    io::{
        ErrorType,
        asynch::{Read, Write},
    },
};

use super::{ConnectAsync, StreamBody, StreamConnection, StreamError};
use crate::http1::{Head, StreamHead};

impl<C: ConnectAsync> Connection for StreamConnection<C, C::Stream> {
    type Headers = StreamHead;
    type Read = StreamBody<C, C::Stream>;
    type RawConnectionError = <C::Stream as ErrorType>::Error;
    type RawConnection = C::Stream;

    async fn initiate_request(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), Self::Error> {
        let head = Head::new(method, uri, headers).ok_or(StreamError::Unsupported)?;
        let result = self.open_async(&head).await;
        self.checked(result)
    }

    fn is_request_initiated(&self) -> bool {
        self.body.session.is_request()
    }

    async fn initiate_response(&mut self) -> Result<(), Self::Error> {
        self.check_request()?;
        let result = self.body.receive_head_async(&mut self.head).await;
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
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.check_request()?;
        let result = self.body.send_body_async(bytes).await;
        self.checked(result)
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.check_request()?;
        let result = self.body.flush_async().await;
        self.checked(result)
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.read(buffer).await
    }
}

impl<C, S: Read + Write> Read for StreamBody<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        if !self.session.is_response() {
            return Err(StreamError::Misplaced);
        }
        let result = self.receive_body_async(buffer).await;
        if result.is_err() {
            self.stream = None;
        }
        result
    }
}

impl<C: ConnectAsync> StreamConnection<C, C::Stream> {
    async fn open_async(&mut self, head: &Head<'_>) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        let StreamBody {
            connect,
            stream,
            session,
        } = &mut self.body;
        let may_follow = session.begin(&self.head, head);
        if !(may_follow && stream.as_mut().is_some_and(|stream| connect.is_idle(stream))) {
            *stream = None;
            *stream = Some(connect.connect(&head.server).await.map_err(StreamError::Stream)?);
        }
        self.body.send_head_async(head).await
    }
}

impl<C, S: Read + Write> StreamBody<C, S> {
    async fn send_head_async(&mut self, head: &Head<'_>) -> Result<(), StreamError<S::Error>> {
        self.send_async(b"POST ").await?;
        self.send_async(head.path).await?;
        self.send_async(b" HTTP/1.1\r\nHost: ").await?;
        self.send_async(head.authority).await?;
        for (name, value) in head.headers {
            self.send_async(b"\r\n").await?;
            self.send_async(name.as_bytes()).await?;
            self.send_async(b": ").await?;
            self.send_async(value.as_bytes()).await?;
        }
        self.send_async(b"\r\n\r\n").await
    }

    /// Sends a piece of the request, or keeps it to be sent with others.
    async fn send_async(&mut self, piece: &[u8]) -> Result<(), StreamError<S::Error>> {
        if self.session.keep(piece) {
            return Ok(());
        }
        self.send_kept_async().await?;
        if self.session.keep(piece) {
            Ok(())
        } else {
            write_all(self.stream()?, piece).await
        }
    }

    async fn send_kept_async(&mut self) -> Result<(), StreamError<S::Error>> {
        let stream = self.stream.as_mut().ok_or(StreamError::Misplaced)?;
        write_all(stream, self.session.kept()).await?;
        self.session.sent();
        Ok(())
    }

    async fn send_body_async(&mut self, bytes: &[u8]) -> Result<usize, StreamError<S::Error>> {
        // Whether a write that fails has passed on its bytes, only the stream knows. So the last byte of the body waits for
        // the flush, and when this fails, nothing can have been started.
        let (most, end) = self.session.write(bytes).ok_or(StreamError::Misplaced)?;
        self.send_async(most).await?;
        self.send_async(end).await?;
        Ok(bytes.len())
    }

    async fn flush_async(&mut self) -> Result<(), StreamError<S::Error>> {
        self.send_kept_async().await?;
        self.stream()?.flush().await.map_err(StreamError::Stream)
    }

    async fn receive_head_async(&mut self, head: &mut StreamHead) -> Result<(), StreamError<S::Error>> {
        if !self.session.is_written() {
            return Err(StreamError::Misplaced);
        }
        self.send_kept_async().await?;
        while !self.session.read_head(head)? {
            self.receive_async().await?;
        }
        Ok(())
    }

    async fn receive_body_async(&mut self, buffer: &mut [u8]) -> Result<usize, StreamError<S::Error>> {
        loop {
            let count = self.session.read_body(buffer)?;
            if count > 0 || !self.session.is_hungry() {
                return Ok(count);
            }
            self.receive_async().await?;
        }
    }

    /// Takes in some bytes of the reply, or the end of the stream.
    async fn receive_async(&mut self) -> Result<(), StreamError<S::Error>> {
        let stream = self.stream.as_mut().ok_or(StreamError::Misplaced)?;
        let count = stream.read(self.session.space()).await.map_err(StreamError::Stream)?;
        self.received(count)
    }
}

async fn write_all<S: Write>(stream: &mut S, mut bytes: &[u8]) -> Result<(), StreamError<S::Error>> {
    while !bytes.is_empty() {
        let count = stream.write(bytes).await.map_err(StreamError::Stream)?;
        if count == 0 {
            return Err(StreamError::Miscount);
        }
        // A count beyond the end says that all was taken, if it says anything. The reply will tell.
        bytes = bytes.get(count..).unwrap_or_default();
    }
    Ok(())
}
