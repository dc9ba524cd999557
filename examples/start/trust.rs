//! Trust for the connections over streams. `StdHttpConnection` has its own.

use std::{error::Error, sync::Arc};

use rustls::{ClientConfig, RootCertStore};
use scnet_notebook::std_http::ca_roots;

/// Trusts the certificates in a PEM text and no others, or the public roots if there is no text.
pub(crate) fn trust(pem: Option<&[u8]>) -> Result<Arc<ClientConfig>, Box<dyn Error>> {
    let roots = match pem {
        Some(pem) => ca_roots(pem)?,
        None => RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
