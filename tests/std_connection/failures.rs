//! Failures of a call, and the outcome of each.

use std::error::Error as _;
use std::io::{Read, Write};
use std::net::TcpListener;

use embedded_svc::http::Method;
use embedded_svc::http::client::Connection;
use embedded_svc::io::{Error, ErrorKind};
use scnet_notebook::StdHttpConnection;

use crate::client::{Step, post, post_in_vain, post_unsent};
use crate::server::{Server, accept, ok, read_head, read_request, serve, serve_once, waiting};

/// The next call on the same object works.
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
    if !crate::proxy::without_proxy("failures::an_unknown_host_name_means_unsent") {
        return;
    }
    let mut connection = StdHttpConnection::new();
    let error = post_unsent(&mut connection, "https://no-such-host.invalid/start");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(
        error.to_string().starts_with("resolving no-such-host.invalid: "),
        "{error}"
    );
    assert_usable(&mut connection);
}

#[test]
fn with_an_empty_body_only_a_connection_that_never_was_means_unsent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = serve(|listener| drop(accept(listener)));
    for (url, unsent) in [
        (format!("http://{closed}/"), true),
        ("http://no-such-host.invalid/".into(), true),
        (server.url(), false),
    ] {
        let mut connection = StdHttpConnection::new();
        connection
            .initiate_request(Method::Post, &url, &[("Content-Length", "0")])
            .unwrap();
        let error = connection.initiate_response().unwrap_err();
        assert_eq!(error.is_unsent(), unsent, "{error}");
        assert!(!connection.is_request_initiated() && !connection.is_response_initiated());
    }
    server.finish();
}

/// Serves `script` once, and checks that there was no second connection.
fn serve_breaking(script: impl FnOnce(&TcpListener) + Send + 'static) -> (Server<TcpListener>, String) {
    let server = serve(move |listener| {
        script(listener);
        listener.try_clone().unwrap()
    });
    let url = server.url();
    (server, url)
}

fn assert_posted_once(server: Server<TcpListener>) {
    assert!(waiting(&server.finish()).is_none());
}

#[test]
fn a_connection_that_breaks_before_the_reply_leaves_the_outcome_unknown() {
    type Script = fn(&TcpListener);
    let scripts: [(&str, Script); 4] = [
        ("close on accept", |listener| drop(accept(listener))),
        // Closing with unread bytes resets.
        ("reset after the head", |listener| {
            read_head(&mut accept(listener));
        }),
        ("reset inside the request", |listener| {
            accept(listener).read_exact(&mut [0]).unwrap();
        }),
        ("close after the request", |listener| {
            read_request(&mut accept(listener));
        }),
    ];
    for (name, script) in scripts {
        let (server, url) = serve_breaking(script);
        let mut connection = StdHttpConnection::new();
        let (step, error) = post_in_vain(&mut connection, &url);
        assert_eq!(step, Step::Response, "{name}");
        let kinds = [
            ErrorKind::ConnectionReset,
            ErrorKind::ConnectionAborted,
            ErrorKind::BrokenPipe,
        ];
        assert!(kinds.contains(&error.kind()), "{name}: {error}");
        assert_posted_once(server);
        assert_usable(&mut connection);
    }
}

#[test]
fn a_closed_connection_says_so() {
    let server = serve_once("");
    let (_, error) = post_in_vain(&mut StdHttpConnection::new(), &server.url());
    let port = server.port;
    assert_eq!(error.to_string(), format!("127.0.0.1:{port}: connection closed early"));
    server.finish();
}

#[test]
fn what_is_not_http_is_no_reply() {
    let header_100k = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    let headers_500 = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(500));
    for reply in [
        "garbage\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1/\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        &header_100k,
        &headers_500,
    ] {
        let reply = reply.to_owned();
        let server = serve_once(reply.clone());
        let mut connection = StdHttpConnection::new();
        let (step, _) = post_in_vain(&mut connection, &server.url());
        assert_eq!(step, Step::Response, "{reply}");
        assert_usable(&mut connection);
        server.finish();
    }
}

#[test]
fn a_body_cut_short_is_an_error() {
    for reply in [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ] {
        let server = serve_once(reply);
        let mut connection = StdHttpConnection::new();
        let (step, error) = post_in_vain(&mut connection, &server.url());
        assert_eq!(step, Step::Read, "{reply}");
        assert_eq!(error.kind(), ErrorKind::ConnectionAborted, "{reply}");
        let port = server.port;
        assert_eq!(error.to_string(), format!("127.0.0.1:{port}: connection closed early"));
        let again = embedded_svc::io::Read::read(&mut connection, &mut [0]).unwrap_err();
        assert_eq!(again.to_string(), "there is no reply to read");
        assert_usable(&mut connection);
        server.finish();
    }
}

#[test]
fn a_broken_chunk_is_an_error() {
    for chunk in [
        "x\r\n{}\r\n",
        "-2\r\n{}\r\n",
        "2\r\n{}{}\r\n",
        "fffffffffffffffff\r\n{}\r\n",
    ] {
        let server = serve_once(format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"
        ));
        let mut connection = StdHttpConnection::new();
        let (step, error) = post_in_vain(&mut connection, &server.url());
        assert_eq!(
            (step, error.kind()),
            (Step::Read, ErrorKind::InvalidData),
            "{chunk}: {error}"
        );
        assert_usable(&mut connection);
        server.finish();
    }
}

#[test]
fn a_body_cut_inside_a_chunk_size_is_an_error() {
    let server = serve_once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0");
    let (step, error) = post_in_vain(&mut StdHttpConnection::new(), &server.url());
    let port = server.port;
    assert_eq!(step, Step::Read);
    assert_eq!(
        error.to_string(),
        format!("127.0.0.1:{port}: body data reading stalled")
    );
    server.finish();
}

#[test]
fn a_reset_inside_the_body_is_an_error() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}")
            .unwrap();
    });
    post_in_vain(&mut StdHttpConnection::new(), &server.url());
    server.finish();
}
