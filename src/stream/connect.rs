#[cfg(feature = "async")]
use embedded_svc::io::asynch;
use embedded_svc::io::{ErrorType, Read, Write};

use crate::http1::Endpoint;

/// Opens byte streams to a server.
///
/// Implemented for closures.
pub trait Connect {
    /// The stream. Dropping it closes it.
    type Stream: Read + Write;

    /// Opens a stream to the server. If it [is secure](Endpoint::is_secure), the stream must be a TLS session, verified for the
    /// host: over any other the token would travel in the clear.
    ///
    /// # Errors
    ///
    /// The stream cannot be opened. The request then counts as not sent.
    fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error>;
}

impl<F, S> Connect for F
where
    F: FnMut(&Endpoint<'_>) -> Result<S, S::Error>,
    S: Read + Write,
{
    type Stream = S;

    fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<S, S::Error> {
        self(endpoint)
    }
}

/// Opens async byte streams to a server, as [`Connect`] opens blocking ones. Implemented for async closures.
#[cfg(feature = "async")]
#[allow(
    async_fn_in_trait,
    reason = "whether its future is Send is up to the stream, as in embedded-io-async"
)]
pub trait ConnectAsync {
    /// The stream. Dropping it closes it.
    type Stream: asynch::Read + asynch::Write;

    /// Opens a stream to the server. If it [is secure](Endpoint::is_secure), the stream must be a TLS session, verified for the
    /// host: over any other the token would travel in the clear.
    ///
    /// # Errors
    ///
    /// The stream cannot be opened. The request then counts as not sent.
    async fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error>;
}

#[cfg(feature = "async")]
impl<F, S> ConnectAsync for F
where
    F: AsyncFnMut(&Endpoint<'_>) -> Result<S, S::Error>,
    S: asynch::Read + asynch::Write,
{
    type Stream = S;

    async fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<S, S::Error> {
        self(endpoint).await
    }
}
