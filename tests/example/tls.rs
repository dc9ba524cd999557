//! Verification of the server by the host example, over every connection.

use std::{
    fs,
    io::{Read, Write},
    sync::Arc,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use support::{
    TestCa,
    server::{Server, accept, serve},
};

use super::{CONNECTIONS, against, ca_file::CaFile, ends};

const REPLY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\nConnection: close\r\n\r\n\
    {\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

/// Serves one client over TLS, and returns the request, or the error that came instead.
fn serve_tls(config: Arc<ServerConfig>) -> Server<std::io::Result<String>> {
    serve(|listener| {
        let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), accept(listener));
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut byte = [0];
            tls.read_exact(&mut byte)?;
            request.push(byte[0]);
        }
        tls.write_all(REPLY)?;
        tls.conn.send_close_notify();
        tls.flush()?;
        Ok(String::from_utf8(request).unwrap())
    })
}

#[test]
fn a_private_ca_is_trusted_if_it_is_given() {
    let ca = TestCa::new("a CA");
    let pem = CaFile::new(ca.pem());
    for connection in CONNECTIONS {
        let server = serve_tls(ca.server("localhost", 4096));
        let output = against(&format!("https://localhost:{}", server.port))
            .args(["--connection", connection, "--ca"])
            .arg(&pem.0)
            .output()
            .unwrap();
        ends(output, 0, "started 1821067171420946434\n", "");
        assert!(
            server
                .finish()
                .unwrap()
                .ends_with(r#"{"notebookId":"1821067171420946434"}"#)
        );
    }
}

#[test]
fn a_server_that_is_not_trusted_is_sent_nothing() {
    let (ca, another) = (TestCa::new("a CA"), TestCa::new("another CA"));
    let pem = CaFile::new(ca.pem());
    for connection in CONNECTIONS {
        let untrusted = [
            ca.server("elsewhere.example", 4096),
            ca.server("localhost", 2000),
            another.server("localhost", 4096),
        ];
        for config in untrusted {
            let server = serve_tls(config);
            let output = against(&format!("https://localhost:{}", server.port))
                .args(["--connection", connection, "--ca"])
                .arg(&pem.0)
                .output()
                .unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(3), "{connection}: {stderr}");
            assert!(stderr.contains("certificate of the server"), "{connection}: {stderr}");
            // The server chooses the names in its certificate.
            assert!(!stderr.contains("elsewhere"), "{connection}: {stderr}");
            assert!(server.finish().is_err(), "{connection}: a request came");
        }
        // The same without a CA.
        let server = serve_tls(ca.server("localhost", 4096));
        let output = against(&format!("https://localhost:{}", server.port))
            .args(["--connection", connection])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{connection}: {output:?}");
        assert!(server.finish().is_err(), "{connection}: a request came");
    }
}

#[test]
fn a_ca_file_means_the_same_over_every_connection() {
    let ca = TestCa::new("a CA");
    let pem = ca.pem();
    let garbage = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let wrong: [(&[u8], &str); 5] = [
        (b"", "the CA holds no certificate in PEM"),
        (
            b"\x30\x82\x01\x00DER",
            "the CA is DER, not PEM; convert it by `openssl x509 -inform der`",
        ),
        (&pem.as_bytes()[..pem.len() / 2], "the CA is not valid PEM"),
        (garbage.as_bytes(), "the CA has a certificate that is not valid X.509"),
        (
            &[pem.as_bytes(), garbage.as_bytes()].concat(),
            "the CA has a certificate that is not valid X.509",
        ),
    ];
    let file = CaFile::new("");
    for (content, reason) in wrong {
        fs::write(&file.0, content).unwrap();
        for connection in CONNECTIONS {
            let output = against("https://localhost:9")
                .args(["--connection", connection, "--ca"])
                .arg(&file.0)
                .output()
                .unwrap();
            ends(output, 2, "", &format!("error: --ca {}: {reason}\n", file.0.display()));
        }
    }
    // A byte order mark, as some editors write it.
    fs::write(&file.0, format!("\u{FEFF}{pem}")).unwrap();
    for connection in CONNECTIONS {
        let server = serve_tls(ca.server("localhost", 4096));
        let output = against(&format!("https://localhost:{}", server.port))
            .args(["--connection", connection, "--ca"])
            .arg(&file.0)
            .output()
            .unwrap();
        ends(output, 0, "started 1821067171420946434\n", "");
        server.finish().unwrap();
    }
}
