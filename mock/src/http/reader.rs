use core::time::Duration;

use tokio::time::Instant;

use super::request_body::{BODY_MAX, RequestBody};
use super::request_head::{BadRequest, RequestHead};
use crate::net::{Stream, StreamError, after};

/// The reason why a request was not read whole.
pub(crate) enum ReadError {
    /// The client left between two requests, or was idle for too long.
    Idle,
    /// The client left in the middle of a request.
    Disconnected,
    /// The request has to be refused.
    BadRequest(BadRequest),
}

impl From<BadRequest> for ReadError {
    fn from(bad: BadRequest) -> Self {
        Self::BadRequest(bad)
    }
}

/// Reads the head of the next request. Also returns the deadline for its body.
pub(crate) async fn read_head(stream: &mut Stream) -> Result<(RequestHead, Instant), ReadError> {
    stream.wait_for_request().await.map_err(|_| ReadError::Idle)?;
    let deadline = after(stream.client_timeout).into();
    loop {
        // RFC 9112, section 2.2: skip empty lines before a request.
        while stream.buffer.starts_with(b"\r\n") {
            stream.buffer.drain(..2);
        }
        if let Some((head, length)) = RequestHead::parse(&stream.buffer)? {
            stream.buffer.drain(..length);
            return Ok((head, deadline));
        }
        match stream.fill_until(deadline).await {
            Ok(()) => {}
            Err(StreamError::Disconnected) if stream.buffer.is_empty() => return Err(ReadError::Idle),
            Err(error) => return Err(incomplete(error, "head", stream.client_timeout)),
        }
    }
}

/// Reads the body of a request. After an error, `body` has the part that came.
pub(crate) async fn read_body(
    stream: &mut Stream,
    head: &RequestHead,
    deadline: Instant,
    body: &mut RequestBody,
) -> Result<(), ReadError> {
    let is_short = body.announced() <= BODY_MAX;
    if head.expects_continue && stream.buffer.is_empty() && !body.is_complete() && is_short {
        let interim = stream.send(b"HTTP/1.1 100 Continue\r\n\r\n").await;
        interim.map_err(|_| ReadError::Disconnected)?;
    }
    loop {
        let decoded = body.decode(&mut stream.buffer);
        decoded.map_err(|_| BadRequest::new(400, "the body is not in chunks as its head says"))?;
        if body.announced() > BODY_MAX {
            return Err(BadRequest::new(413, format!("the body has more than {BODY_MAX} bytes")).into());
        }
        if body.is_complete() {
            return Ok(());
        }
        let filled = stream.fill_until(deadline).await;
        filled.map_err(|error| incomplete(error, "body", stream.client_timeout))?;
    }
}

fn incomplete(error: StreamError, part: &str, client_timeout: Duration) -> ReadError {
    match error {
        StreamError::Disconnected => ReadError::Disconnected,
        StreamError::TimedOut => {
            let limit = humantime::format_duration(client_timeout);
            BadRequest::new(408, format!("the {part} of the request did not come within {limit}")).into()
        }
    }
}
