//! The certificates of the server and of its authority.

use scnet_notebook_mock::{Ca, Server, Tls};
use x509_parser::extensions::ParsedExtension;

use crate::client;
use crate::tls::{VERSIONS, exchange, secure, session};

#[test]
fn the_certificate_has_the_names_of_the_machine_and_those_given() {
    let tls = Tls::new().with_name("api.scnet.example").with_name("192.0.2.7");
    let server = Server::builder().tls(tls).start().unwrap();
    let ca = server.ca().unwrap();
    for name in [
        "localhost",
        "127.0.0.1",
        "::1",
        "10.0.2.2",
        "api.scnet.example",
        "192.0.2.7",
    ] {
        assert!(exchange(&server, ca, name).is_ok(), "{name}");
    }
    assert!(exchange(&server, ca, "other.example").is_err());
}

/// As `openssl verify -x509_strict` demands of a chain by RFC 5280, section 4.2.1.1.
#[test]
fn the_certificate_names_the_key_of_its_authority() {
    let server = secure();
    let ca = server.ca().unwrap();
    let mut session = session(ca.der(), "localhost", &VERSIONS);
    session.complete_io(&mut client::connect(server.address())).unwrap();
    let leaf = &session.peer_certificates().unwrap()[0];
    let authority_key = x509_parser::parse_x509_certificate(leaf)
        .unwrap()
        .1
        .iter_extensions()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(identifier) => Some(identifier.key_identifier.clone()?.0.to_vec()),
            _ => None,
        });
    let subject_key = x509_parser::parse_x509_certificate(ca.der())
        .unwrap()
        .1
        .iter_extensions()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(identifier) => Some(identifier.0.to_vec()),
            _ => None,
        });
    assert!(subject_key.is_some());
    assert_eq!(authority_key, subject_key);
}

#[test]
fn a_server_with_an_invalid_name_does_not_start() {
    let tls = Tls::new().with_name("localhost").with_name("host:8080");
    let error = Server::builder().tls(tls).start().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(error.to_string().starts_with("\"host:8080\" is neither"), "{error}");
}

#[test]
fn a_ca_is_read_from_its_own_pem() {
    let first = Ca::new();
    let again = Ca::from_pem(first.pem(), &first.key_pem()).unwrap();
    assert_eq!((again.pem(), again.der()), (first.pem(), first.der()));
    let server = Server::builder().tls(Tls::with_ca(again)).start().unwrap();
    assert!(exchange(&server, &first, "localhost").is_ok());
    assert!(Ca::from_pem("", &first.key_pem()).is_err());
    assert!(Ca::from_pem(first.pem(), first.pem()).is_err());
    for (certificate, key) in [(&first, Ca::new()), (&Ca::new(), first.clone())] {
        let error = Ca::from_pem(certificate.pem(), &key.key_pem()).unwrap_err();
        assert_eq!(error.to_string(), "the key of the CA is not that of its certificate");
    }
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new([]).unwrap().self_signed(&key).unwrap();
    let error = Ca::from_pem(&leaf.pem(), &key.serialize_pem()).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("is that of a server, and not of an authority"),
        "{error}"
    );
    assert!(!format!("{first:?}").contains("PRIVATE"));
}
