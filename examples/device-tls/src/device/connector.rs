use core::ffi::CStr;

use embedded_io::ErrorType;
use scnet_notebook::{ConnectAsync, http1::Endpoint};

use super::{
    Tls,
    session::Session,
    stream::{Kind, Stream},
};
use crate::Error;

/// Opens the streams of another connector, and a TLS session over each that has to be secure.
///
/// A session is verified for the host of the URL, which may be an IPv4 address. The connector below decides how long to wait: its
/// streams end each wait, also those of a handshake.
#[derive(Debug)]
pub struct TlsConnector<'t, C> {
    tls: &'t Tls,
    connector: C,
}

/// The longest name of a host, and the NUL behind it.
const NAME: usize = 254;

impl<'t, C> TlsConnector<'t, C> {
    /// Wraps a connector of TCP streams.
    pub const fn new(tls: &'t Tls, connector: C) -> Self {
        Self { tls, connector }
    }
}

impl<'t, C: ConnectAsync> ConnectAsync for TlsConnector<'t, C> {
    type Stream = Stream<'t, C::Stream>;

    async fn connect(
        &mut self,
        endpoint: &Endpoint<'_>,
    ) -> Result<Self::Stream, Error<<C::Stream as ErrorType>::Error>> {
        if !endpoint.is_secure {
            let stream = self.connector.connect(endpoint).await.map_err(Error::Stream)?;
            return Ok(Stream(Kind::Plain(stream)));
        }
        // First, so that a device that is not ready for TLS sends nothing.
        let (tls, config) = self.tls.prepare()?;
        let mut name = [0; NAME];
        let host = c_string(endpoint.host, &mut name).ok_or(Error::InvalidHost)?;
        let stream = self.connector.connect(endpoint).await.map_err(Error::Stream)?;
        Ok(Stream(Kind::Secure(Session::open(tls, &config, host, stream).await?)))
    }
}

fn c_string<'b>(text: &str, buffer: &'b mut [u8; NAME]) -> Option<&'b CStr> {
    buffer.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    CStr::from_bytes_with_nul(buffer.get(..=text.len())?).ok()
}
