//! Servers that keep to the rules, and are not the ones that are meant.

use rcgen::{CustomExtension, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType, date_time_ymd};
use tls_guard::{Error, Fault, UnixTime};

use crate::alone;
use crate::client::{call, call_at, refused};
use crate::handmade::serve_handmade;
use crate::pki::{Ca, HOST, Identity, key, params};
use crate::server::{answer, config, serve, serve_tls};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn an_unknown_ca_is_refused() {
    let served = serve_tls(&Ca::new().identity());
    refused(&Ca::new().server(), served, Fault::UnknownIssuer);
}

#[test]
fn a_self_signed_certificate_is_refused() {
    let key = key();
    let certificate = params().self_signed(&key).unwrap();
    let served = serve_tls(&Identity {
        chain: vec![certificate.der().to_vec()],
        key,
    });
    refused(&Ca::new().server(), served, Fault::UnknownIssuer);
}

#[test]
fn another_host_is_refused() {
    let ca = Ca::new();
    for names in [
        vec!["other.example"],
        vec!["*.scnet.example"],
        vec!["scnet.example.org", "xscnet.example"],
        vec![],
    ] {
        let identity = ca.sign_with(|params| {
            params.subject_alt_names = names
                .into_iter()
                .map(|name| SanType::DnsName(name.try_into().unwrap()))
                .collect();
        });
        refused(&ca.server(), serve_tls(&identity), Fault::OtherHost);
    }
}

#[test]
fn a_host_in_the_common_name_is_refused_if_the_certificate_names_another() {
    let ca = Ca::new();
    let identity = ca.sign_with(|params| {
        params.subject_alt_names = vec![SanType::DnsName("other.example".try_into().unwrap())];
        params.distinguished_name.push(rcgen::DnType::CommonName, HOST);
    });
    refused(&ca.server(), serve_tls(&identity), Fault::OtherHost);
    alone::gives_the_token_away(ca.der(), serve_tls(&identity));
}

#[test]
fn a_host_in_a_name_of_another_kind_is_refused() {
    let ca = Ca::new();
    let identity = ca.sign_with(|params| {
        params.subject_alt_names = vec![
            SanType::Rfc822Name(HOST.try_into().unwrap()),
            SanType::URI(HOST.try_into().unwrap()),
        ];
    });
    refused(&ca.server(), serve_tls(&identity), Fault::OtherHost);
}

#[test]
fn an_extension_that_comes_twice_is_refused() {
    let ca = Ca::new();
    let names = [&[0x30, 15, 0x82, 13][..], HOST.as_bytes()].concat();
    for (id, first, second) in [
        // Names: another's first, or none at all; then the host.
        (
            17,
            [&[0x30, 15, 0x82, 13][..], b"other.example"].concat(),
            names.clone(),
        ),
        (17, vec![0x30, 0], names),
        // For clients, then for servers.
        (
            37,
            vec![0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2],
            vec![0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1],
        ),
        // A CA, then none.
        (19, vec![0x30, 3, 1, 1, 0xff], vec![0x30, 0]),
        // To agree on keys, then to sign.
        (15, vec![3, 2, 3, 0x08], vec![3, 2, 7, 0x80]),
    ] {
        let identity = ca.sign_with(|params| {
            params.subject_alt_names.clear();
            params.custom_extensions = [first, second]
                .map(|content| CustomExtension::from_oid_content(&[2, 5, 29, id], content))
                .into();
        });
        let (chain, key) = (identity.chain, identity.key);
        let served = serve_handmade(move |server| server.extensions().certificate(&chain).proof(&key).finished());
        refused(&ca.server(), served, Fault::Unreadable);
    }
}

#[test]
fn an_expired_certificate_is_refused() {
    let ca = Ca::new();
    let identity = ca.sign_with(|params| params.not_after = date_time_ymd(2026, 1, 1));
    refused(
        &ca.server(),
        serve_tls(&identity),
        Fault::Expired {
            not_after: 1_767_225_600,
        },
    );
}

#[test]
fn a_certificate_that_is_not_yet_valid_is_refused() {
    let ca = Ca::new();
    // The two ways to write a date.
    for (year, not_before) in [(2049, 2_493_072_000), (2050, 2_524_608_000)] {
        let identity = ca.sign_with(|params| params.not_before = date_time_ymd(year, 1, 1));
        refused(&ca.server(), serve_tls(&identity), Fault::NotYetValid { not_before });
    }
}

