//! Async I/O driver for `http1`.

use embedded_svc::{
    http::{Method, client::asynch::Connection},
    io::{
        Error, ErrorKind, ErrorType,
        asynch::{Read, Write},
    },
};

use super::{ConnectAsync, ResponseBody, StreamConnection, body::Exchange};
use crate::http1::{Operation, Part, RequestHead, ResponseHead, StreamError};

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
        self.body.open_async(method, uri, headers).await
    }

    fn is_request_initiated(&self) -> bool {
        self.body.exchange.http.is_request()
    }

    async fn initiate_response(&mut self) -> Result<(), Self::Error> {
        self.body.run_async(Part::ReceiveHead(&mut self.head)).await?;
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
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.body.run_async(Part::Send(bytes, None)).await?;
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.body.run_async(Part::Flush).await?;
        Ok(())
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.run_async(Part::ReceiveBody(buffer)).await
    }
}

impl<C, S: Read + Write> Read for ResponseBody<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.run_async(Part::ReceiveBody(buffer)).await
    }
}

impl<C: ConnectAsync> ResponseBody<C, C::Stream> {
    /// Opens a stream, and sends the head of a request.
    async fn open_async(
        &mut self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), StreamError<<C::Stream as ErrorType>::Error>> {
        self.exchange.abort();
        let Some(head) = &mut RequestHead::new(method, uri, headers) else {
            return Err(StreamError::Unsupported);
        };
        let stream = self
            .connect
            .connect(&head.endpoint)
            .await
            .map_err(StreamError::Stream)?;
        self.exchange.stream = Some(stream);
        self.exchange.http.begin();
        self.run_async(Part::Send(&[], Some(head))).await?;
        Ok(())
    }
}

impl<C, S: Read + Write> ResponseBody<C, S> {
    /// Carries out a part of an exchange, and returns how many bytes of the body were received.
    async fn run_async(&mut self, part: Part<'_>) -> Result<usize, StreamError<S::Error>> {
        let result = self.operate_async(part).await;
        self.exchange.settle();
        result
    }

    async fn operate_async(&mut self, part: Part<'_>) -> Result<usize, StreamError<S::Error>> {
        let Exchange { stream, http } = &mut self.exchange;
        let mut task = http.begin_task(part);
        while let Some(operation) = http.next(&mut task)? {
            let stream = stream.as_mut().ok_or(StreamError::InvalidState)?;
            let result = match operation {
                Operation::Write(bytes) => stream.write(bytes).await,
                Operation::Flush => stream.flush().await.map(|()| 1),
                Operation::Read(space) => stream.read(space).await,
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
