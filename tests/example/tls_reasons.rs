//! The sentence of the host example for each handshake that fails, the same over every connection.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
};

use scnet_notebook_mock::{Server as Mock, Tls, TlsCase};
use support::{
    TestCa,
    server::{accept, over_tls, serve},
};

use super::{CONNECTIONS, ca_file::CaFile, over};

/// Calls `url` over every connection with this CA, and holds that nothing was sent, for this reason.
#[track_caller]
fn fails(url: &str, ca: &str, reason: &str) {
    let file = CaFile::new(ca);
    for connection in CONNECTIONS {
        let mut command = over(connection, url);
        let stderr = super::fails(command.args(["--timeout", "10", "--ca"]).arg(&file.0), 3);
        let line = stderr.lines().next().unwrap_or_default();
        assert!(line.ends_with(&format!(": {reason}")), "{connection}: {stderr}");
    }
}

#[test]
fn each_certificate_that_is_refused_has_its_sentence() {
    for case in TlsCase::ALL {
        let reason = match case {
            TlsCase::Expired => "the certificate of the server has expired, or the clock of this machine is wrong",
            TlsCase::WrongHost => {
                "the certificate of the server is for another host name; call the server by a name in it"
            }
            TlsCase::SelfSigned => {
                "no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its \
                 intermediate certificates"
            }
            TlsCase::UnknownCa => {
                "a certificate of the server has a wrong signature; its CA has the name of a trusted one but another \
                 key, or a key is too weak, such as RSA below 2048 bits"
            }
            TlsCase::NoCertificate => "the server sent no certificate",
            TlsCase::LeafSignedByLeaf => "a certificate of the server was signed by one that is not of a CA",
            other => panic!("{other} has no sentence here"),
        };
        let server = Mock::builder().tls(Tls::new().with_case(case)).start().unwrap();
        fails(server.url(), server.ca().unwrap().pem(), reason);
        assert_eq!(server.executed(), 0, "{case}");
    }
}

/// Serves each client, and holds that each fails for this reason.
#[track_caller]
fn fails_at(ca: &TestCa, script: impl Fn(TcpStream) + Send + 'static, reason: &str) {
    let server = serve(move |listener| CONNECTIONS.iter().for_each(|_| script(accept(listener))));
    fails(&format!("https://localhost:{}", server.port), &ca.pem(), reason);
    server.finish();
}

#[test]
fn a_certificate_of_a_wrong_kind_or_time_has_its_sentence() {
    let ca = TestCa::new("a CA");
    for (config, reason) in [
        (
            ca.server_with_ca_certificate(),
            "the server uses the certificate of a CA as its own; give it one that a CA has signed, without CA:TRUE",
        ),
        (
            ca.server_with_client_certificate("localhost"),
            "the certificate of the server is not for TLS servers; give it one with the extended key usage serverAuth",
        ),
        (
            ca.server("localhost", 9000),
            "the certificate of the server is not valid yet, or the clock of this machine is wrong",
        ),
        (
            ca.server("", 4096),
            "the certificate of the server names no host in its subjectAltName; its common name does not count",
        ),
    ] {
        let script = move |stream| {
            let read = over_tls(Arc::clone(&config), stream).read(&mut [0]);
            assert!(read.is_err(), "the client sent something");
        };
        fails_at(&ca, script, reason);
    }
}

#[test]
fn an_end_of_the_handshake_is_named_as_such() {
    for (read, reason) in [
        (4096, "the server closed the connection during the TLS handshake"),
        // The close resets the connection, as bytes are left unread.
        (1, "during the TLS handshake: Connection reset by peer (os error 104)"),
    ] {
        let script = move |mut stream: TcpStream| assert_ne!(stream.read(&mut vec![0; read]).unwrap(), 0);
        fails_at(&TestCa::new("a CA"), script, reason);
    }
}

/// The system reads `127.1` as 127.0.0.1. As a host name it is not valid.
#[test]
fn a_host_without_a_name_in_tls_has_its_sentence() {
    let server = serve(|listener| CONNECTIONS.map(|_| accept(listener)));
    let url = format!("https://127.1:{}", server.port);
    fails(&url, &TestCa::new("a CA").pem(), "the host name is not valid in TLS");
    server.finish();
}

#[test]
fn a_port_without_tls_has_its_sentence_and_so_has_each_alert() {
    let handshake =
        "the server refuses the handshake; it knows no common cipher suite, or demands a client certificate";
    // The JDK says by alert 42 that it misses one.
    let missing = "the server ended TLS with alert 42, bad_certificate; it may demand a client certificate";
    // A record of an alert: fatal, and its number in the standard.
    let answers: [(&'static [u8], &str); 7] = [
        (b"HTTP/1.1 400 X\r\n\r\n", "the server does not speak TLS on this port"),
        (&[21, 3, 3, 0, 2, 2, 70], "the server refuses TLS 1.2 and TLS 1.3"),
        (&[21, 3, 3, 0, 2, 2, 40], handshake),
        (&[21, 3, 3, 0, 2, 2, 112], "the server does not know the host name"),
        (&[21, 3, 3, 0, 2, 2, 42], missing),
        (
            &[21, 3, 3, 0, 2, 2, 80],
            "the server ended TLS with alert 80, internal_error",
        ),
        (&[21, 3, 3, 0, 2, 2, 200], "the server ended TLS with alert 200"),
    ];
    for (answer, reason) in answers {
        let script = move |mut stream: TcpStream| {
            assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
            stream.write_all(answer).unwrap();
            while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
        };
        fails_at(&TestCa::new("a CA"), script, reason);
    }
}
