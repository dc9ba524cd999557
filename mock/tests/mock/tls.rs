//! HTTPS, with rustls as the client.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};
use scnet_notebook_mock::{Ca, Case, ConnectionEnd, Delay, Server, Tls};

use crate::client;

pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];

/// Calls the server by `name`, as a client that trusts `ca`.
pub(crate) fn exchange(server: &Server, ca: &Ca, name: &str) -> Result<String, String> {
    exchange_by(server, session(ca.der(), name, &VERSIONS))
}

pub(crate) fn exchange_by(server: &Server, session: ClientConnection) -> Result<String, String> {
    let mut tls = StreamOwned::new(session, client::connect(server.address()));
    let mut reply = String::new();
    let exchanged = tls.write_all(client::start().as_bytes());
    let exchanged = exchanged.and_then(|()| tls.read_to_string(&mut reply));
    exchanged.map_err(|error| error.to_string())?;
    Ok(reply)
}

/// Makes the client's side of a session with `name`, by a certificate authority in DER.
pub(crate) fn session(ca: &[u8], name: &str, versions: &[&'static SupportedProtocolVersion]) -> ClientConnection {
    session_offering(&[], ca, name, versions)
}

/// Makes the client's side of a session that offers these protocols over TLS, as a browser does.
pub(crate) fn session_offering(
    protocols: &[&[u8]],
    ca: &[u8],
    name: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(ca)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    ClientConnection::new(Arc::new(config), name).unwrap()
}

pub(crate) fn secure() -> Server {
    Server::builder().tls(Tls::new()).start().unwrap()
}

#[test]
fn a_client_that_trusts_the_ca_is_served_over_tls_1_3_and_1_2() {
    let server = secure();
    assert_eq!(server.url(), format!("https://127.0.0.1:{}", server.address().port()));
    let ca = server.ca().unwrap();
    for version in VERSIONS {
        let reply = exchange_by(&server, session(ca.der(), "127.0.0.1", &[version])).unwrap();
        assert_eq!(reply, client::success());
    }
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.is_tls && request.executed)
    );
    assert_eq!(server.executed(), 2);
}

#[test]
fn a_client_that_ended_its_side_gets_the_reply_after_a_delay() {
    let server = secure();
    server.delay(Delay::fixed(Duration::from_millis(300)));
    for says_so in [true, false] {
        let session = session(server.ca().unwrap().der(), "localhost", &VERSIONS);
        let mut tls = StreamOwned::new(session, client::connect(server.address()));
        tls.write_all(client::start().as_bytes()).unwrap();
        if says_so {
            tls.conn.send_close_notify();
        }
        tls.flush().unwrap();
        tls.sock.shutdown(Shutdown::Write).unwrap();
        let mut reply = String::new();
        tls.read_to_string(&mut reply).unwrap();
        assert_eq!(reply, client::success());
    }
}

#[test]
fn the_cases_are_played_through_tls_to_the_byte() {
    let server = secure();
    let ca = server.ca().unwrap();
    server.queue(Case::named("status/408-close").unwrap());
    let reply = exchange(&server, ca, "localhost").unwrap();
    assert_eq!(
        reply,
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    );
    for (name, end) in [
        ("conn/reset-mid-body", ConnectionEnd::Reset),
        ("conn/reset-on-accept", ConnectionEnd::Reset),
        ("conn/close-on-accept", ConnectionEnd::Closed),
        ("conn/reset-after-request-head", ConnectionEnd::Reset),
    ] {
        server.clear();
        server.queue(Case::named(name).unwrap());
        assert!(exchange(&server, ca, "localhost").is_err(), "{name}");
        assert_eq!(server.requests()[0].end, end, "{name}");
        assert_eq!(server.requests()[0].case.as_ref().unwrap().name(), name);
    }
}

#[test]
fn plain_http_serves_only_the_page_and_the_admin_interface() {
    let server = secure();
    let health = client::exchange(server.address(), client::request("GET /__admin/health", "", ""));
    assert!(health.contains(&format!(r#""url":"{}""#, server.url())), "{health}");
    assert!(client::exchange(server.address(), client::request("GET /", "", "")).starts_with("HTTP/1.1 200 OK\r\n"));
    // Without a code, which would blame the notebook id.
    let problem = "this is plain HTTP, and the service speaks TLS: call https";
    let headers = format!("mock-problem: {problem}\r\n");
    let reply = client::exchange(server.address(), client::start());
    let expected = client::reply("400 Bad Request", &headers, problem).replace("application/json", "text/plain");
    assert_eq!(reply, expected);
    assert_eq!(server.executed(), 0);
}

#[test]
fn an_invalid_handshake_is_recorded() {
    let server = secure();
    let mut stream = client::connect(server.address());
    stream.write_all(b"\x16\x03\x01\x00\x05hello").unwrap();
    let requests = server
        .wait_for(client::TIMEOUT, |requests| !requests.is_empty())
        .unwrap();
    let problem = requests[0].problem.as_deref().unwrap();
    assert!(problem.starts_with("the TLS handshake failed: "), "{problem}");
}

#[test]
fn a_client_that_leaves_after_the_handshake_is_recorded() {
    let server = secure();
    let mut session = session(server.ca().unwrap().der(), "localhost", &VERSIONS);
    let mut socket = client::connect(server.address());
    session.complete_io(&mut socket).unwrap();
    assert!(!session.is_handshaking());
    drop(socket);
    let is_there = |requests: &[_]| !requests.is_empty();
    let requests = server.wait_for(client::TIMEOUT, is_there).unwrap();
    let line = "1 no request from 127.0.0.1: nothing was sent after the TLS handshake, 0 bytes, left";
    assert_eq!(requests[0].to_string(), line);
    assert!(requests[0].is_tls);
}
