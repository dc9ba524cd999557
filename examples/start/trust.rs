//! Trust for the connections over streams. `StdHttpConnection` has its own.

use std::{error::Error, io, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use scnet_notebook::std_http::tls_reason;

/// Trusts the certificates in a PEM text and no others, or the public roots if there is no text. `StdHttpConnection` has checked the
/// text.
pub(crate) fn trust(pem: Option<&[u8]>) -> Result<Arc<ClientConfig>, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    match pem {
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(pem)) {
                roots.add(certificate?)?;
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Says why TLS failed in the words of the crate: those of rustls repeat the names in a certificate.
pub(crate) fn in_words(error: io::Error) -> io::Error {
    match tls_reason(&error) {
        Some(reason) => io::Error::new(error.kind(), reason),
        None => error,
    }
}
