//! HTTPS, and the handshakes that a client must refuse, with rustls for a client.

mod wire;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use scnet_notebook_mock::{Ca, Case, ConnectionEnd, Server, Tls, TlsCase};

/// Makes a call as a client that trusts `ca` and calls the server by `name`.
fn exchange(server: &Server, ca: &Ca, name: &str) -> Result<String, String> {
    exchange_by(server, ca, name, &[&rustls::version::TLS13, &rustls::version::TLS12])
}

fn exchange_by(
    server: &Server,
    ca: &Ca,
    name: &str,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(ca.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(server.address()).unwrap();
    socket.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    let mut tls = StreamOwned::new(client, socket);
    tls.write_all(wire::start().as_bytes())
        .map_err(|error| error.to_string())?;
    let mut reply = Vec::new();
    tls.read_to_end(&mut reply).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(reply).unwrap())
}

fn secure() -> Server {
    Server::builder().tls(Tls::new()).start().unwrap()
}

#[test]
fn a_start_is_answered_by_tls_1_3_and_1_2_to_whoever_trusts_the_ca() {
    let server = secure();
    assert_eq!(server.url(), format!("https://127.0.0.1:{}", server.address().port()));
    let ca = server.ca().unwrap();
    for versions in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let reply = exchange_by(&server, ca, "127.0.0.1", &[versions]).unwrap();
        assert_eq!(reply, wire::reply("200 OK", "", wire::SUCCESS));
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
fn the_certificate_is_good_for_every_name_of_the_machine_and_those_given() {
    let tls = Tls::new().with_name("api.scnet.example").with_name("192.0.2.7");
    let server = Server::builder().tls(tls).start().unwrap();
    let ca = server.ca().unwrap();
    for name in [
        "localhost",
        "127.0.0.1",
        "::1",
        "10.0.2.2",
        "api.scnet.example",
        "192.0.2.7",
    ] {
        assert!(exchange(&server, ca, name).is_ok(), "{name}");
    }
    assert!(exchange(&server, ca, "other.example").is_err());
}

#[test]
fn a_ca_can_be_given_and_made_again_from_its_own_text() {
    let first = Ca::new();
    let again = Ca::from_pem(first.pem(), &first.key_pem()).unwrap();
    assert_eq!((again.pem(), again.der()), (first.pem(), first.der()));
    let server = Server::builder().tls(Tls::with_ca(again)).start().unwrap();
    assert!(exchange(&server, &first, "localhost").is_ok());
    assert!(Ca::from_pem("", &first.key_pem()).is_err());
    assert!(Ca::from_pem(first.pem(), first.pem()).is_err());
    assert!(!format!("{first:?}").contains("PRIVATE"));
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
fn a_client_refuses_every_tls_case_and_the_journal_shows_why() {
    for (case, refusal) in [
        (TlsCase::Expired, "invalid peer certificate: certificate expired: "),
        (
            TlsCase::WrongHost,
            "invalid peer certificate: certificate not valid for name \"localhost\"",
        ),
        (TlsCase::SelfSigned, "invalid peer certificate: UnknownIssuer"),
        (TlsCase::UnknownCa, "invalid peer certificate: BadSignature"),
        (TlsCase::NoCertificate, "peer sent no certificates"),
        (TlsCase::LeafSignedByLeaf, "invalid peer certificate: "),
    ] {
        let server = Server::builder().tls(Tls::new().with_case(case)).start().unwrap();
        let error = exchange(&server, server.ca().unwrap(), "localhost").unwrap_err();
        assert!(error.starts_with(refusal), "{case}: {error}");
        let is_there = |requests: &[_]| !requests.is_empty();
        let requests = server.wait_for(wire::PATIENCE, is_there).unwrap();
        let problem = requests[0].problem.as_deref().unwrap();
        assert!(problem.starts_with("the TLS handshake failed: "), "{case}: {problem}");
        // It was the client that refused.
        let line = requests[0].to_string();
        assert!(
            !line.contains("refused") && line.contains(": the TLS handshake failed"),
            "{line}"
        );
        let health = wire::exchange(server.address(), wire::request("GET /__admin/health", "", ""));
        assert!(health.contains(&format!(r#""tlsCase":"{case}""#)), "{health}");
        assert_eq!((requests[0].end, requests[0].executed), (ConnectionEnd::Left, false));
        assert_eq!(case.name().parse(), Ok(case));
    }
}

#[test]
fn in_the_clear_there_is_only_the_admin_interface() {
    let server = secure();
    let health = wire::exchange(server.address(), wire::request("GET /__admin/health", "", ""));
    assert!(health.contains(&format!(r#""url":"{}""#, server.url())), "{health}");
    assert!(wire::exchange(server.address(), wire::request("GET /", "", "")).starts_with("HTTP/1.1 200 OK\r\n"));
    // Without a code, which would blame the notebook id.
    let problem = "this is plain HTTP, and the service speaks TLS: call https";
    let headers = format!("mock-problem: {problem}\r\n");
    let reply = wire::exchange(server.address(), wire::start());
    let expected = wire::reply("400 Bad Request", &headers, problem).replace("application/json", "text/plain");
    assert_eq!(reply, expected);
    assert_eq!(server.executed(), 0);
}

#[test]
fn what_is_no_handshake_is_written_down() {
    let server = secure();
    let mut wire = TcpStream::connect(server.address()).unwrap();
    wire.write_all(b"\x16\x03\x01\x00\x05hello").unwrap();
    let requests = server
        .wait_for(wire::PATIENCE, |requests| !requests.is_empty())
        .unwrap();
    let problem = requests[0].problem.as_deref().unwrap();
    assert!(problem.starts_with("the TLS handshake failed: "), "{problem}");
}

#[test]
fn a_client_that_leaves_after_the_handshake_is_written_down() {
    let server = secure();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from(server.ca().unwrap().der().to_vec()))
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(server.address()).unwrap();
    socket.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    client.complete_io(&mut socket).unwrap();
    assert!(!client.is_handshaking());
    drop(socket);
    let is_there = |requests: &[_]| !requests.is_empty();
    let requests = server.wait_for(wire::PATIENCE, is_there).unwrap();
    let line = "1 no request from 127.0.0.1: nothing was sent after the TLS handshake, 0 bytes, left";
    assert_eq!(requests[0].to_string(), line);
    assert!(requests[0].is_tls);
}
