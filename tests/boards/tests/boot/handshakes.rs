//! Handshakes with servers of different parameters and demands, and their memory.

use std::fs;

use support::TestCa;

use crate::{
    JSON, STARTED,
    https::{File, LATER, reply},
    image::{BOARDS, CONNECTIONS, Image, Run},
    on_each_board,
    openssl::OpenSsl,
    pki::{self, HOST},
    tls_server::TlsServer,
};

fn call(image: Image, url: &str, more: &[&str]) -> Run {
    let arguments = ["--address", "10.0.2.2", "--ca", &pki::file("ec-root", "pem")];
    image.run(url, &[&arguments, more].concat())
}

/// Calls `openssl s_server` with these options, and expects this error.
#[track_caller]
fn assert_alert(options: &[&str], alert: &str) {
    assert_alert_of("rsa-leaf", options, alert);
}

#[track_caller]
fn assert_alert_of(certificate: &str, options: &[&str], alert: &str) {
    let offer = "this end offers TLS 1.2 and 1.3, ECDHE on P-256 and P-384, AES-GCM, RSA and ECDSA, and no certificate of its own";
    on_each_board(|image| {
        let server = OpenSsl::start(certificate, options);
        let run = call(image, &server.url(HOST), &[]);
        let line = format!(
            "error: connection failed while opening the request: server ended the TLS session with {alert}; {offer}\n"
        );
        assert_eq!((run.status, run.output), (Some(3), line), "{image}");
        assert_eq!(server.requests(), 0, "{image}");
    });
}

#[test]
fn a_server_of_tls_1_1_is_refused_with_its_alert() {
    let options = ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"];
    assert_alert(&options, "alert 40, handshake_failure");
}

#[test]
fn a_server_with_other_groups_or_ciphers_is_refused_with_its_alert() {
    assert_alert(&["-groups", "X25519"], "alert 40, handshake_failure");
    assert_alert(&["-tls1_2", "-groups", "X25519"], "alert 40, handshake_failure");
    assert_alert(&["-tls1_2", "-cipher", "AES128-SHA"], "alert 40, handshake_failure");
}

#[test]
fn a_server_that_demands_a_certificate_is_refused_with_its_alert() {
    let chain = File::new(pki::chain("ec-ca"));
    let options = ["-tls1_2", "-Verify", "1", "-cert_chain", chain.path()];
    assert_alert_of("ec-leaf", &options, "alert 40, handshake_failure");
}

#[test]
fn a_server_may_ask_for_a_certificate() {
    let chain = File::new(pki::chain("ec-ca"));
    on_each_board(|image| {
        for version in ["-tls1_2", "-tls1_3"] {
            // The list of OpenSSL has kinds of signatures that the device does not know.
            let server = OpenSsl::start("ec-leaf", &[version, "-verify", "1", "-cert_chain", chain.path()]);
            let run = call(image, &server.url(HOST), &[]);
            assert_eq!(
                (run.status, run.output),
                (Some(0), STARTED.to_owned()),
                "{image}, {version}"
            );
            assert_eq!(server.requests(), 1, "{image}, {version}");
        }
    });
}

#[test]
fn a_host_may_be_an_address() {
    let chain = File::new(pki::chain("ec-ca"));
    on_each_board(|image| {
        let server = OpenSsl::start("ec-leaf", &["-cert_chain", chain.path()]);
        let run = image.run(&server.url("10.0.2.2"), &["--ca", &pki::file("ec-root", "pem")]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
    });
}

#[test]
fn the_pinned_ca_may_be_one_of_several_or_in_der() {
    let roots = ["other-root", "ec-root"].map(|name| fs::read_to_string(pki::file(name, "pem")).unwrap());
    let (several, der) = (File::new(roots.concat()), File::new(pki::der("ec-root")));
    let chain = File::new(pki::chain("ec-ca"));
    on_each_board(|image| {
        for file in [&several, &der] {
            let server = OpenSsl::start("ec-leaf", &["-cert_chain", chain.path()]);
            let run = call(image, &server.url(HOST), &["--ca", file.path()]);
            assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
        }
    });
}

#[test]
fn a_certificate_that_has_its_names_twice_is_refused() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_board(|image| {
        let server = TlsServer::start(ca.server_with_repeated_names(HOST), reply());
        let run = call(image, &server.url(HOST), &["--ca", file.path()]);
        let line = "error: connection failed while opening the request: certificate of the server cannot be read, \
                    error -0x2500 of Mbed TLS\n";
        assert_eq!((run.status, run.output.as_str()), (Some(3), line), "{image}");
        assert_eq!(server.received(), [""], "{image}");
    });
}

#[test]
fn a_heap_that_is_too_small_is_told_apart_from_a_server_that_is_not_trusted() {
    let chain = File::new(pki::chain("rsa-ca"));
    let image = Image {
        board: BOARDS[0],
        connection: "async",
    };
    for version in ["-tls1_2", "-tls1_3"] {
        for size in (0..30).step_by(2).map(|size| (size * 1024).to_string()) {
            let server = OpenSsl::start("rsa-leaf", &[version, "-cert_chain", chain.path()]);
            let arguments = ["--ca", &pki::file("rsa-root", "pem"), "--heap", &size];
            let run = call(image, &server.url(HOST), &arguments);
            let line = "error: connection failed while opening the request: heap of TLS is too small\n";
            assert_eq!((run.status, run.output.as_str()), (Some(3), line), "{version}, {size}");
            assert_eq!(server.requests(), 0, "{version}, {size}");
        }
    }
}

#[test]
fn a_record_of_a_reply_has_to_fit_the_buffer() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    for (board, fits) in BOARDS.into_iter().zip([false, true]) {
        for connection in CONNECTIONS {
            let image = Image { board, connection };
            let filler = "X-Filler: 0123456789\r\n".repeat(500);
            let length = JSON.len();
            let reply = format!("HTTP/1.1 200 OK\r\n{filler}Content-Length: {length}\r\n\r\n{JSON}");
            let server = TlsServer::start(ca.server(HOST, LATER), Some(reply));
            let run = call(image, &server.url(HOST), &["--ca", file.path()]);
            if fits {
                assert_eq!((run.status, run.output.as_str()), (Some(0), STARTED), "{image}");
            } else {
                let line = "error: connection failed while waiting for the response: server sent no TLS, an invalid \
                            record, or one longer than 8 KiB\n";
                assert_eq!((run.status, run.output.as_str()), (Some(4), line), "{image}");
            }
            assert_eq!(server.received().len(), 1, "{image}");
        }
    }
}
