//! Certificate chains, and the key of the first certificate.

use core::error::Error;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::ca::Ca;
use super::tls_case::TlsCase;

/// Fails if the system has no source of randomness.
type Result<T> = core::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The name of the wrong authorities, which is that of the right one.
const NAME: &str = "scnet-notebook-mock CA";

/// Makes a chain that a client accepts if it trusts the authority.
pub(super) fn good(ca: &Ca, names: Vec<String>) -> Result<CertifiedKey> {
    let key = KeyPair::generate()?;
    let leaf = leaf(names, 2100)?.signed_by(&key, &ca.issuer()?)?;
    certified(vec![leaf.der().clone()], &key)
}

/// Makes a chain that a client must refuse.
pub(super) fn bad(case: TlsCase, ca: &Ca, names: Vec<String>) -> Result<CertifiedKey> {
    let key = KeyPair::generate()?;
    let chain = match case {
        TlsCase::Expired => vec![leaf(names, 2001)?.signed_by(&key, &ca.issuer()?)?],
        TlsCase::WrongHost => {
            let other = vec!["another-host.invalid".to_owned()];
            vec![leaf(other, 2100)?.signed_by(&key, &ca.issuer()?)?]
        }
        TlsCase::SelfSigned => vec![leaf(names, 2100)?.self_signed(&key)?],
        TlsCase::UnknownCa => vec![leaf(names, 2100)?.signed_by(&key, &Ca::made(NAME)?.issuer()?)?],
        TlsCase::NoCertificate => Vec::new(),
        TlsCase::LeafSignedByLeaf => {
            let signer_key = KeyPair::generate()?;
            let params = leaf(vec!["another-host.invalid".to_owned()], 2100)?;
            let signer = params.signed_by(&signer_key, &ca.issuer()?)?;
            let last = leaf(names, 2100)?.signed_by(&key, &Issuer::from_params(&params, &signer_key))?;
            vec![last, signer]
        }
    };
    certified(
        chain.iter().map(|certificate| certificate.der().clone()).collect(),
        &key,
    )
}

/// Returns the parameters of a server's certificate that expires at the start of the year `end`.
fn leaf(names: Vec<String>, end: i32) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "scnet-notebook-mock");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // RFC 5280, section 4.2.1.1, which strict clients check.
    params.use_authority_key_identifier_extension = true;
    params.not_before = date_time_ymd(1975, 1, 1);
    params.not_after = date_time_ymd(end, 1, 1);
    Ok(params)
}

fn certified(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Result<CertifiedKey> {
    let key = any_supported_type(&PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
    Ok(CertifiedKey::new(chain, key))
}
