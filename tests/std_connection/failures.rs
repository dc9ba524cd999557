//! Failures of a call. Those of the response over every connection are tested in `tests/faults`.

use std::error::Error as _;
use std::net::TcpListener;

use embedded_svc::io::{Error, ErrorKind};
use scnet_notebook::StdHttpConnection;
use support::server::{ok, serve_once};

use crate::{
    client::{Step, post, post_in_vain, post_unsent},
    proxy,
};

/// Checks that the next call over the same connection succeeds.
fn assert_usable(connection: &mut StdHttpConnection) {
    let server = serve_once(ok("{}"));
    assert_eq!(post(connection, &server.url()).unwrap(), (200, "{}".into()));
    server.finish();
}

#[test]
fn a_refused_connection_means_unsent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut connection = StdHttpConnection::new();
    let error = post_unsent(&mut connection, &format!("http://{closed}/start"));
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert!(
        error.to_string().starts_with(&format!("connecting to {closed}: ")),
        "{error}"
    );
    assert!(error.source().is_none());
    assert_usable(&mut connection);
}

#[test]
fn an_unknown_host_name_means_unsent() {
    let server = serve_once(ok("{}"));
    let ends = proxy::call(&["https://no-such-host.invalid/start", &server.url()], &[]);
    let start = "NotFound, not sent: resolving no-such-host.invalid: ";
    assert!(ends[0].starts_with(start), "{ends:?}");
    assert_eq!(ends[1], "200 {}");
    server.finish();
}

#[test]
fn a_response_cut_short_is_an_error_that_names_the_server() {
    for (reply, cut_step) in [
        ("", Step::Response),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", Step::Read),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            Step::Read,
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0",
            Step::Read,
        ),
    ] {
        let server = serve_once(reply);
        let mut connection = StdHttpConnection::new();
        let (step, error) = post_in_vain(&mut connection, &server.url());
        assert_eq!(step, cut_step, "{reply}");
        assert_eq!(error.kind(), ErrorKind::ConnectionAborted, "{reply}");
        let text = format!("127.0.0.1:{}: server closed the stream early", server.port);
        assert_eq!(error.to_string(), text);
        let again = embedded_svc::io::Read::read(&mut connection, &mut [0]).unwrap_err();
        assert_eq!(again.to_string(), "method called in the wrong state");
        assert_usable(&mut connection);
        server.finish();
    }
}
