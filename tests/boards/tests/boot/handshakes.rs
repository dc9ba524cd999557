//! Handshakes with servers of different parameters and demands, and their memory.

use std::fs;

use rustls::version::TLS13;
use support::TestCa;

use crate::{
    STARTED,
    image::{BOARDS, CONNECTIONS, Image},
    not_sent, on_each_board,
    openssl::OpenSsl,
    pki::{self, HOST},
    tls_server::{TlsServer, config, reply},
};

/// Calls `openssl s_server` with these options, and expects that it ends the handshake, with an alert in such a record.
#[track_caller]
fn assert_alert(options: &[&str], record: &str) {
    let line = not_sent(&format!(
        "server ended the TLS session with alert 40, handshake_failure{record}; this end offers TLS 1.2 and 1.3, ECDHE on \
         P-256 and P-384, AES-GCM, RSA and ECDSA, and no certificate of its own",
    ));
    on_each_board(|image| {
        let server = OpenSsl::start(["rsa-leaf", "rsa-ca"], options);
        image.expect(&server.url(HOST), &["--ca", &pki::file("rsa-root", "pem")], 3, &line);
        server.expect_nothing();
    });
}

#[test]
fn a_server_of_tls_1_1_is_refused_with_its_alert() {
    let record = " in a record of TLS 1.1 or older";
    assert_alert(&["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"], record);
}

#[test]
fn a_server_with_other_groups_or_ciphers_is_refused_with_its_alert() {
    assert_alert(&["-groups", "X25519"], "");
    assert_alert(&["-tls1_2", "-groups", "X25519"], "");
    assert_alert(&["-tls1_2", "-cipher", "AES128-SHA:ECDHE-RSA-AES128-SHA"], "");
    assert_alert(&["-tls1_2", "-sigalgs", "RSA+SHA1", "-cipher", "ALL:@SECLEVEL=0"], "");
}

#[test]
fn a_server_that_demands_a_certificate_is_refused_with_its_alert() {
    assert_alert(&["-tls1_2", "-Verify", "1"], "");
}

#[test]
fn a_server_may_ask_for_a_certificate() {
    on_each_board(|image| {
        for version in ["-tls1_2", "-tls1_3"] {
            // The list of OpenSSL has kinds of signatures that the device does not know.
            let server = OpenSsl::start(["ec-leaf", "ec-ca"], &[version, "-verify", "1"]);
            image.expect(&server.url(HOST), &["--ca", &pki::file("ec-root", "pem")], 0, STARTED);
            assert_eq!(server.requests(), 1, "{image}, {version}");
        }
    });
}

#[test]
fn a_host_may_be_an_address_and_the_ca_in_der_or_one_of_several() {
    let several = ["other-root", "ec-root"].map(|name| fs::read_to_string(pki::file(name, "pem")).unwrap());
    let several = pki::write("several.pem", &several.concat());
    on_each_board(|image| {
        for (host, ca) in [(HOST, &several), ("10.0.2.2", &pki::file("ec-root", "der"))] {
            let server = OpenSsl::start(["ec-leaf", "ec-ca"], &[]);
            image.expect(&server.url(host), &["--ca", ca], 0, STARTED);
        }
    });
}

#[test]
fn a_certificate_that_has_its_names_twice_is_refused() {
    let ca = TestCa::new("the CA");
    let file = pki::write("names-twice.pem", &ca.pem());
    let line = not_sent("certificate of the server cannot be read, error -0x2500 of Mbed TLS");
    on_each_board(|image| {
        let server = TlsServer::start(&[], ca.server_with_repeated_names(HOST), reply(""));
        image.expect(&server.url(), &["--ca", &file], 3, &line);
        assert_eq!(server.requests(), 0, "{image}");
    });
}

#[test]
fn a_heap_that_is_too_small_is_told_apart_from_a_server_that_is_not_trusted() {
    let (board, connection) = (BOARDS[0], "async");
    let image = Image { board, connection };
    let (ca, line) = (pki::file("rsa-root", "pem"), not_sent("heap of TLS is too small"));
    for version in ["-tls1_2", "-tls1_3"] {
        let start = || OpenSsl::start(["rsa-leaf", "rsa-ca"], &[version]);
        let run = image.run(&start().url(HOST), &["--ca", &ca, "--stack"]);
        assert_eq!(run.status, Some(0), "{run}");
        let peak: usize = run.output.split(' ').rev().nth(5).unwrap().parse().unwrap();
        for size in (0..30 * 1024).step_by(2048).chain([peak - 8]) {
            let server = start();
            image.expect(&server.url(HOST), &["--ca", &ca, "--heap", &size.to_string()], 3, &line);
            server.expect_nothing();
        }
    }
}

#[test]
fn a_record_of_a_reply_has_to_fit_the_buffer() {
    let too_long = "error: connection failed while waiting for the response: server sent no TLS, an invalid record, or one \
                    longer than 8 KiB\n";
    for (board, (status, output)) in BOARDS.into_iter().zip([(4, too_long), (0, STARTED)]) {
        for connection in CONNECTIONS {
            let image = Image { board, connection };
            let long = reply(&"X-Filler: 0123456789\r\n".repeat(500));
            let server = TlsServer::start(&[], config("ec-leaf", &[&TLS13]), long);
            image.expect(&server.url(), &["--ca", &pki::file("ec-root", "pem")], status, output);
            assert_eq!(server.requests(), 1, "{image}");
        }
    }
}
