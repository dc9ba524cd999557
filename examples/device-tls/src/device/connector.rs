use core::ffi::CStr;

use embedded_io::ErrorType;
use mbedtls_rs::TlsVersion;
use scnet_notebook::{ConnectAsync, http1::Endpoint};

use super::{
    Tls,
    session::Session,
    stream::{Kind, Stream},
};
use crate::Error;

/// Opens the streams of another connector, and a TLS session over each that has to be secure. It is a `ConnectAsync` over async
/// streams, and a `Connect` over blocking ones.
///
/// TLS 1.3 is offered first. A server that refuses it with an alert is asked for TLS 1.2 in a second connection.
///
/// A session is verified for the host of the URL, which may be an IPv4 address. The connector below decides how long to wait: its
/// streams end each wait, also those of a handshake.
#[derive(Debug)]
pub struct TlsConnector<'t, C> {
    pub(super) tls: &'t Tls,
    pub(super) connector: C,
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
        self.tls.is_ready()?;
        let mut name = [0; NAME];
        let host = c_string(endpoint.host, &mut name).ok_or(Error::InvalidHost)?;
        let session = match self.open(endpoint, host, TlsVersion::Tls1_3).await {
            // A server of TLS 1.2 alone.
            Err(Error::Alert(Some(_))) => self.open(endpoint, host, TlsVersion::Tls1_2).await,
            session => session,
        };
        session.map(|session| Stream(Kind::Secure(session)))
    }
}

impl<'t, C: ConnectAsync> TlsConnector<'t, C> {
    /// Opens a stream, and a session of one version over it.
    ///
    /// A handshake that offers both is unsafe: Mbed TLS before 3.6.8 lets a server choose TLS 1.3 without keys then, and without a
    /// certificate (CVE-2026-115490).
    async fn open(
        &mut self,
        endpoint: &Endpoint<'_>,
        host: &CStr,
        version: TlsVersion,
    ) -> Result<Session<'t, C::Stream>, Error<<C::Stream as ErrorType>::Error>> {
        let (tls, config) = self.tls.config(version)?;
        let stream = self.connector.connect(endpoint).await.map_err(Error::Stream)?;
        Session::open(tls, &config, host, stream).await
    }
}

fn c_string<'b>(text: &str, buffer: &'b mut [u8; NAME]) -> Option<&'b CStr> {
    buffer.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    CStr::from_bytes_with_nul(buffer.get(..=text.len())?).ok()
}
