use embedded_svc::io::{ErrorType, ReadReady};

use super::Connect;
#[cfg(feature = "async")]
use super::ConnectAsync;
use crate::http1::Endpoint;

/// Keeps a stream from one request to the next, where both sides agree.
///
/// A stream on which the server has meanwhile closed its side, or said anything, is replaced.
#[derive(Clone, Copy, Debug)]
pub struct KeepAlive<C>(pub C);

impl<C> Connect for KeepAlive<C>
where
    C: Connect<Stream: ReadReady>,
{
    type Stream = C::Stream;

    fn connect(&mut self, server: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error> {
        self.0.connect(server)
    }

    fn is_idle(&mut self, stream: &mut Self::Stream) -> bool {
        // The end of a stream is something to read, too.
        matches!(stream.read_ready(), Ok(false))
    }
}

#[cfg(feature = "async")]
impl<C> ConnectAsync for KeepAlive<C>
where
    C: ConnectAsync<Stream: ReadReady>,
{
    type Stream = C::Stream;

    async fn connect(&mut self, server: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error> {
        self.0.connect(server).await
    }

    fn is_idle(&mut self, stream: &mut Self::Stream) -> bool {
        matches!(stream.read_ready(), Ok(false))
    }
}
