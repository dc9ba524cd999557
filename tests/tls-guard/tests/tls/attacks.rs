//! Servers that leave out what they cannot have.

use tls_guard::{Error, Fault};

use crate::alone;
use crate::client::{REPLY, TOKEN, call, refused};
use crate::handmade::{ALERT, APPLICATION_DATA, Handmade, serve_handmade};
use crate::pki::{Ca, key};

#[test]
fn the_handmade_server_is_a_server() {
    let ca = Ca::new();
    for hold in [false, true] {
        let identity = ca.identity();
        let served = serve_handmade(move |server| {
            if hold {
                server.hold();
            }
            server
                .extensions()
                .certificate(&identity.chain)
                .proof(&identity.key)
                .finished();
            server.settle();
            assert_eq!(server.receive(), TOKEN);
            server.send(APPLICATION_DATA, REPLY);
            server.send(ALERT, &[1, 0]);
        });
        assert_eq!(call(served.port, &ca.server()).unwrap(), REPLY);
        assert_eq!(served.seen(), b"");
    }
}

#[test]
fn a_server_without_a_certificate_is_refused() {
    let ca = Ca::new();
    for hold in [false, true] {
        let served = || {
            serve_handmade(move |server| {
                if hold {
                    server.hold();
                }
                server.extensions().finished();
            })
        };
        refused(&ca.server(), served(), Fault::Unproven);
        alone::gives_the_token_away(ca.der(), served());
    }
}

#[test]
fn a_server_that_says_nothing_but_finished_is_refused() {
    let ca = Ca::new();
    let served = || serve_handmade(Handmade::finished);
    refused(&ca.server(), served(), Fault::Unproven);
    alone::gives_the_token_away(ca.der(), served());
}

#[test]
fn a_server_with_a_certificate_and_without_its_key_is_refused() {
    let ca = Ca::new();
    // Certificates are no secret: anybody can ask the server for its own.
    let copied = ca.identity().chain;
    let served = || {
        let copied = copied.clone();
        serve_handmade(move |server| server.extensions().certificate(&copied).finished())
    };
    refused(&ca.server(), served(), Fault::Unproven);
    alone::gives_the_token_away(ca.der(), served());
}

#[test]
fn a_proof_with_another_key_is_refused() {
    let ca = Ca::new();
    let copied = ca.identity().chain;
    let served = serve_handmade(move |server| server.extensions().certificate(&copied).proof(&key()).finished());
    refused(&ca.server(), served, Fault::Proof);
}

#[test]
fn a_proof_of_another_handshake_is_refused() {
    let ca = Ca::new();
    let identity = ca.identity();
    let served = serve_handmade(move |server| {
        server.extensions().certificate(&identity.chain);
        server.forget();
        server.proof(&identity.key).finished();
    });
    refused(&ca.server(), served, Fault::Proof);
}

#[test]
fn the_end_of_another_handshake_is_refused() {
    let ca = Ca::new();
    let identity = ca.identity();
    let served = serve_handmade(move |server| {
        server.extensions().certificate(&identity.chain).proof(&identity.key);
        server.forget();
        server.finished();
    });
    assert!(matches!(call(served.port, &ca.server()), Err(Error::Tls(_))));
    assert_eq!(served.seen(), b"");
}

#[test]
fn an_empty_certificate_is_refused() {
    let ca = Ca::new();
    let served = serve_handmade(|server| server.extensions().certificate(&[]).proof(&key()).finished());
    refused(&ca.server(), served, Fault::NoCertificate);
}

#[test]
fn a_second_certificate_is_refused() {
    let ca = Ca::new();
    let (first, second) = (ca.identity(), ca.identity());
    let served = serve_handmade(move |server| {
        server
            .extensions()
            .certificate(&first.chain)
            .certificate(&second.chain)
            .proof(&second.key)
            .finished();
    });
    refused(&ca.server(), served, Fault::OutOfTurn);
}

#[test]
fn a_certificate_after_the_proof_is_refused() {
    let ca = Ca::new();
    let (mine, copied) = (ca.identity(), ca.identity());
    let served = serve_handmade(move |server| {
        server
            .extensions()
            .certificate(&mine.chain)
            .proof(&mine.key)
            .certificate(&copied.chain)
            .finished();
    });
    refused(&ca.server(), served, Fault::OutOfTurn);
}
