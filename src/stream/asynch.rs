//! The moving of bytes over an async stream. What to send and what has come is decided in `http1`, and in `body`.

use embedded_svc::{
    http::{Method, client::asynch::Connection},
    io::{
        ErrorType,
        asynch::{Read, Write},
    },
};

use super::{ConnectAsync, ResponseBody, StreamConnection, StreamError, body::unsent};
use crate::http1::{RequestHead, ResponseHead};

impl<C: ConnectAsync> Connection for StreamConnection<C, C::Stream> {
    type Headers = ResponseHead;
    type Read = ResponseBody<C, C::Stream>;
    type RawConnectionError = <C::Stream as ErrorType>::Error;
    type RawConnection = C::Stream;

    async fn initiate_request(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), Self::Error> {
        let result = self.body.open_async(method, uri, headers).await;
        self.body.close_on_error(result)
    }

    fn is_request_initiated(&self) -> bool {
        self.body.session.is_request()
    }

    async fn initiate_response(&mut self) -> Result<(), Self::Error> {
        let result = self.body.receive_head_async(&mut self.head).await;
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
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        let result = self.body.send_body_async(bytes).await;
        self.body.close_on_error(result)
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        let result = self.body.flush_async().await;
        self.body.close_on_error(result)
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.read(buffer).await
    }
}

impl<C, S: Read + Write> Read for ResponseBody<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        let result = self.receive_body_async(buffer).await;
        self.close_on_error(result)
    }
}

impl<C: ConnectAsync> ResponseBody<C, C::Stream> {
    async fn open_async(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        let head = RequestHead::new(method, uri, headers).ok_or(StreamError::Unsupported)?;
        self.begin(&head, C::is_idle);
        if self.stream.is_none() {
            self.stream = Some(self.connect.connect(&head.server).await.map_err(StreamError::Stream)?);
        }
        self.send_async(&head.request_line(), false).await?;
        for header in head.headers() {
            self.send_async(&header, false).await?;
        }
        self.send_async(&head.end(), false).await
    }
}

impl<C, S: Read + Write> ResponseBody<C, S> {
    /// Sends pieces of the request, or keeps them to be sent with others, unless these are the `last`.
    async fn send_async(&mut self, mut pieces: &[&[u8]], last: bool) -> Result<(), StreamError<S::Error>> {
        let (stream, session) = self.sending()?;
        while let Some(mut bytes) = session.gather(&mut pieces, last) {
            while !bytes.is_empty() {
                let count = stream.write(bytes).await.map_err(StreamError::Stream)?;
                bytes = unsent(bytes, count)?;
            }
        }
        Ok(())
    }

    async fn send_body_async(&mut self, bytes: &[u8]) -> Result<usize, StreamError<S::Error>> {
        let pieces = self.session.write(bytes).ok_or(StreamError::InvalidState)?;
        self.send_async(&pieces, false).await?;
        Ok(bytes.len())
    }

    async fn flush_async(&mut self) -> Result<(), StreamError<S::Error>> {
        self.send_async(&[], true).await?;
        self.stream()?.flush().await.map_err(StreamError::Stream)
    }

    async fn receive_head_async(&mut self, head: &mut ResponseHead) -> Result<(), StreamError<S::Error>> {
        self.send_async(&[], true).await?;
        self.end_request()?;
        self.receive_async(Some(head), &mut []).await?;
        Ok(())
    }

    async fn receive_body_async(&mut self, buffer: &mut [u8]) -> Result<usize, StreamError<S::Error>> {
        self.check_response()?;
        self.receive_async(None, buffer).await
    }

    /// Receives all of the head, or some of the body, and returns how much of it.
    async fn receive_async(
        &mut self,
        mut head: Option<&mut ResponseHead>,
        buffer: &mut [u8],
    ) -> Result<usize, StreamError<S::Error>> {
        loop {
            if let Some(count) = self.session.read(head.as_deref_mut(), buffer)? {
                return Ok(count);
            }
            let stream = self.stream.as_mut().ok_or(StreamError::InvalidState)?;
            let count = stream
                .read(self.session.unfilled())
                .await
                .map_err(StreamError::Stream)?;
            self.received(count)?;
        }
    }
}
