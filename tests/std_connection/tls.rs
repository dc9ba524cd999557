//! Verification of the server over TLS.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
};

use embedded_svc::io::{Error, ErrorKind};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use scnet_notebook::StdHttpConnection;
use support::{
    TestCa,
    server::{Server, accept, is_closed, ok, over_tls, read_request, records, serve, waiting},
};

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
        let result = script(&mut over_tls(config, accept(listener)));
        assert!(waiting(listener).is_none());
        result
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
            let mut tls = over_tls(config.clone(), accept(listener));
            assert!(read_request(&mut tls).ends_with(BODY));
            let replies = [ok(body), ok(&"stray".repeat(2000))];
            let records = replies.map(|reply| records(&mut tls.conn, &reply)).concat();
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
fn a_certificate_that_is_not_trusted_means_unsent() {
    let (ca, another) = (TestCa::new("a CA"), TestCa::new("another CA"));
    let good = || ca.server("127.0.0.1", 4096);
    let unknown = "no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its \
                   intermediate certificates";
    let expired = "the certificate of the server has expired, or the clock of this machine is wrong";
    let wrong_host = "the certificate of the server is for another host name";
    for (mut connection, config, reason) in [
        (StdHttpConnection::new(), good(), unknown),
        (client(&another), good(), unknown),
        (client(&ca), ca.server("127.0.0.1", 2001), expired),
        (client(&ca), ca.server("other.example", 4096), wrong_host),
    ] {
        let server = serve_tls(config, |tls| tls.read(&mut [0]));
        let error = post_unsent(&mut connection, &https(&server));
        let text = format!("connecting to 127.0.0.1:{}: {reason}", server.port);
        assert_eq!((error.to_string(), error.kind()), (text, ErrorKind::InvalidData));
        // The server chooses the names in its certificate.
        assert!(!format!("{error:?}").contains("other.example"), "{error:?}");
        assert!(server.finish().is_err(), "the client sent something");
    }
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
    let garbage = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n";
    let pem = TestCa::new("a CA").pem();
    let (cut, _) = pem.split_at(pem.len() / 2);
    for (pem, reason) in [
        ("", "the CA holds no certificate in PEM"),
        ("not PEM", "the CA holds no certificate in PEM"),
        (key, "the CA holds no certificate in PEM"),
        (cut, "the CA is not valid PEM"),
        (garbage, "the CA is not valid PEM"),
    ] {
        let error = StdHttpConnection::new().with_private_ca(pem.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), reason);
        assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::InvalidData, true));
    }
}
