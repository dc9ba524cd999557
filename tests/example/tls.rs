//! Verification of the server by the host example, over every connection.

use std::{
    io::{self, Write},
    sync::Arc,
};

use rustls::ServerConfig;
use support::{
    TestCa,
    documented::{BODY, STARTED},
    server::{Server, accept, over_tls, read_request, serve},
};

use super::{CONNECTIONS, ca_file::CaFile, fails, over, starts};

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

/// The file begins with a byte order mark, as some editors write it, and has another one in the middle by `cat`.
#[test]
fn every_certificate_of_a_private_ca_is_trusted_if_it_is_given() {
    let cas = [TestCa::new("a CA"), TestCa::new("another CA")];
    let pem = CaFile::new(cas.each_ref().map(|ca| format!("\u{FEFF}{}", ca.pem())).concat());
    for connection in CONNECTIONS {
        for ca in &cas {
            let server = serve_tls(ca.server("localhost", 4096));
            starts(over(connection, &url(&server)).arg("--ca").arg(&pem.0));
            assert!(server.finish().unwrap().ends_with(BODY));
        }
    }
}

fn url<T>(server: &Server<T>) -> String {
    format!("https://localhost:{}", server.port)
}

#[test]
fn a_server_that_is_not_trusted_is_sent_nothing() {
    let ca = TestCa::new("a CA");
    let pem = CaFile::new(ca.pem());
    for connection in CONNECTIONS {
        for (name, is_given) in [("elsewhere.example", true), ("localhost", false)] {
            let server = serve_tls(ca.server(name, 4096));
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
