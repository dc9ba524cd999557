use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};

/// A certificate authority for one test.
#[derive(Debug)]
pub struct TestCa(CertifiedIssuer<'static, KeyPair>);

impl TestCa {
    /// Makes an authority with this common name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Returns the authority's certificate in PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Returns a certificate for `name` and its key, both in PEM, for a server that is a program.
    #[must_use]
    pub fn certificate_and_key(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }

    /// Returns the TLS configuration of a server, with a certificate for `name` that expires with the year before `end`.
    #[must_use]
    pub fn server(&self, name: &str, end: i32) -> Arc<ServerConfig> {
        self.server_with(name, |params| params.not_after = date_time_ymd(end, 1, 1))
    }

    /// Returns the TLS configuration of a server, with a certificate for `name` that is for clients only.
    #[must_use]
    pub fn server_with_client_certificate(&self, name: &str) -> Arc<ServerConfig> {
        self.server_with(name, |params| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        })
    }

    /// Returns the TLS configuration of a server that uses the authority's certificate as its own, as one does that was made by
    /// `openssl req -x509`.
    #[must_use]
    pub fn server_with_ca_certificate(&self) -> Arc<ServerConfig> {
        config(self.0.der().clone(), self.0.key())
    }

    fn server_with(&self, name: &str, edit: impl FnOnce(&mut CertificateParams)) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(1975, 1, 1);
        edit(&mut params);
        config(params.signed_by(&key, &self.0).unwrap().der().clone(), &key)
    }
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    Arc::new(config)
}
