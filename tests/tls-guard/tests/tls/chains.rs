//! Certificates that are not signed by the pinned CA itself.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PKCS_ECDSA_P384_SHA384};
use tls_guard::{Fault, InvalidServer, Server};

use crate::alone;
use crate::client::refused;
use crate::pki::{Ca, HOST, Identity, key, params};
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
    // The holder of any certificate of the CA could make one for any host.
    let mut own = CertificateParams::new(["mallory.example".to_owned()]).unwrap();
    own.distinguished_name.push(DnType::CommonName, "mallory");
    own.is_ca = IsCa::ExplicitNoCa;
    let identity = below(&ca, own);
    refused(&ca.server(), serve_tls(&identity), Fault::UnknownIssuer);
    alone::gives_the_token_away(ca.der(), serve_tls(&identity));
}

#[test]
fn a_leaf_signed_by_a_leaf_is_refused_with_the_ca_after_it() {
    let ca = Ca::new();
    let mut identity = below(&ca, params());
    identity.chain.push(ca.der().to_vec());
    refused(&ca.server(), serve_tls(&identity), Fault::UnknownIssuer);
    alone::gives_the_token_away(ca.der(), serve_tls(&identity));
}

#[test]
fn a_leaf_signed_by_a_leaf_that_is_not_sent_is_refused() {
    let ca = Ca::new();
    let mut identity = below(&ca, params());
    identity.chain.truncate(1);
    refused(&ca.server(), serve_tls(&identity), Fault::UnknownIssuer);
}

/// A CA that another has signed, with another kind of key perhaps.
fn intermediate(root: &Ca, key: KeyPair) -> Ca {
    let mut params = Ca::params();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    Ca(CertifiedIssuer::signed_by(params, key, &root.0).unwrap())
}

fn p384() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap()
}

#[test]
fn an_intermediate_is_refused_unless_it_is_the_one_that_is_pinned() {
    // The issuer of the pinned certificate and its algorithm are ignored: most roots are not on P-256.
    for root in [
        Ca::new(),
        Ca(CertifiedIssuer::self_signed(Ca::params(), p384()).unwrap()),
    ] {
        let middle = intermediate(&root, key());
        let mut identity = middle.identity();
        identity.chain.extend([middle.der().to_vec(), root.der().to_vec()]);
        let other = Ca::new();
        refused(&other.server(), serve_tls(&identity), Fault::UnknownIssuer);

        let served = serve_tls(&identity);
        assert!(crate::client::call(served.port, &middle.server()).is_ok());
        served.seen();
    }
}

#[test]
fn a_root_is_not_enough_where_an_intermediate_has_signed() {
    let root = Ca::new();
    let middle = intermediate(&root, key());
    let mut identity = middle.identity();
    identity.chain.push(middle.der().to_vec());
    refused(&root.server(), serve_tls(&identity), Fault::UnknownIssuer);
}

#[test]
fn a_ca_with_another_kind_of_key_cannot_be_pinned() {
    let of_its_own = Ca(CertifiedIssuer::self_signed(Ca::params(), p384()).unwrap());
    for ca in [of_its_own, intermediate(&Ca::new(), p384())] {
        assert_eq!(Server::new(ca.der(), HOST).unwrap_err(), InvalidServer::Ca);
    }
}

#[test]
fn a_leaf_that_is_signed_in_another_way_is_refused() {
    let ca = Ca(CertifiedIssuer::self_signed(Ca::params(), p384()).unwrap());
    refused(&Ca::new().server(), serve_tls(&ca.identity()), Fault::Algorithm);
    assert_eq!(
        Fault::Algorithm.to_string(),
        "certificate is not on P-256, or not signed with ECDSA and SHA-256"
    );
}

#[test]
fn a_stranger_is_refused_in_spite_of_the_ca_after_it() {
    let ca = Ca::new();
    let mut identity = Ca::new().identity();
    identity.chain.push(ca.der().to_vec());
    refused(&ca.server(), serve_tls(&identity), Fault::UnknownIssuer);
}
