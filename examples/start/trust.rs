//! Trust for the connections over streams. `StdHttpConnection` has its own.

use std::{error::Error, io, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Trusts the certificates in a PEM text and no others, or the public roots if there is no text.
pub(crate) fn trust(pem: Option<&[u8]>) -> Result<Arc<ClientConfig>, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    match pem {
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                roots.add(certificate.map_err(|_| "the CA is not valid PEM")?)?;
            }
            if roots.is_empty() {
                return Err("the CA holds no certificate".into());
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Removes the names in a certificate from an error: they are the server's words.
pub(crate) fn without_names(error: io::Error) -> io::Error {
    let reason = match error.get_ref().and_then(|error| error.downcast_ref()) {
        Some(rustls::Error::InvalidCertificate(reason)) => reason,
        _ => return error,
    };
    let reason = match reason {
        CertificateError::NotValidForNameContext { .. } => CertificateError::NotValidForName,
        CertificateError::InvalidPurposeContext { .. } => CertificateError::InvalidPurpose,
        _ => return error,
    };
    io::Error::new(error.kind(), rustls::Error::InvalidCertificate(reason))
}
