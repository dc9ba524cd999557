//! CAs that may not vouch for every server.

use rcgen::{CertificateParams, CertifiedIssuer, CustomExtension, ExtendedKeyUsagePurpose, KeyUsagePurpose};
use tls_guard::{InvalidServer, Server};

use crate::client::{REPLY, call};
use crate::pki::{Ca, HOST, key};
use crate::server::serve_tls;

fn ca(change: impl FnOnce(&mut CertificateParams)) -> Ca {
    let mut params = Ca::params();
    change(&mut params);
    Ca(CertifiedIssuer::self_signed(params, key()).unwrap())
}

#[track_caller]
fn refused(ca: &Ca, reason: InvalidServer) {
    assert_eq!(Server::new(ca.der(), HOST).unwrap_err(), reason);
}

#[test]
fn a_ca_for_clients_is_not_pinned() {
    refused(
        &ca(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]),
        InvalidServer::LimitedCa,
    );
    let ca = ca(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
    });
    let served = serve_tls(&ca.identity());
    assert_eq!(call(served.port, &ca.server()).unwrap(), REPLY);
    served.seen();
}

#[test]
fn a_ca_for_some_names_is_not_pinned() {
    for critical in [false, true] {
        // Below example.org, and nothing else.
        let names = [&[0x30, 17, 0xa0, 15, 0x30, 13, 0x82, 11], &b"example.org"[..]].concat();
        let mut constraints = CustomExtension::from_oid_content(&[2, 5, 29, 30], names);
        constraints.set_criticality(critical);
        refused(
            &ca(|params| params.custom_extensions = vec![constraints]),
            InvalidServer::LimitedCa,
        );
    }
}

#[test]
fn a_ca_that_is_limited_in_an_unknown_way_is_not_pinned() {
    // policyConstraints
    let mut policy = CustomExtension::from_oid_content(&[2, 5, 29, 36], vec![0x30, 3, 0x80, 1, 0]);
    policy.set_criticality(true);
    refused(
        &ca(|params| params.custom_extensions = vec![policy]),
        InvalidServer::LimitedCa,
    );
}

#[test]
fn a_ca_that_signs_no_certificates_is_none() {
    refused(
        &ca(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign]),
        InvalidServer::Ca,
    );
}

#[test]
fn the_reason_is_true_of_the_ca() {
    assert_eq!(
        InvalidServer::LimitedCa.to_string(),
        "pinned CA is not for servers, or limited in a way that is not followed here"
    );
}
