//! Inputs on which `embedded-tls` alone panics or accepts a wrong server.

use tls_guard::{Error, Fault};

use crate::alone;
use crate::client::{call, refused};
use crate::handmade::{ALERT, APPLICATION_DATA, ENCRYPTED_EXTENSIONS, HANDSHAKE, serve_handmade, serve_session};
use crate::pki::{Ca, key};

#[test]
fn a_proof_before_the_certificate_is_refused() {
    let ca = Ca::new();
    let served = || serve_handmade(|server| server.extensions().proof(&key()).finished());
    refused(&ca.server(), served(), Fault::OutOfTurn);
    alone::panics(ca.der(), served());
}

#[test]
fn a_second_proof_is_refused() {
    let ca = Ca::new();
    let served = || {
        let identity = ca.identity();
        serve_handmade(move |server| {
            server
                .extensions()
                .certificate(&identity.chain)
                .proof(&identity.key)
                .proof(&identity.key)
                .finished();
        })
    };
    refused(&ca.server(), served(), Fault::OutOfTurn);
    alone::panics(ca.der(), served());
}

#[test]
fn a_record_without_even_a_type_is_an_error() {
    let ca = Ca::new();
    // Anybody who answers the hello can send one.
    let stranger = || serve_handmade(|server| server.send_raw(&[]));
    assert!(matches!(call(stranger().port, &ca.server()), Err(Error::Tls(_))));
    alone::panics(ca.der(), stranger());

    let served = || serve_session(&ca, |server| server.send_raw(&[]));
    assert!(matches!(call(served().port, &ca.server()), Err(Error::Tls(_))));
    alone::panics(ca.der(), served());
}

#[test]
fn a_record_of_zeros_is_an_error() {
    let ca = Ca::new();
    let served = serve_session(&ca, |server| server.send_raw(&[0; 40]));
    assert!(matches!(call(served.port, &ca.server()), Err(Error::Tls(_))));
}

#[test]
fn a_message_of_the_handshake_after_the_handshake_is_an_error() {
    let ca = Ca::new();
    let served = || {
        serve_session(&ca, |server| {
            server.message(ENCRYPTED_EXTENSIONS, &[0, 0]);
        })
    };
    assert!(matches!(call(served().port, &ca.server()), Err(Error::Tls(_))));
    alone::panics(ca.der(), served());
}

#[test]
fn tickets_are_passed_over_with_all_that_is_in_their_record() {
    let ca = Ca::new();
    let served = || {
        serve_session(&ca, |server| {
            let ticket = [4, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 9, 0, 0];
            server.send(HANDSHAKE, &ticket);
            // The second message hides behind a good one.
            server.send(
                HANDSHAKE,
                &[&ticket[..], &[ENCRYPTED_EXTENSIONS, 0, 0, 2, 0, 0]].concat(),
            );
            server.send(APPLICATION_DATA, b"reply");
            server.send(ALERT, &[1, 0]);
        })
    };
    assert_eq!(call(served().port, &ca.server()).unwrap(), b"reply");
    alone::panics(ca.der(), served());
}

#[test]
fn a_message_in_the_clear_in_a_session_is_an_error() {
    let ca = Ca::new();
    // Anybody on the way can send one.
    let served = || {
        serve_session(&ca, |server| {
            server.send_in_the_clear(HANDSHAKE, &[ENCRYPTED_EXTENSIONS, 0, 0, 2, 0, 0]);
        })
    };
    assert!(matches!(
        call(served().port, &ca.server()),
        Err(Error::Io(embedded_io::ErrorKind::InvalidData))
    ));
    alone::panics(ca.der(), served());
}

#[test]
fn an_end_in_the_clear_is_not_the_end() {
    let ca = Ca::new();
    let served = || {
        serve_session(&ca, |server| {
            server.send(APPLICATION_DATA, b"half a re");
            server.send_in_the_clear(ALERT, &[1, 0]);
        })
    };
    assert!(matches!(
        call(served().port, &ca.server()),
        Err(Error::Io(embedded_io::ErrorKind::InvalidData))
    ));
    alone::takes_for_the_whole(ca.der(), served(), b"half a re");
}

#[test]
fn a_connection_that_breaks_off_is_not_the_end() {
    let ca = Ca::new();
    let served = serve_session(&ca, |server| {
        server.send(APPLICATION_DATA, b"half a re");
        server.hang_up();
    });
    assert!(matches!(call(served.port, &ca.server()), Err(Error::Truncated)));
}

#[test]
fn a_record_that_was_changed_on_the_way_is_an_error() {
    let ca = Ca::new();
    let served = serve_session(&ca, |server| server.send_changed(APPLICATION_DATA, b"reply"));
    assert!(matches!(call(served.port, &ca.server()), Err(Error::Tls(_))));
}
