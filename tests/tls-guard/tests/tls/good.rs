//! Servers that are the ones that are meant.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use embedded_io::{Read, Write};
use rand_core::OsRng;
use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose, date_time_ymd};
use rustls::{ServerConnection, StreamOwned};
use tls_guard::{Error, connect};

use crate::client::{REPLY, TOKEN, call, exchange, socket, time};
use crate::pki::{Ca, HOST, Identity};
use crate::server::{config, serve, serve_tls};

#[track_caller]
fn accepted(ca: &Ca, identity: &Identity) {
    let served = serve_tls(identity);
    assert_eq!(call(served.port, &ca.server()).unwrap(), REPLY);
    assert_eq!(served.seen(), TOKEN);
}

#[test]
fn a_request_and_its_reply_go_over_the_session() {
    let ca = Ca::new();
    accepted(&ca, &ca.identity());
}

#[test]
fn a_server_may_send_the_ca_along() {
    let ca = Ca::new();
    let mut identity = ca.identity();
    identity.chain.push(ca.der().to_vec());
    accepted(&ca, &identity);
}

#[test]
fn a_certificate_may_say_what_it_is_for_and_name_other_hosts() {
    let ca = Ca::new();
    let names = ["a.example", "b.example", "c.example", "d.example", HOST].map(|name| name.try_into().unwrap());
    let identity = ca.sign_with(|params| {
        params.subject_alt_names = names.map(rcgen::SanType::DnsName).to_vec();
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        params.is_ca = rcgen::IsCa::ExplicitNoCa;
        params.not_after = date_time_ymd(2060, 1, 1); // beyond UTCTime
    });
    accepted(&ca, &identity);
}

#[test]
fn a_star_in_a_certificate_stands_for_one_label() {
    let ca = Ca::new();
    let identity = ca.sign_with(|params| {
        params.subject_alt_names = vec![rcgen::SanType::DnsName("*.scnet.example".try_into().unwrap())];
    });
    let served = serve_tls(&identity);
    let server = tls_guard::Server::new(ca.der(), "api.scnet.example").unwrap();
    assert_eq!(call(served.port, &server).unwrap(), REPLY);
    served.seen();
}

#[test]
fn the_byte_stream_is_handed_back_and_was_closed_in_order() {
    let ca = Ca::new();
    let mut config = Arc::unwrap_or_clone(config(&ca.identity(), &rustls::version::TLS13));
    config.send_tls13_tickets = 0;
    let served = serve(move |socket| {
        let mut tls = StreamOwned::new(ServerConnection::new(config.into()).unwrap(), socket);
        let mut seen = Vec::new();
        // An error, had the client just hung up.
        tls.read_to_end(&mut seen).unwrap();
        tls.sock.write_all(b"over").unwrap();
        seen
    });
    let (mut read, mut write) = ([0; 4096], [0; 512]);
    let mut stream = connect(socket(served.port), &ca.server(), time(), OsRng, &mut read, &mut write).unwrap();
    stream.write_all(b"written, not flushed").unwrap();
    let mut after = Vec::new();
    stream.close().unwrap().into_inner().read_to_end(&mut after).unwrap();
    assert_eq!(after, b"over");
    assert_eq!(served.seen(), b"written, not flushed");
}

#[test]
fn long_bodies_go_both_ways_in_the_smallest_buffers() {
    let body: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let sent = body.clone();
    let ca = Ca::new();
    let config = config(&ca.identity(), &rustls::version::TLS13);
    let served = serve(move |socket| {
        let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
        let mut seen = vec![0; 100_000];
        tls.read_exact(&mut seen).unwrap();
        for piece in seen.chunks(1000) {
            tls.write_all(piece).unwrap();
            tls.flush().unwrap();
        }
        seen
    });
    let (mut read, mut write) = ([0; 1100], [0; tls_guard::SMALLEST_WRITE_BUFFER]);
    let mut stream = connect(socket(served.port), &ca.server(), time(), OsRng, &mut read, &mut write).unwrap();
    stream.write_all(&sent).unwrap();
    stream.flush().unwrap();
    let mut back = vec![0; sent.len()];
    stream.read_exact(&mut back).unwrap();
    assert_eq!(back, sent);
    assert_eq!(served.seen(), sent);
}

#[test]
fn a_session_that_was_ended_is_at_its_end_for_ever() {
    let ca = Ca::new();
    let served = serve_tls(&ca.identity());
    let (mut read, mut write) = ([0; 4096], [0; 512]);
    let mut stream = connect(socket(served.port), &ca.server(), time(), OsRng, &mut read, &mut write).unwrap();
    assert_eq!(exchange(&mut stream).unwrap(), REPLY);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    assert!(matches!(stream.write(b"more"), Err(Error::Closed)));
    assert!(matches!(stream.close(), Err(Error::Closed)));
    served.seen();
}
