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

use crate::client::{BODY, post, post_unsent};

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
fn a_certificate_that_is_not_trusted_means_unsent() {
    let ca = TestCa::new("a CA");
    for (mut connection, name, reason) in [
        (StdHttpConnection::new(), "127.0.0.1", "no trusted CA vouches for "),
        (
            client(&ca),
            "other.example",
            "the certificate of the server is for another host name; ",
        ),
    ] {
        let config = ca.server(name, 4096);
        let server = serve_tls(config, |tls| tls.read(&mut [0]));
        let error = post_unsent(&mut connection, &https(&server));
        let text = format!("connecting to 127.0.0.1:{}: {reason}", server.port);
        assert!(error.to_string().starts_with(&text), "{error}");
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        // The server chooses the names in its certificate.
        assert!(!format!("{error:?}").contains("other.example"), "{error:?}");
        assert!(server.finish().is_err(), "the client sent something");
    }
}
