//! Byte streams of a host, for `--connection stream`: TCP or TLS, with one deadline for all that happens on them.

use std::{
    io::Result,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::ClientConfig;
use scnet_notebook::{http1::Endpoint, std_http::HostStream};

/// Opens a stream whose deadline is `timeout` from now, and verifies the server before a request is sent.
pub(crate) fn open(endpoint: &Endpoint<'_>, timeout: Duration, tls: &Arc<ClientConfig>) -> Result<HostStream> {
    let stream = HostStream::connect(endpoint.host, endpoint.port, Instant::now() + timeout)?;
    if endpoint.is_secure {
        stream.secure(endpoint.host, tls)
    } else {
        Ok(stream)
    }
}
