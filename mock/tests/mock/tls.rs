//! HTTPS, and the handshakes that a client must refuse, with rustls as the client.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};
use scnet_notebook_mock::{Ca, Case, ConnectionEnd, Delay, RecordedRequest, Server, Tls, TlsCase};

use crate::client;

pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];

/// Calls the server by `name`, as a client that trusts `ca`.
pub(crate) fn exchange(server: &Server, ca: &Ca, name: &str) -> Result<String, String> {
    exchange_by(server, session(ca.der(), name, &VERSIONS))
}

fn exchange_by(server: &Server, session: ClientConnection) -> Result<String, String> {
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
fn session_offering(
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

/// The end of the hint about a client that may have refused a TLS case for another reason.
const WITHOUT_REASON: &str = " and does not say why; see that it accepts the server without this case";

#[test]
fn a_client_refuses_every_tls_case_and_the_journal_shows_why() {
    for (case, refusal, end, is_right) in [
        (
            TlsCase::Expired,
            "invalid peer certificate: certificate expired: ",
            "received fatal alert: CertificateExpired",
            true,
        ),
        (
            TlsCase::WrongHost,
            "invalid peer certificate: certificate not valid for name \"localhost\"",
            "received fatal alert: BadCertificate",
            true,
        ),
        (
            TlsCase::SelfSigned,
            "invalid peer certificate: UnknownIssuer",
            "received fatal alert: UnknownCA",
            true,
        ),
        (
            TlsCase::UnknownCa,
            "invalid peer certificate: BadSignature",
            "received fatal alert: DecryptError",
            true,
        ),
        // rustls sends no alert, or one that other clients send for every certificate.
        (
            TlsCase::NoCertificate,
            "peer sent no certificates",
            "the client closed the connection",
            false,
        ),
        (
            TlsCase::LeafSignedByLeaf,
            "invalid peer certificate: ",
            "received fatal alert: CertificateUnknown",
            false,
        ),
    ] {
        let server = Server::builder().tls(Tls::new().with_case(case)).start().unwrap();
        let error = exchange(&server, server.ca().unwrap(), "localhost").unwrap_err();
        assert!(error.starts_with(refusal), "{case}: {error}");
        let request = first_request(&server);
        let problem = format!("the TLS handshake failed: {end}");
        assert_eq!(request.problem.as_deref(), Some(&*problem), "{case}");
        let hint = if is_right {
            format!("the device refused {case}, as it must")
        } else {
            format!("the device refused {case}{WITHOUT_REASON}")
        };
        assert_eq!(request.hint.as_deref(), Some(&*hint), "{case}");
        assert_eq!(request.refused_as_it_must, is_right, "{case}");
        let member = format!(r#""refusedAsItMust":{is_right}"#);
        assert!(request.json().contains(&member), "{}", request.json());
        // The client refused, not the mock.
        let line = request.to_string();
        let line_end = format!(": {problem}, 0 bytes, left; hint: {hint}");
        assert!(!line.contains(": refused") && line.ends_with(&line_end), "{line}");
        let health = client::exchange(server.address(), client::request("GET /__admin/health", "", ""));
        assert!(health.contains(&format!(r#""tlsCase":"{case}""#)), "{health}");
        assert_eq!((request.end, request.executed), (ConnectionEnd::Left, false));
        assert_eq!(case.name().parse(), Ok(case));
    }
}

fn first_request(server: &Server) -> RecordedRequest {
    let requests = server.wait_for(client::TIMEOUT, |requests| !requests.is_empty());
    requests.unwrap().remove(0)
}

#[test]
fn a_client_that_refuses_a_tls_case_for_another_reason_is_not_right() {
    let distrust = ", but for another reason: it does not trust ca.pem";
    for (case, leaves, reason) in [
        (TlsCase::WrongHost, false, distrust),
        (TlsCase::LeafSignedByLeaf, false, WITHOUT_REASON),
        (TlsCase::Expired, true, WITHOUT_REASON),
    ] {
        let server = Server::builder().tls(Tls::new().with_case(case)).start().unwrap();
        if leaves {
            leave_inside_the_handshake(&server);
        } else {
            exchange_by(&server, session(&stranger(), "localhost", &VERSIONS)).unwrap_err();
        }
        let request = first_request(&server);
        let hint = format!("the device refused {case}{reason}");
        assert_eq!((request.hint, request.refused_as_it_must), (Some(hint), false));
    }
}

/// Makes the certificate, in DER, of an authority that signs for nobody here.
fn stranger() -> Vec<u8> {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "another CA");
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().der().to_vec()
}

/// Sends a `ClientHello`, and closes the connection without an alert.
fn leave_inside_the_handshake(server: &Server) {
    let mut session = session(server.ca().unwrap().der(), "localhost", &VERSIONS);
    let mut stream = client::connect(server.address());
    session.write_tls(&mut stream).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    first_request(server);
}

#[test]
fn a_client_that_leaves_after_the_handshake_of_a_tls_case_may_have_refused_it() {
    let tls = Tls::new().with_case(TlsCase::WrongHost);
    let server = Server::builder().tls(tls).start().unwrap();
    let ca = server.ca().unwrap();
    // As a client that looks at the name after the handshake.
    let mut session = session(ca.der(), "another-host.invalid", &VERSIONS);
    let mut socket = client::connect(server.address());
    session.complete_io(&mut socket).unwrap();
    drop(socket);
    let request = first_request(&server);
    let problem = "nothing was sent after the TLS handshake";
    assert_eq!(request.problem.as_deref(), Some(problem));
    let hint = "the client may have refused tls/wrong-host after the handshake";
    assert_eq!(
        (request.hint.as_deref(), request.refused_as_it_must),
        (Some(hint), false)
    );
}

#[test]
fn a_client_that_accepts_a_tls_case_is_recorded_with_that_hint() {
    let tls = Tls::new().with_case(TlsCase::WrongHost);
    let server = Server::builder().tls(tls).start().unwrap();
    // It takes the name that it finds for the right one.
    exchange(&server, server.ca().unwrap(), "another-host.invalid").unwrap();
    let request = first_request(&server);
    let hint = "the client accepted tls/wrong-host, which it must refuse";
    assert_eq!(
        (request.hint.as_deref(), request.refused_as_it_must),
        (Some(hint), false)
    );
    assert!(request.executed);
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
fn a_client_that_does_not_trust_the_ca_is_recorded_with_that_hint() {
    let der = |ca: &Ca| ca.der().to_vec();
    let (h2, http1): (&[u8], &[u8]) = (b"h2", b"http/1.1");
    for (offered, ca, alert, hint) in [
        (&[][..], stranger(), "UnknownCA", "the device does not trust ca.pem"),
        (
            &[http1][..],
            stranger(),
            "UnknownCA",
            "the device does not trust ca.pem",
        ),
        (
            &[h2, http1][..],
            stranger(),
            "UnknownCA",
            "a browser or curl (it offers HTTP/2) does not trust ca.pem",
        ),
        // It trusts another CA of the same name.
        (
            &[][..],
            der(&Ca::new()),
            "DecryptError",
            "the device may not trust ca.pem",
        ),
    ] {
        let server = secure();
        exchange_by(&server, session_offering(offered, &ca, "localhost", &VERSIONS)).unwrap_err();
        let request = first_request(&server);
        let problem = format!("the TLS handshake failed: received fatal alert: {alert}");
        assert_eq!(request.problem, Some(problem));
        assert_eq!(
            (request.hint.as_deref(), request.refused_as_it_must),
            (Some(hint), false)
        );
    }
}

#[test]
fn a_client_that_leaves_a_handshake_without_an_alert_is_recorded() {
    let server = secure();
    leave_inside_the_handshake(&server);
    let request = first_request(&server);
    let problem = "the TLS handshake failed: the client closed the connection";
    assert_eq!(request.problem.as_deref(), Some(problem));
    assert_eq!(request.hint.as_deref(), Some("the device may not trust ca.pem"));
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