#[test]
fn the_first_and_the_last_second_count() {
    let ca = Ca::new();
    let (first, last) = (2_493_072_000, 2_493_072_000 + 365 * DAY);
    let identity = ca.sign_with(|params| {
        params.not_before = date_time_ymd(2049, 1, 1);
        params.not_after = date_time_ymd(2050, 1, 1);
    });
    for (at, valid) in [(first - 1, false), (first, true), (last, true), (last + 1, false)] {
        let served = serve_tls(&identity);
        let result = call_at(served.port, &ca.server(), UnixTime::new(at, 0).unwrap());
        assert_eq!(result.is_ok(), valid, "{at}");
        assert_eq!(served.seen().is_empty(), !valid);
    }
}

#[test]
fn a_certificate_for_another_purpose_is_refused() {
    let ca = Ca::new();
    let client = ca.sign_with(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    let agreement = ca.sign_with(|params| params.key_usages = vec![KeyUsagePurpose::KeyAgreement]);
    let authority = ca.sign_with(|params| params.is_ca = Ca::params().is_ca);
    for identity in [client, agreement, authority] {
        refused(&ca.server(), serve_tls(&identity), Fault::Purpose);
        alone::gives_the_token_away(ca.der(), serve_tls(&identity));
    }
}

#[test]
fn a_critical_extension_that_is_not_understood_is_refused() {
    let ca = Ca::new();
    let identity = ca.sign_with(|params| {
        let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 99], vec![5, 0]);
        extension.set_criticality(true);
        params.custom_extensions = vec![extension];
    });
    // Made by hand, since rustls refuses to serve it.
    let served = || {
        let (chain, key) = (
            identity.chain.clone(),
            KeyPair::try_from(identity.key.serialize_der()).unwrap(),
        );
        serve_handmade(move |server| server.extensions().certificate(&chain).proof(&key).finished())
    };
    refused(&ca.server(), served(), Fault::CriticalExtension);
    alone::gives_the_token_away(ca.der(), served());
}

#[test]
fn a_key_of_another_kind_is_refused() {
    let ca = Ca::new();
    for kind in [&rcgen::PKCS_ED25519, &rcgen::PKCS_ECDSA_P384_SHA384] {
        let key = KeyPair::generate_for(kind).unwrap();
        let certificate = params().signed_by(&key, &ca.0).unwrap();
        let served = serve_tls(&Identity {
            chain: vec![certificate.der().to_vec()],
            key,
        });
        refused(&ca.server(), served, Fault::Algorithm);
    }
}

#[test]
fn a_server_of_tls_1_2_is_refused() {
    let ca = Ca::new();
    let config = config(&ca.identity(), &rustls::version::TLS12);
    let served = serve(move |socket| answer(config, socket));
    assert!(matches!(call(served.port, &ca.server()), Err(Error::Tls(_))));
    assert_eq!(served.seen(), b"");
}

#[test]
fn a_server_that_wants_to_know_the_device_gets_no_token() {
    let ca = Ca::new();
    let identity = ca.identity();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(ca.0.der().clone()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let clients = rustls::server::WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_single_cert(
            vec![identity.chain[0].clone().into()],
            rustls::pki_types::PrivatePkcs8KeyDer::from(identity.key.serialize_der()).into(),
        )
        .unwrap();
    let served = serve(move |socket| answer(config.into(), socket));
    // The server was verified, so there is a session; the server then ends it.
    assert!(call(served.port, &ca.server()).is_err());
    assert_eq!(served.seen(), b"");
}

#[test]
fn every_bit_of_a_certificate_counts() {
    let ca = Ca::new();
    let identity = ca.identity();
    let leaf = &identity.chain[0];
    // Each eighth bit in turn, so that all bytes are met.
    for position in 0..leaf.len() {
        let mut chain = identity.chain.clone();
        chain[0][position] ^= 1 << (position % 8);
        let served = serve_handmade(move |server| {
            server.extensions().certificate(&chain);
        });
        match call(served.port, &ca.server()) {
            Err(Error::Certificate(fault)) => assert_ne!(fault, Fault::Unproven, "byte {position}"),
            other => panic!("byte {position}: {other:?}"),
        }
        assert_eq!(served.seen(), b"");
    }
}
