//! Handshakes that a client refuses, as it must or for another reason, with rustls as the client.

use std::net::Shutdown;

use rcgen::{CertificateParams, DnType, KeyPair};
use scnet_notebook_mock::{Ca, ConnectionEnd, RecordedRequest, Server, Tls, TlsCase};

use crate::client;
use crate::tls::{VERSIONS, exchange, exchange_by, secure, session, session_offering};

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
