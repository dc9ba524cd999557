#[cfg(feature = "async")]
use embedded_svc::io::asynch;
use embedded_svc::io::{ErrorType, Read, Write};

use crate::http1::Endpoint;

/// Opens byte streams to a server.
///
/// A closure does, and then every request gets a stream of its own; [`KeepAlive`](crate::KeepAlive) uses one again.
pub trait Connect {
    /// A stream. Dropping it closes it.
    type Stream: Read + Write;

    /// Opens a stream to the server, by TLS if it [is secure](Endpoint::is_secure).
    ///
    /// # Errors
    ///
    /// If there is no stream to be had. The request then counts as not sent.
    fn connect(&mut self, server: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error>;

    /// Returns whether a stream that carried a whole exchange is open still, with nothing to be read from it.
    ///
    /// Only then may it carry another. If that cannot be told, say no: to find out later, with the request sent, is to
    /// never know what became of it.
    fn is_idle(&mut self, stream: &mut Self::Stream) -> bool {
        let _ = stream;
        false
    }
}

impl<F, S> Connect for F
where
    F: FnMut(&Endpoint<'_>) -> Result<S, S::Error>,
    S: Read + Write,
{
    type Stream = S;

    fn connect(&mut self, server: &Endpoint<'_>) -> Result<S, S::Error> {
        self(server)
    }
}

/// Opens async byte streams to a server, as [`Connect`] opens blocking ones. An async closure does.
#[cfg(feature = "async")]
#[allow(
    async_fn_in_trait,
    reason = "whether its future is Send is up to the stream, as in embedded-io-async"
)]
pub trait ConnectAsync {
    /// A stream. Dropping it closes it.
    type Stream: asynch::Read + asynch::Write;

    /// Opens a stream to the server, by TLS if it [is secure](Endpoint::is_secure).
    ///
    /// # Errors
    ///
    /// If there is no stream to be had. The request then counts as not sent.
    async fn connect(&mut self, server: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error>;

    /// Returns what [`Connect::is_idle`] does.
    fn is_idle(&mut self, stream: &mut Self::Stream) -> bool {
        let _ = stream;
        false
    }
}

#[cfg(feature = "async")]
impl<F, S> ConnectAsync for F
where
    F: AsyncFnMut(&Endpoint<'_>) -> Result<S, S::Error>,
    S: asynch::Read + asynch::Write,
{
    type Stream = S;

    async fn connect(&mut self, server: &Endpoint<'_>) -> Result<S, S::Error> {
        self(server).await
    }
}
