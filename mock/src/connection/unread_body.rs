use crate::http::{Framing, ReadError, RequestBody, RequestHead, read_body};
use crate::net::{Stream, after};

/// Holds the connection until another request comes, also if the body of this one does not.
pub(super) async fn hold(stream: &mut Stream, unread: Option<Framing>) -> Result<(), ReadError> {
    if let Err(ReadError::Disconnected) = skip_body(stream, unread).await {
        return Err(ReadError::Disconnected);
    }
    stream.hold().await.map_err(|_| ReadError::Disconnected)
}

/// Reads a body that was not read before.
pub(super) async fn skip_body(stream: &mut Stream, unread: Option<Framing>) -> Result<(), ReadError> {
    let Some(framing) = unread else {
        return Ok(());
    };
    let head = RequestHead {
        framing,
        ..RequestHead::default()
    };
    let deadline = after(stream.client_timeout).into();
    read_body(stream, &head, deadline, &mut RequestBody::new(framing)).await
}
