//! Calls over TLS 1.2 and 1.3 to servers with certificates of every kind.

use std::sync::Arc;

use rustls::{
    ServerConfig, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    version::{TLS12, TLS13},
};

use crate::{
    STARTED,
    https::{File, reply},
    image::{Image, Run},
    on_each_board, on_each_image,
    openssl::OpenSsl,
    pki::{self, HOST},
    tls_server::TlsServer,
};

/// Calls a server, and trusts this CA.
fn call(image: Image, url: &str, ca: &str, more: &[&str]) -> Run {
    let arguments = ["--address", "10.0.2.2", "--ca", &pki::file(ca, "pem")];
    image.run(url, &[&arguments, more].concat())
}

/// Returns the configuration of rustls for one version and a certificate.
fn rustls(version: &'static SupportedProtocolVersion, certificate: &str) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(pki::chain(certificate).as_bytes()).collect::<Result<_, _>>();
    let key = PrivateKeyDer::from_pem_file(pki::file(certificate, "key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.unwrap(), key);
    Arc::new(config.unwrap())
}

/// Calls `openssl s_server` of one version from each image.
#[track_caller]
fn assert_started(version: &str, kind: &str) {
    let chain = File::new(pki::chain(&format!("{kind}-ca")));
    on_each_image(|image| {
        let server = OpenSsl::start(&format!("{kind}-leaf"), &[version, "-cert_chain", chain.path()]);
        let run = call(image, &server.url(HOST), &format!("{kind}-root"), &[]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
        assert_eq!(server.requests(), 1, "{image}");
    });
}

/// Calls a server of rustls of one version from each board.
#[track_caller]
fn assert_started_by_rustls(version: &'static SupportedProtocolVersion, kind: &str) {
    let config = rustls(version, &format!("{kind}-leaf"));
    on_each_board(|image| {
        let server = TlsServer::start(Arc::clone(&config), reply());
        let run = call(image, &server.url(HOST), &format!("{kind}-root"), &[]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
        let requests = server.received().concat().matches("POST ").count();
        assert_eq!(requests, 1, "{image}");
    });
}

#[test]
fn rsa_certificates_are_accepted_over_tls_1_2() {
    assert_started("-tls1_2", "rsa");
    assert_started_by_rustls(&TLS12, "rsa");
}

#[test]
fn rsa_certificates_are_accepted_over_tls_1_3() {
    assert_started("-tls1_3", "rsa");
    assert_started_by_rustls(&TLS13, "rsa");
}

#[test]
fn ecdsa_certificates_are_accepted_over_tls_1_2() {
    assert_started("-tls1_2", "ec");
    assert_started_by_rustls(&TLS12, "ec");
}

#[test]
fn ecdsa_certificates_are_accepted_over_tls_1_3() {
    assert_started("-tls1_3", "ec");
    assert_started_by_rustls(&TLS13, "ec");
}

/// The certificate of a good server, and the one whose chain it sends besides.
const GOOD: [&str; 2] = ["ec-leaf", "ec-ca"];

/// Calls a server over both versions, and expects that nothing was sent to it but the handshake.
#[track_caller]
fn assert_refused(host: &str, [certificate, issuer]: [&str; 2], arguments: &[&str], reason: &str) {
    let chain = File::new(pki::chain(issuer));
    let chain = match issuer {
        "" => vec![],
        _ => vec!["-cert_chain", chain.path()],
    };
    on_each_board(|image| {
        for version in ["-tls1_2", "-tls1_3"] {
            let options = [&[version, "-cipher", "DEFAULT:@SECLEVEL=0"], chain.as_slice()].concat();
            let server = OpenSsl::start(certificate, &options);
            let run = call(image, &server.url(host), "ec-root", arguments);
            let line = format!(
                "error: connection failed while opening the request: certificate of the server is refused: {reason}\n"
            );
            assert_eq!((run.status, run.output), (Some(3), line), "{image}, {version}");
            assert_eq!(server.requests(), 0, "{image}, {version}");
        }
    });
}

const UNTRUSTED: &str = "no chain of CA certificates leads from it to a pinned one: pin its root, and the server has to send \
                         its intermediates";

#[test]
fn a_server_of_another_host_is_refused() {
    assert_refused("other.example", GOOD, &[], "it is for other hosts");
}

#[test]
fn an_expired_certificate_is_refused() {
    // Twenty years after the tests were written.
    let reason = "it or its CA is expired, or the clock of the device is wrong";
    assert_refused(HOST, GOOD, &["--time", "2400000000"], reason);
}

#[test]
fn a_certificate_that_is_not_yet_valid_is_refused() {
    // Before the tests were written.
    let reason = "it or its CA is not yet valid, or the clock of the device is wrong";
    assert_refused(HOST, GOOD, &["--time", "1760000000"], reason);
}

#[test]
fn a_server_of_an_unknown_ca_is_refused() {
    assert_refused(HOST, GOOD, &["--ca", &pki::file("other-root", "pem")], UNTRUSTED);
}

#[test]
fn a_server_that_sends_no_intermediate_is_refused() {
    assert_refused(HOST, ["ec-leaf", ""], &[], UNTRUSTED);
}

#[test]
fn a_self_signed_certificate_is_refused() {
    assert_refused(HOST, ["self-signed", ""], &[], UNTRUSTED);
}

#[test]
fn a_leaf_signed_by_a_leaf_is_refused() {
    assert_refused(HOST, ["under-not-ca", "not-ca"], &[], UNTRUSTED);
}

#[test]
fn a_certificate_for_clients_is_refused() {
    assert_refused(HOST, ["client", "ec-ca"], &[], "it is not for servers");
}

#[test]
fn a_certificate_with_a_weak_hash_is_refused() {
    let reason = "it is that of a CA, or of an unsupported kind, such as one signed with SHA-1 or Ed25519";
    assert_refused(HOST, ["sha-1", "ec-ca"], &[], reason);
}

#[test]
fn a_certificate_with_a_weak_key_is_refused() {
    let reason = "the key of it or of its CA is weak, such as RSA with less than 2048 bits, or of an unsupported kind";
    assert_refused(HOST, ["rsa-1024", "ec-ca"], &[], reason);
}
