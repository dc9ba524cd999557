//! Certificates that are not signed by the pinned CA itself.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa};
use tls_guard::Fault;

use crate::alone;
use crate::client::refused;
use crate::pki::{Ca, Identity, key, params};
use crate::server::serve_tls;

/// A certificate for the host, signed by one that `ca` signed with `params`.
fn below(ca: &Ca, params: CertificateParams) -> Identity {
    let middle = CertifiedIssuer::signed_by(params, key(), &ca.0).unwrap();
    let leaf = Ca(middle);
    let Identity { mut chain, key } = leaf.identity();
    chain.push(leaf.der().to_vec());
    Identity { chain, key }
}

#[test]
fn a_leaf_signed_by_a_leaf_is_refused() {
    let ca = Ca::new();
    // Whoever has any certificate of the CA makes one for any host.
    let mut own = CertificateParams::new(["mallory.example".to_owned()]).unwrap();
    own.distinguished_name.push(DnType::CommonName, "mallory");
    own.is_ca = IsCa::ExplicitNoCa;
    let identity = below(&ca, own);
    refused(&ca.server(), serve_tls(&identity), Fault::Chain);
    alone::gives_the_token_away(ca.der(), serve_tls(&identity));
}

#[test]
fn a_leaf_signed_by_a_leaf_is_refused_with_the_ca_after_it() {
    let ca = Ca::new();
    let mut identity = below(&ca, params());
    identity.chain.push(ca.der().to_vec());
    refused(&ca.server(), serve_tls(&identity), Fault::Chain);
    alone::gives_the_token_away(ca.der(), serve_tls(&identity));
}

#[test]
fn a_leaf_signed_by_a_leaf_that_is_not_sent_is_refused() {
    let ca = Ca::new();
    let mut identity = below(&ca, params());
    identity.chain.truncate(1);
    refused(&ca.server(), serve_tls(&identity), Fault::UnknownIssuer);
}

#[test]
fn an_intermediate_is_refused_unless_it_is_the_one_that_is_pinned() {
    let ca = Ca::new();
    let mut params = Ca::params();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let middle = Ca(CertifiedIssuer::signed_by(params, key(), &ca.0).unwrap());
    let mut identity = middle.identity();
    identity.chain.push(middle.der().to_vec());
    refused(&ca.server(), serve_tls(&identity), Fault::Chain);

    let served = serve_tls(&identity);
    assert!(crate::client::call(served.port, &middle.server()).is_ok());
    served.seen();
}

#[test]
fn a_stranger_is_refused_in_spite_of_the_ca_after_it() {
    let ca = Ca::new();
    let mut identity = Ca::new().identity();
    identity.chain.push(ca.der().to_vec());
    refused(&ca.server(), serve_tls(&identity), Fault::UnknownIssuer);
}
