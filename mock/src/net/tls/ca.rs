use core::fmt;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use x509_parser::parse_x509_certificate;

/// A certificate authority, which a device has to trust to reach the mock.
///
/// With its key, anyone can impersonate any server to such a device: use it on the bench only.
#[derive(Clone)]
pub struct Ca(Arc<Inner>);

struct Inner {
    der: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Ca {
    /// Makes a certificate authority with a P-256 key.
    ///
    /// # Panics
    ///
    /// If the system has no source of randomness.
    #[must_use]
    pub fn new() -> Self {
        Self::made("scnet-notebook-mock CA").unwrap_or_else(|error| panic!("no certificate authority: {error}"))
    }

    pub(super) fn made(name: &str) -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::new([])?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        // A board without a clock believes that the year is 1980.
        params.not_before = date_time_ymd(1975, 1, 1);
        params.not_after = date_time_ymd(2100, 1, 1);
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        Ok(Self(Arc::new(Inner {
            der: certificate.der().clone(),
            pem: certificate.pem(),
            key,
        })))
    }

    /// Makes a certificate authority from a certificate and its key in PKCS #8, both in PEM.
    ///
    /// # Errors
    ///
    /// If the certificate or the key cannot be parsed, if the certificate is not that of an authority, or if the key is not that of
    /// the certificate.
    pub fn from_pem(certificate: &str, key: &str) -> Result<Self, InvalidCa> {
        let der = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|_| InvalidCa::Certificate)?;
        let key = KeyPair::from_pem(key).map_err(|_| InvalidCa::Key)?;
        let (_, parsed) = parse_x509_certificate(&der).map_err(|_| InvalidCa::Certificate)?;
        if !parsed.is_ca() {
            return Err(InvalidCa::NotCa);
        }
        if *parsed.public_key().subject_public_key.data != *key.public_key_raw() {
            return Err(InvalidCa::Mismatch);
        }
        let ca = Self(Arc::new(Inner {
            der,
            pem: certificate.to_owned(),
            key,
        }));
        ca.issuer().map_err(|_| InvalidCa::Certificate)?;
        Ok(ca)
    }

    /// Returns the certificate in PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.0.pem
    }

    /// Returns the certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Returns the key in PEM, to make the same authority again with [`Ca::from_pem`].
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.0.key.serialize_pem()
    }

    pub(super) fn issuer(&self) -> Result<Issuer<'_, &KeyPair>, rcgen::Error> {
        Issuer::from_ca_cert_der(&self.0.der, &self.0.key)
    }
}

impl Default for Ca {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Ca {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ca").field("pem", &self.0.pem).finish_non_exhaustive()
    }
}

/// The error for text that is not a certificate authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidCa {
    /// The certificate is not a certificate in PEM.
    Certificate,
    /// The key is not a PKCS #8 key in PEM.
    Key,
    /// The certificate is not that of an authority: it may not sign others.
    NotCa,
    /// The key is not that of the certificate.
    Mismatch,
}

impl fmt::Display for InvalidCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "the certificate of the CA is not one in PEM",
            Self::Key => "the key of the CA is not one in PKCS #8 and PEM",
            Self::NotCa => "the certificate of the CA is that of a server, and not of an authority",
            Self::Mismatch => "the key of the CA is not that of its certificate",
        })
    }
}

impl core::error::Error for InvalidCa {}
