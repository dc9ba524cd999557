//! Every byte that a stranger may send, changed, and every place where it may stop.

use std::sync::Arc;
use std::thread;

use tls_guard::Error;

use crate::client::call;
use crate::handmade::{Handmade, serve_handmade_by};
use crate::pki::Ca;

/// The position and kind of a change of the server's bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Garble {
    /// One byte becomes another.
    Flip(usize, u8),
    /// Nothing comes from there on.
    Cut(usize),
}

impl Garble {
    pub(crate) fn apply(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Flip(position, bits) => bytes[position] ^= bits,
            Self::Cut(length) => bytes.truncate(length),
        }
    }

    /// All garbles of so many bytes.
    fn all(length: usize) -> impl Iterator<Item = Self> {
        (0..length).flat_map(|at| [Self::Flip(at, 0xff), Self::Flip(at, 1), Self::Cut(at)])
    }
}

#[test]
fn every_byte_of_the_hello_may_be_garbled() {
    let ca = Ca::new();
    for garble in Garble::all(122) {
        let identity = ca.identity();
        let served = serve_handmade_by(
            move |socket| Handmade::greet_garbled(socket, garble),
            move |server| {
                server
                    .extensions()
                    .certificate(&identity.chain)
                    .proof(&identity.key)
                    .finished();
                server.hang_up();
            },
        );
        let result = call(served.port, &ca.server());
        // The server also signs the parts that the client ignores.
        assert!(result.is_err(), "{garble:?}: {result:?}");
        assert_eq!(served.seen(), b"");
    }
}

#[test]
fn every_byte_of_the_handshake_may_be_garbled() {
    let ca = Arc::new(Ca::new());
    let identity = ca.identity();
    // Up to where a signature may end. After it, only the server that is meant can send anything.
    let length = 6 + 4 + 4 + 3 + identity.chain[0].len() + 2 + 4 + 4 + 64;
    let halves = [0, 1].map(|half| {
        let ca = Arc::clone(&ca);
        let chain = identity.chain.clone();
        let key = identity.key.serialize_der();
        thread::spawn(move || {
            for garble in Garble::all(length).skip(half).step_by(2) {
                let (chain, key) = (chain.clone(), rcgen::KeyPair::try_from(key.clone()).unwrap());
                let served = serve_handmade_by(Handmade::greet, move |server| {
                    server
                        .garble(garble)
                        .hold()
                        .extensions()
                        .certificate(&chain)
                        .proof(&key)
                        .finished();
                    server.hang_up();
                });
                match call(served.port, &ca.server()) {
                    Err(Error::Certificate(_) | Error::Tls(_) | Error::Truncated) => {}
                    result => panic!("{garble:?}: {result:?}"),
                }
                assert_eq!(served.seen(), b"");
            }
        })
    });
    for half in halves {
        half.join().unwrap();
    }
}
