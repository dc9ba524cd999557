//! Verification of the server over TLS.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use embedded_svc::io::{Error, ErrorKind};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use scnet_notebook::StdHttpConnection;
use support::TestCa;
use support::server::{Server, accept, is_closed, ok, read_request, serve, waiting};

use crate::client::{BODY, post, post_in_vain, post_unsent};

fn client(ca: &TestCa) -> StdHttpConnection {
    StdHttpConnection::new().with_private_ca(ca.pem().as_bytes()).unwrap()
}

type Tls = StreamOwned<ServerConnection, TcpStream>;

/// Serves `script` on one connection over TLS.
fn serve_tls<T: Send + 'static>(
    config: Arc<ServerConfig>,
    script: impl FnOnce(&mut Tls) -> T + Send + 'static,
) -> Server<T> {
    serve(move |listener| {
        let stream = accept(listener);
        let result = script(&mut StreamOwned::new(ServerConnection::new(config).unwrap(), stream));
        assert!(waiting(listener).is_none());
        result
    })
}

/// Serves a client that must send nothing, and returns the error of its handshake.
fn serve_refused(config: Arc<ServerConfig>) -> Server<String> {
    serve_tls(config, |tls| match tls.read(&mut [0]) {
        Ok(read) => panic!("{read} bytes came"),
        Err(error) => error.to_string(),
    })
}

fn https<T>(server: &Server<T>) -> String {
    format!("https://127.0.0.1:{}/start", server.port)
}

#[test]
fn a_private_ca_is_trusted() {
    let ca = TestCa::new("a CA");
    let server = serve_tls(ca.server("127.0.0.1", 4096), |tls| {
        assert!(read_request(tls).ends_with(BODY));
        tls.write_all(ok("{}").as_bytes()).unwrap();
        assert!(is_closed(&mut tls.sock));
    });
    assert_eq!(post(&mut client(&ca), &https(&server)).unwrap(), (200, "{}".into()));
    server.finish();
}

/// The second reply has records of its own, too long to be decrypted together with the first.
#[test]
fn a_stray_reply_inside_tls_is_never_read() {
    let ca = TestCa::new("a CA");
    let config = ca.server("127.0.0.1", 4096);
    let server = serve(move |listener| {
        for body in ["one", "two"] {
            let stream = accept(listener);
            let mut tls = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
            assert!(read_request(&mut tls).ends_with(BODY));
            let mut records = Vec::new();
            for reply in [ok(body), ok(&"stray".repeat(2000))] {
                tls.conn.writer().write_all(reply.as_bytes()).unwrap();
                while tls.conn.wants_write() {
                    tls.conn.write_tls(&mut records).unwrap();
                }
            }
            tls.sock.write_all(&records).unwrap();
            assert!(is_closed(&mut tls.sock));
        }
    });
    let mut connection = client(&ca);
    assert_eq!(post(&mut connection, &https(&server)).unwrap(), (200, "one".into()));
    assert_eq!(post(&mut connection, &https(&server)).unwrap(), (200, "two".into()));
    server.finish();
}

#[test]
fn every_certificate_of_a_bundle_is_trusted() {
    let cas = [TestCa::new("one"), TestCa::new("two")];
    let pem = format!("# the first\n{}\n# the second\n{}", cas[0].pem(), cas[1].pem());
    for ca in cas {
        let server = serve_tls(ca.server("127.0.0.1", 4096), |tls| {
            read_request(tls);
            tls.write_all(ok("{}").as_bytes()).unwrap();
        });
        let mut connection = StdHttpConnection::new().with_private_ca(pem.as_bytes()).unwrap();
        assert_eq!(post(&mut connection, &https(&server)).unwrap(), (200, "{}".into()));
        server.finish();
    }
}

#[test]
fn an_unknown_ca_means_unsent() {
    let ca = TestCa::new("a CA");
    for mut connection in [StdHttpConnection::new(), client(&TestCa::new("another CA"))] {
        let server = serve_refused(ca.server("127.0.0.1", 4096));
        let error = post_unsent(&mut connection, &https(&server));
        let port = server.port;
        let text = format!(
            "connecting to 127.0.0.1:{port}: no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its intermediate certificates"
        );
        assert_eq!((error.to_string(), error.kind()), (text, ErrorKind::InvalidData));
        server.finish();
    }
}

#[test]
fn a_certificate_for_another_host_means_unsent() {
    let ca = TestCa::new("a CA");
    let server = serve_refused(ca.server("other.example", 4096));
    let error = post_unsent(&mut client(&ca), &https(&server));
    let port = server.port;
    let text = format!("connecting to 127.0.0.1:{port}: the certificate of the server is for another host name");
    assert_eq!((error.to_string(), error.kind()), (text, ErrorKind::InvalidData));
    // The server chooses the names in its certificate.
    assert!(!format!("{error:?}").contains("other.example"), "{error:?}");
    server.finish();
}

#[test]
fn an_expired_certificate_means_unsent() {
    let ca = TestCa::new("a CA");
    let server = serve_refused(ca.server("127.0.0.1", 2001));
    let error = post_unsent(&mut client(&ca), &https(&server));
    let port = server.port;
    let text = format!(
        "connecting to 127.0.0.1:{port}: the certificate of the server has expired, or the clock of this machine is wrong"
    );
    assert_eq!((error.to_string(), error.kind()), (text, ErrorKind::InvalidData));
    server.finish();
}

#[test]
fn a_plain_server_behind_https_means_unsent() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        stream.read_to_end(&mut Vec::new()).ok();
    });
    let error = post_unsent(&mut StdHttpConnection::new(), &https(&server));
    assert_eq!(error.kind(), ErrorKind::InvalidData, "{error}");
    server.finish();
}

#[test]
fn a_server_that_closes_inside_the_handshake_means_unsent() {
    let server = serve(|listener| drop(accept(listener)));
    post_unsent(&mut StdHttpConnection::new(), &https(&server));
    server.finish();
}

#[test]
fn a_reply_cut_inside_tls_is_an_error() {
    let ca = TestCa::new("a CA");
    let server = serve_tls(ca.server("127.0.0.1", 4096), |tls| {
        read_request(tls);
        tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}")
            .unwrap();
    });
    let (_, error) = post_in_vain(&mut client(&ca), &https(&server));
    assert_eq!(error.kind(), ErrorKind::ConnectionAborted);
    server.finish();
}

#[test]
fn a_ca_without_a_certificate_is_refused() {
    let key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
    let pem = TestCa::new("a CA").pem();
    let (cut, _) = pem.split_at(pem.len() / 2);
    for (pem, reason) in [
        ("", "the CA holds no certificate in PEM"),
        ("not PEM", "the CA holds no certificate in PEM"),
        (key, "the CA holds no certificate in PEM"),
        (cut, "the CA is not valid PEM"),
        (
            "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n",
            "the CA is not valid PEM",
        ),
    ] {
        let error = StdHttpConnection::new().with_private_ca(pem.as_bytes()).unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.kind()),
            (reason, ErrorKind::InvalidData)
        );
        assert!(error.is_unsent());
    }
}
