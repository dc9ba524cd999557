//! Extensions and usages that are not known, with identifiers that have large numbers in them.

use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose};
use tls_guard::Fault;

use crate::client::{REPLY, TOKEN, call, refused};
use crate::handmade::serve_handmade;
use crate::pki::{Ca, Identity, params};
use crate::server::{Served, serve_tls};

/// A small one, and such as anybody may make of a UUID.
const UNKNOWN: [&[u64]; 4] = [
    &[2, 5, 29, 99],
    &[2, 999, 3],
    &[2, 25, u64::MAX],
    &[1, 3, u64::MAX, 29, 17],
];

fn extension(id: &[u64], critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(id, vec![5, 0]);
    extension.set_criticality(critical);
    extension
}

/// Serves by hand, since rustls refuses to.
fn serve(identity: Identity) -> Served {
    let Identity { chain, key } = identity;
    serve_handmade(move |server| server.extensions().certificate(&chain).proof(&key).finished())
}

#[track_caller]
fn accepted(ca: &Ca, change: impl FnOnce(&mut CertificateParams)) {
    let served = serve_tls(&ca.sign_with(change));
    assert_eq!(call(served.port, &ca.server()).unwrap(), REPLY);
    assert_eq!(served.seen(), TOKEN);
}

#[test]
fn an_extension_that_is_not_known_is_passed_over() {
    let ca = Ca::new();
    accepted(&ca, |params| {
        params.custom_extensions = UNKNOWN.map(|id| extension(id, false)).into();
    });
}

#[test]
fn a_critical_extension_is_refused_whatever_its_identifier() {
    let ca = Ca::new();
    for id in UNKNOWN {
        let identity = ca.sign_with(|params| params.custom_extensions = vec![extension(id, true)]);
        refused(&ca.server(), serve(identity), Fault::CriticalExtension);
    }
}

#[test]
fn an_extension_that_comes_twice_is_refused_whatever_its_identifier() {
    let ca = Ca::new();
    for id in UNKNOWN {
        let identity = ca.sign_with(|params| {
            params.custom_extensions = [id, &[2, 5, 29, 98], id].map(|id| extension(id, false)).into();
        });
        refused(&ca.server(), serve(identity), Fault::Unreadable);
    }
}

#[test]
fn a_usage_that_is_not_known_is_passed_over() {
    let ca = Ca::new();
    let unknown = || UNKNOWN.map(|id| ExtendedKeyUsagePurpose::Other(id.into()));
    accepted(&ca, |params| {
        params.extended_key_usages = [&unknown()[..], &[ExtendedKeyUsagePurpose::ServerAuth], &unknown()].concat();
    });
    let identity = ca.sign_with(|params| params.extended_key_usages = unknown().into());
    refused(&ca.server(), serve(identity), Fault::Purpose);
}

#[test]
fn the_extensions_of_a_stranger_are_not_looked_at() {
    let identity = Ca::new().sign({
        let mut params = params();
        params.custom_extensions = vec![extension(&[2, 999, 3], true)];
        params
    });
    refused(&Ca::new().server(), serve(identity), Fault::UnknownIssuer);
}
