//! Async I/O driver for `http1`.

use embedded_svc::{
    http::{Method, client::asynch::Connection},
    io::{
        Error, ErrorKind, ErrorType,
        asynch::{Read, Write},
    },
};

use super::{ConnectAsync, ResponseBody, StreamConnection};
use crate::http1::{Next, RequestHead, ResponseHead, StreamError, Task};

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
        self.body.run_async(&mut Task::ReceiveHead(&mut self.head)).await?;
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
        self.body.exchange.http.count_body(bytes.len());
        self.body.run_async(&mut Task::Send(&mut [bytes])).await?;
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.body.run_async(&mut Task::Flush).await?;
        Ok(())
    }
}

impl<C, S: Read + Write> Read for StreamConnection<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.body.read(buffer).await
    }
}

impl<C, S: Read + Write> Read for ResponseBody<C, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        self.run_async(&mut Task::ReceiveBody(buffer)).await
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
        self.abort();
        let head = RequestHead::new(method, uri, headers).ok_or(StreamError::Unsupported)?;
        let stream = self
            .connect
            .connect(&head.endpoint)
            .await
            .map_err(StreamError::Stream)?;
        self.exchange.stream = Some(stream);
        self.exchange.http.begin(head.length);
        let mut index = 0;
        while let Some(mut pieces) = head.part(index) {
            self.run_async(&mut Task::Send(&mut pieces)).await?;
            index += 1;
        }
        Ok(())
    }
}

impl<C, S: Read + Write> ResponseBody<C, S> {
    /// Carries out a task, and returns how many bytes of the body were received.
    async fn run_async(&mut self, task: &mut Task<'_, '_>) -> Result<usize, StreamError<S::Error>> {
        let result = self.operations_async(task).await;
        self.settle(result)
    }

    async fn operations_async(&mut self, task: &mut Task<'_, '_>) -> Result<usize, StreamError<S::Error>> {
        self.exchange.http.enter()?;
        loop {
            let next = self.exchange.http.next(task)?;
            let result = match (next, &mut self.exchange.stream) {
                (Next::Done(count), _) => return Ok(count),
                (Next::Write(bytes), Some(stream)) => stream.write(bytes).await,
                (Next::Flush, Some(stream)) => stream.flush().await.map(|()| 1),
                (Next::Read(space), Some(stream)) => stream.read(space).await,
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
