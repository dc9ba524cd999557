//! Certificates, made for each test.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use tls_guard::Server;

pub(crate) const HOST: &str = "scnet.example";

/// A CA.
pub(crate) struct Ca(pub(crate) CertifiedIssuer<'static, KeyPair>);

/// A certificate, those above it, and its key.
pub(crate) struct Identity {
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) key: KeyPair,
}

impl Ca {
    pub(crate) fn new() -> Self {
        Self(CertifiedIssuer::self_signed(Self::params(), key()).unwrap())
    }

    pub(crate) fn params() -> CertificateParams {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "the CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    }

    pub(crate) fn der(&self) -> &[u8] {
        self.0.der()
    }

    /// The server of [`HOST`], as this CA knows it.
    pub(crate) fn server(&self) -> Server<'_> {
        Server::new(self.der(), HOST).unwrap()
    }

    /// A good certificate for [`HOST`].
    pub(crate) fn identity(&self) -> Identity {
        self.sign(params())
    }

    pub(crate) fn sign(&self, params: CertificateParams) -> Identity {
        let key = key();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity {
            chain: vec![certificate.der().to_vec()],
            key,
        }
    }

    /// A certificate for [`HOST`] that differs from a good one.
    pub(crate) fn sign_with(&self, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = params();
        change(&mut params);
        self.sign(params)
    }
}

/// A good certificate for [`HOST`], but for the signature.
pub(crate) fn params() -> CertificateParams {
    let mut params = CertificateParams::new([HOST.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "the server");
    params
}

pub(crate) fn key() -> KeyPair {
    KeyPair::generate().unwrap()
}
