//! Devices that are not ready, and streams under a session that fail.

use std::cell::RefCell;
use std::num::NonZeroU32;

use embedded_io::{Error as _, ErrorKind, ErrorType, Read, Write};
use rand_core::{CryptoRng, OsRng, RngCore};
use tls_guard::{Error, InvalidServer, InvalidTime, SMALLEST_WRITE_BUFFER, Server, UnixTime, connect};

use crate::client::{REPLY, TOKEN, exchange, now, pause, socket, time};
use crate::pki::{Ca, HOST};
use crate::server::serve_tls;

/// A byte stream that must not be used.
struct Untouched;

impl ErrorType for Untouched {
    type Error = ErrorKind;
}

impl Read for Untouched {
    fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> {
        panic!("it was read")
    }
}

impl Write for Untouched {
    fn write(&mut self, _: &[u8]) -> Result<usize, ErrorKind> {
        panic!("it was written")
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        panic!("it was flushed")
    }
}

/// A random source that repeats its words.
struct Dead(&'static [u64], usize);

impl CryptoRng for Dead {}

impl RngCore for Dead {
    fn next_u32(&mut self) -> u32 {
        unreachable!("not used")
    }

    fn next_u64(&mut self) -> u64 {
        self.1 += 1;
        self.0[self.1 % self.0.len()]
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        rand_core::impls::fill_bytes_via_next(self, bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        if self.0.is_empty() {
            return Err(NonZeroU32::MAX.into());
        }
        self.fill_bytes(bytes);
        Ok(())
    }
}

#[test]
fn a_dead_random_source_is_refused_before_anything_is_sent() {
    let ca = Ca::new();
    for words in [
        &[0][..],
        &[u64::MAX],
        &[0x0123_4567_89ab_cdef],
        &[1, 2],
        &[1, 2, 3, 4, 5, 6, 7],
        &[],
    ] {
        let (mut read, mut write) = ([0; 4096], [0; 1024]);
        let result = connect(Untouched, &ca.server(), time(), Dead(words, 0), &mut read, &mut write);
        assert!(matches!(result, Err(Error::Randomness)), "{words:?}");
    }
}

#[test]
fn a_clock_that_is_not_set_makes_no_time() {
    let built = now() - 1000;
    assert_eq!(
        UnixTime::new(0, built),
        Err(InvalidTime {
            seconds: 0,
            earliest: built
        })
    );
    assert!(UnixTime::new(built - 1, built).is_err());
    assert!(UnixTime::new(built, built).is_ok());
    // Nobody can be without a floor.
    let error = UnixTime::new(1_700_000_000, 0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the clock is not set: it shows 1700000000, before 1795478400"
    );
}

#[test]
fn a_server_needs_a_ca_and_a_name() {
    let ca = Ca::new();
    let leaf = ca.identity();
    assert_eq!(Server::new(&leaf.chain[0], HOST).unwrap_err(), InvalidServer::Ca);
    assert_eq!(
        Server::new(b"-----BEGIN CERTIFICATE-----", HOST).unwrap_err(),
        InvalidServer::Ca
    );
    assert_eq!(
        Server::new(&[ca.der(), &[0]].concat(), HOST).unwrap_err(),
        InvalidServer::Ca
    );
    for host in ["", "127.0.0.1", "::1", "a b.example", &"aa.example".repeat(26)] {
        assert_eq!(Server::new(ca.der(), host).unwrap_err(), InvalidServer::Host, "{host}");
    }
    assert!(Server::new(ca.der(), &"a".repeat(253)).is_ok());
}

#[test]
fn buffers_that_are_too_small_are_refused() {
    let ca = Ca::new();
    let (mut read, mut write) = ([0; 4096], [0; SMALLEST_WRITE_BUFFER - 1]);
    let result = connect(Untouched, &ca.server(), time(), OsRng, &mut read, &mut write);
    assert!(matches!(result, Err(Error::WriteBufferTooSmall)));

    for size in [0, 1, 64, 200, 400] {
        let served = serve_tls(&ca.identity());
        let (mut read, mut write) = (vec![0; size], [0; 1024]);
        let result = connect(socket(served.port), &ca.server(), time(), OsRng, &mut read, &mut write);
        assert!(matches!(result, Err(Error::RecordTooLong)), "{size}");
        assert_eq!(served.seen(), b"");
    }
}

/// A byte stream that fails at one write, and keeps what it was given.
struct Failing<'a, S> {
    socket: S,
    fail_at: usize,
    result: Result<usize, ErrorKind>,
    given: &'a RefCell<Vec<Vec<u8>>>,
}

impl<S> ErrorType for Failing<'_, S> {
    type Error = ErrorKind;
}

