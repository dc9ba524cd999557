//! Calls over TLS 1.2 and 1.3 to servers with certificates of every kind.

use rustls::version::{TLS12, TLS13};

use crate::{
    STARTED, not_sent, on_each_board, on_each_image,
    openssl::OpenSsl,
    pki::{self, HOST},
    tls_server::{TlsServer, config, reply},
};

/// Calls `openssl s_server` of one version from each image, and a server of rustls from each board.
#[track_caller]
fn assert_started(version: &str, kind: &str) {
    let [leaf, issuer, root] = ["leaf", "ca", "root"].map(|name| format!("{kind}-{name}"));
    let root = pki::file(&root, "pem");
    on_each_image(|image| {
        let server = OpenSsl::start([&leaf, &issuer], &[version]);
        image.expect(&server.url(HOST), &["--ca", &root], 0, STARTED);
        assert_eq!(server.requests(), 1, "{image}");
    });
    let version = if version == "-tls1_2" { &TLS12 } else { &TLS13 };
    on_each_board(|image| {
        let server = TlsServer::start(&[], config(&leaf, &[version]), reply(""));
        image.expect(&server.url(), &["--ca", &root], 0, STARTED);
        assert_eq!(server.requests(), 1, "{image}");
    });
}

#[test]
fn rsa_certificates_are_accepted_over_tls_1_2() {
    assert_started("-tls1_2", "rsa");
}

#[test]
fn rsa_certificates_are_accepted_over_tls_1_3() {
    assert_started("-tls1_3", "rsa");
}

#[test]
fn ecdsa_certificates_are_accepted_over_tls_1_2() {
    assert_started("-tls1_2", "ec");
}

#[test]
fn ecdsa_certificates_are_accepted_over_tls_1_3() {
    assert_started("-tls1_3", "ec");
}

#[test]
fn a_pinned_root_that_is_signed_with_sha_1_is_accepted() {
    let root = pki::file("sha-1-root", "pem");
    on_each_board(|image| {
        for version in ["-tls1_2", "-tls1_3"] {
            // The second server sends the root as well.
            for issuer in ["", "sha-1-root"] {
                let server = OpenSsl::start(["under-sha-1-root", issuer], &[version]);
                image.expect(&server.url(HOST), &["--ca", &root], 0, STARTED);
                assert_eq!(server.requests(), 1, "{image}, {version}, {issuer}");
            }
        }
    });
}

/// The certificate of a good server, and its issuer.
const GOOD: [&str; 2] = ["ec-leaf", "ec-ca"];

/// Calls a server over both versions, and expects that nothing was sent to it but the handshake.
#[track_caller]
fn assert_refused(host: &str, certificate: [&str; 2], arguments: &[&str], reason: &str) {
    let root = pki::file("ec-root", "pem");
    let arguments = [&["--ca", &root], arguments].concat();
    let line = not_sent(&format!("certificate of the server is refused: {reason}"));
    on_each_board(|image| {
        for version in ["-tls1_2", "-tls1_3"] {
            let server = OpenSsl::start(certificate, &[version, "-cipher", "DEFAULT:@SECLEVEL=0"]);
            image.expect(&server.url(host), &arguments, 3, &line);
            server.expect_nothing();
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
    let reason = "it or its CA is signed with a weak hash, such as SHA-1";
    assert_refused(HOST, ["sha-1", "ec-ca"], &[], reason);
    assert_refused(HOST, ["under-sha-1-ca", "sha-1-ca"], &[], reason);
}

#[test]
fn a_certificate_with_a_weak_key_is_refused() {
    let reason = "the key of it or of its CA is weak, such as RSA with less than 2048 bits, or of an unsupported kind";
    assert_refused(HOST, ["rsa-1024", "ec-ca"], &[], reason);
}
