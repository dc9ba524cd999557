use crate::http::{Framing, ReadError, RequestBody, RequestHead, read_body};
use crate::net::{Stream, after};

/// The part of a request that was not read before the reply.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Unread {
    #[default]
    Nothing,
    Body(Framing),
    /// The case began before anything was read.
    All,
}

impl Unread {
    /// Holds the connection until another request comes.
    pub(super) async fn hold(self, stream: &mut Stream) -> Result<(), ReadError> {
        // A client may wait for 100 Continue, and send no body.
        if let Err(ReadError::Disconnected) = self.skip(stream).await {
            return Err(ReadError::Disconnected);
        }
        stream.hold().await.map_err(|_| ReadError::Disconnected)
    }

    /// Reads it, so that it is not taken for another request.
    pub(super) async fn skip(self, stream: &mut Stream) -> Result<(), ReadError> {
        let framing = match self {
            Self::Nothing => return Ok(()),
            Self::Body(framing) => framing,
            // Its end is not known.
            Self::All => loop {
                stream.buffer.clear();
                stream.hold().await.map_err(|_| ReadError::Disconnected)?;
            },
        };
        let head = RequestHead {
            framing,
            ..RequestHead::default()
        };
        let deadline = after(stream.client_timeout).into();
        read_body(stream, &head, deadline, &mut RequestBody::new(framing)).await
    }
}