impl<S: Read> Read for Failing<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        self.socket.read(buffer).map_err(|error| error.kind())
    }
}

impl<S: Write> Write for Failing<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.given.borrow_mut().push(bytes.to_vec());
        if self.given.borrow().len() == self.fail_at {
            return self.result;
        }
        self.socket.write(bytes).map_err(|error| error.kind())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.socket.flush().map_err(|error| error.kind())
    }
}

#[test]
fn after_a_failed_write_nothing_is_encrypted_any_more() {
    let ca = Ca::new();
    // The hello, the end of the handshake, the token; and what some byte streams say when they are closed.
    for (result, kind) in [
        (Err(ErrorKind::TimedOut), ErrorKind::TimedOut),
        (Ok(0), ErrorKind::WriteZero),
    ] {
        for fail_at in 1..=3 {
            let served = serve_tls(&ca.identity());
            let given = RefCell::new(Vec::new());
            let failing = Failing {
                socket: socket(served.port),
                fail_at,
                result,
                given: &given,
            };
            let (mut read, mut write) = ([0; 4096], [0; 1024]);
            match connect(failing, &ca.server(), time(), OsRng, &mut read, &mut write) {
                Err(error) => assert!(fail_at < 3 && error.kind() == kind, "{error}"),
                Ok(mut stream) => {
                    assert_eq!(exchange(&mut stream).unwrap_err().kind(), kind);
                    assert!(matches!(stream.write(TOKEN), Err(Error::Broken)));
                    assert!(matches!(stream.flush(), Err(Error::Broken)));
                    assert!(matches!(stream.read(&mut [0]), Err(Error::Broken)));
                    assert!(matches!(stream.close(), Err(Error::Broken)));
                }
            }
            assert_eq!(given.borrow().len(), fail_at);
            assert_eq!(served.seen(), b"");
        }
    }
}

#[test]
fn bytes_may_come_one_by_one() {
    struct Slow<S>(S);
    impl<S: ErrorType> ErrorType for Slow<S> {
        type Error = S::Error;
    }
    impl<S: Read> Read for Slow<S> {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize, S::Error> {
            self.0.read(buffer.get_mut(..1).unwrap_or_default())
        }
    }
    impl<S: Write> Write for Slow<S> {
        fn write(&mut self, bytes: &[u8]) -> Result<usize, S::Error> {
            self.0.write(bytes.get(..1).unwrap_or_default())
        }
        fn flush(&mut self) -> Result<(), S::Error> {
            self.0.flush()
        }
    }
    let ca = Ca::new();
    let served = serve_tls(&ca.identity());
    let (mut read, mut write) = ([0; 4096], [0; 1024]);
    let mut stream = connect(
        Slow(socket(served.port)),
        &ca.server(),
        time(),
        OsRng,
        &mut read,
        &mut write,
    )
    .unwrap();
    assert_eq!(exchange(&mut stream).unwrap(), REPLY);
    assert_eq!(served.seen(), TOKEN);
}

#[test]
fn what_is_written_waits_for_the_flush() {
    let ca = Ca::new();
    let served = serve_tls(&ca.identity());
    let given = RefCell::new(Vec::new());
    let watched = Failing {
        socket: socket(served.port),
        fail_at: 0,
        result: Ok(0),
        given: &given,
    };
    let (mut read, mut write) = ([0; 4096], [0; 1024]);
    let mut stream = connect(watched, &ca.server(), time(), OsRng, &mut read, &mut write).unwrap();
    for piece in TOKEN.chunks(3) {
        stream.write_all(piece).unwrap();
    }
    pause();
    assert_eq!(given.borrow().len(), 2);
    stream.flush().unwrap();
    assert_eq!(given.borrow().len(), 3);
    assert_eq!(stream.read(&mut [0; 100]).unwrap(), REPLY.len());
    assert_eq!(served.seen(), TOKEN);
}
