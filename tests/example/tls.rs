//! Verification of the server by the host example, over every connection.

use std::{
    fs,
    io::{self, Write},
    sync::Arc,
};

use rustls::ServerConfig;
use support::{
    TestCa,
    documented::{BODY, STARTED},
    server::{Server, accept, over_tls, read_request, serve},
};

use super::{CONNECTIONS, ca_file::CaFile, ends, fails, over, starts};

/// Serves one client over TLS, and returns the request, or the error that came instead.
fn serve_tls(config: Arc<ServerConfig>) -> Server<io::Result<String>> {
    serve(|listener| {
        let mut tls = over_tls(config, accept(listener));
        tls.conn.complete_io(&mut tls.sock)?;
        let request = read_request(&mut tls);
        tls.write_all(STARTED.as_bytes())?;
        tls.conn.send_close_notify();
        tls.flush()?;
        Ok(request)
    })
}

/// Starts a notebook over every connection on a server that this CA vouches for.
#[track_caller]
fn all_start(ca: &TestCa, pem: &CaFile) {
    for connection in CONNECTIONS {
        let server = serve_tls(ca.server("localhost", 4096));
        starts(over(connection, &url(&server)).arg("--ca").arg(&pem.0));
        assert!(server.finish().unwrap().ends_with(BODY));
    }
}

fn url<T>(server: &Server<T>) -> String {
    format!("https://localhost:{}", server.port)
}

#[test]
fn a_private_ca_is_trusted_if_it_is_given() {
    let ca = TestCa::new("a CA");
    all_start(&ca, &CaFile::new(ca.pem()));
}

#[test]
fn a_server_that_is_not_trusted_is_sent_nothing() {
    let (ca, another) = (TestCa::new("a CA"), TestCa::new("another CA"));
    let pem = CaFile::new(ca.pem());
    for connection in CONNECTIONS {
        for (config, is_given) in [
            (ca.server("elsewhere.example", 4096), true),
            (ca.server("localhost", 2000), true),
            (another.server("localhost", 4096), true),
            (ca.server("localhost", 4096), false),
        ] {
            let server = serve_tls(config);
            let mut command = over(connection, &url(&server));
            if is_given {
                command.arg("--ca").arg(&pem.0);
            }
            let stderr = fails(&mut command, 3);
            assert!(stderr.contains("certificate of the server"), "{connection}: {stderr}");
            // The server chooses the names in its certificate.
            assert!(!stderr.contains("elsewhere"), "{connection}: {stderr}");
            assert!(server.finish().is_err(), "{connection}: a request came");
        }
    }
}

#[test]
fn a_ca_file_means_the_same_over_every_connection() {
    let ca = TestCa::new("a CA");
    let pem = ca.pem();
    let garbage = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let several = [pem.as_bytes(), garbage.as_bytes()].concat();
    let no_certificate = "the CA holds no certificate in PEM";
    let invalid = "the CA has a certificate that is not valid X.509";
    let der = "the CA is DER, not PEM; convert it by `openssl x509 -inform der`";
    let wrong: [(&[u8], &str); 6] = [
        (b"", no_certificate),
        (b"-----BEGIN NONSENSE-----", "the CA is not valid PEM"),
        (b"\x30\x82\x01\x00DER", der),
        (&pem.as_bytes()[..pem.len() / 2], "the CA is not valid PEM"),
        (garbage.as_bytes(), invalid),
        (&several, invalid),
    ];
    let file = CaFile::new("");
    for (content, reason) in wrong {
        fs::write(&file.0, content).unwrap();
        for connection in CONNECTIONS {
            let output = over(connection, "https://localhost:9")
                .arg("--ca")
                .arg(&file.0)
                .output();
            let line = format!("error: --ca {}: {reason}\n", file.0.display());
            ends(output.unwrap(), 2, "", &line);
        }
    }
    // A byte order mark, as some editors write it.
    all_start(&ca, &CaFile::new(format!("\u{FEFF}{pem}")));
}
