//! Servers that keep to the rules of TLS, and need what the client lacks.

use tls_guard::Error;

use crate::client::{TOKEN, call};
use crate::handmade::{ALERT, HANDSHAKE, serve_handmade, serve_session};
use crate::pki::{Ca, Identity};
use crate::server::Served;

/// Calls, and expects an error of TLS with this text.
#[track_caller]
fn fails(ca: &Ca, served: Served, text: &str) {
    let error = call(served.port, &ca.server()).unwrap_err();
    assert!(matches!(error, Error::Tls(_)), "{error:?}");
    assert_eq!(error.to_string(), text);
    assert_eq!(served.seen(), b"");
}

const LACKS: &str = "TLS failed, or needs what this client lacks";

#[test]
fn a_server_that_updates_its_keys_is_not_called_a_breaker_of_rules() {
    let ca = Ca::new();
    let served = serve_session(&ca, |server| server.send(HANDSHAKE, &[24, 0, 0, 1, 0]));
    fails(&ca, served, LACKS);
}

#[test]
fn a_server_that_demands_a_certificate_breaks_the_session_off() {
    let ca = Ca::new();
    let certificate_required = [2, 116];
    let served = serve_session(&ca, move |server| server.send(ALERT, &certificate_required));
    fails(&ca, served, "server broke off the session");
}

#[test]
fn sixteen_certificates_are_the_most() {
    let ca = Ca::new();
    for (more, fits) in [(15, true), (16, false)] {
        let Identity { mut chain, key } = ca.identity();
        chain.extend(vec![vec![0x30, 0]; more]);
        let served = serve_handmade(move |server| {
            server.extensions().certificate(&chain).proof(&key).finished();
            if fits {
                server.settle();
                assert_eq!(server.receive(), TOKEN);
                server.send(ALERT, &[1, 0]);
            }
        });
        if fits {
            assert_eq!(call(served.port, &ca.server()).unwrap(), b"");
        } else {
            fails(&ca, served, LACKS);
        }
    }
}

#[test]
fn a_message_of_the_handshake_must_fit_one_record() {
    let ca = Ca::new();
    let served = serve_handmade(|server| {
        // The extensions, which are none, in two records.
        server.send(HANDSHAKE, &[8, 0, 0]);
        server.send(HANDSHAKE, &[2, 0, 0]);
    });
    fails(&ca, served, LACKS);
}

#[test]
fn a_server_that_has_only_an_rsa_certificate_refuses_the_handshake() {
    let ca = Ca::new();
    // handshake_failure, as RFC 8446 has it in section 4.4.2.2 for a client that offers no RSA.
    let served = crate::server::serve(|mut socket| {
        use std::io::{Read, Write};

        let mut hello = vec![0; 5];
        socket.read_exact(&mut hello).unwrap();
        hello.resize(usize::from(u16::from_be_bytes([hello[3], hello[4]])), 0);
        socket.read_exact(&mut hello).unwrap();
        // The schemes that are offered: ECDSA on P-256 and P-384, Ed25519.
        let schemes = [0, 13, 0, 8, 0, 6, 4, 3, 5, 3, 8, 7];
        assert!(hello.windows(schemes.len()).any(|window| window == schemes));
        // The groups: P-256.
        let groups = [0, 10, 0, 4, 0, 2, 0, 23];
        assert!(hello.windows(groups.len()).any(|window| window == groups));
        socket.write_all(&[ALERT, 3, 3, 0, 2, 2, 40]).unwrap();
        Vec::new()
    });
    fails(&ca, served, "server refused the handshake");
}
