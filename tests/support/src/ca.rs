use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};
use rustls::{
    RootCertStore, ServerConfig, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
    sign::{CertifiedKey, SingleCertAndKey},
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

    /// Returns the TLS configuration of a server, with a certificate for `name`, or for no host if it is empty, that expires with the
    /// year before `end`. It begins in 1975, or 2,121 years before `end` if that is later.
    #[must_use]
    pub fn server(&self, name: &str, end: i32) -> Arc<ServerConfig> {
        self.server_with(name, |params| {
            params.not_before = date_time_ymd(1975.max(end - 2121), 1, 1);
            params.not_after = date_time_ymd(end, 1, 1);
        })
    }

    /// Returns the TLS configuration of a server, with a certificate for `name` that is for clients only.
    #[must_use]
    pub fn server_with_client_certificate(&self, name: &str) -> Arc<ServerConfig> {
        self.server_with(name, |params| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        })
    }

    /// Returns the TLS configuration of a server whose certificate has its names twice: another host's, and this one.
    ///
    /// # Panics
    ///
    /// If the name is not of 1 to 120 bytes.
    #[must_use]
    pub fn server_with_repeated_names(&self, name: &str) -> Arc<ServerConfig> {
        // A sequence of one DNS name.
        let names = |name: &str| {
            let length = u8::try_from(name.len()).unwrap();
            [&[0x30, length + 2, 0x82, length], name.as_bytes()].concat()
        };
        self.server_with(name, |params| {
            params.subject_alt_names.clear();
            params.custom_extensions = ["other.example", name]
                .map(|name| CustomExtension::from_oid_content(&[2, 5, 29, 17], names(name)))
                .into();
        })
    }

    /// Returns the TLS configuration of a server that uses the authority's certificate as its own, as one does that was made by
    /// `openssl req -x509`.
    #[must_use]
    pub fn server_with_ca_certificate(&self) -> Arc<ServerConfig> {
        config(self.0.der().clone(), self.0.key())
    }

    /// Returns the TLS configuration of a server of this TLS version that demands a certificate of the client.
    #[must_use]
    pub fn server_with_client_verification(
        &self,
        name: &str,
        version: &'static SupportedProtocolVersion,
    ) -> Arc<ServerConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let usual = self.server_with(name, |_| {});
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_cert_resolver(Arc::clone(&usual.cert_resolver));
        Arc::new(config)
    }

    fn server_with(&self, name: &str, edit: impl FnOnce(&mut CertificateParams)) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let names = Some(name.to_owned()).filter(|name| !name.is_empty());
        let mut params = CertificateParams::new(Vec::from_iter(names)).unwrap();
        params.not_before = date_time_ymd(1975, 1, 1);
        edit(&mut params);
        config(params.signed_by(&key, &self.0).unwrap().der().clone(), &key)
    }
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(ring::default_provider());
    let key = provider.key_provider.load_private_key(key.into()).unwrap();
    // Unlike `with_single_cert` it takes an invalid certificate as well.
    let certificate = SingleCertAndKey::from(CertifiedKey::new(vec![certificate], key));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificate));
    Arc::new(config)
}
