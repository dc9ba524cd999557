//! The bytes of a request, and requests that are refused before anything is sent.

use embedded_svc::http::client::Connection;
use embedded_svc::http::{Headers, Method, Status};
use embedded_svc::io::{Error, ErrorKind, Read, Write};
use scnet_notebook::{StdHttpConnection, std_http::StdHttpError};
use std::{fmt::Debug, io::Read as _};
use support::server::{accept, ok, serve, serve_once, waiting};

use crate::client::{BODY, HEADERS, begin, post, read_all};

#[test]
fn the_headers_are_those_given_and_host_connection_and_user_agent_before_them() {
    let server = serve_once(ok("{}"));
    let port = server.port;
    let url = format!("http://127.0.0.1:{port}/ac/openapi?a=b");
    let mut connection = StdHttpConnection::new();
    begin(&mut connection, &url);
    let (first, rest) = BODY.split_at(5);
    for piece in [first, "", rest] {
        assert!(connection.is_request_initiated() && !connection.is_response_initiated());
        assert_eq!(connection.write(piece.as_bytes()).unwrap(), piece.len());
    }
    connection.flush().unwrap();
    assert!(connection.is_request_initiated() && !connection.is_response_initiated());
    connection.initiate_response().unwrap();
    assert!(!connection.is_request_initiated() && connection.is_response_initiated());
    assert_eq!(connection.status(), 200);
    assert_eq!(read_all(&mut connection).unwrap(), "{}");
    assert_eq!(
        server.finish(),
        format!(
            "POST /ac/openapi?a=b HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
             User-Agent: scnet-notebook/0.1.0\r\ntoken: secret\r\nContent-Type: application/json\r\n\
             Content-Length: 36\r\n\r\n{{\"notebookId\":\"1821067171420946434\"}}"
        )
    );
}

#[test]
fn an_invalid_request_is_refused_when_it_begins() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/start", listener.local_addr().unwrap());
    for (method, url) in [
        (Method::Get, url.as_str()),
        (Method::Put, &url),
        (Method::Post, ""),
        (Method::Post, "http://a b/"),
        (Method::Post, "/start"),
        (Method::Post, "ftp://host/"),
        (Method::Post, "http://user:word@host/"),
    ] {
        let mut connection = StdHttpConnection::new();
        let error = connection.initiate_request(method, url, &HEADERS).unwrap_err();
        assert_eq!(error.to_string(), "request is not a POST to an http or https URL");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.is_unsent() && !connection.is_request_initiated());
    }
    assert!(waiting(&listener).is_none());
}

#[test]
fn a_method_in_the_wrong_state_is_an_error_that_does_not_mean_unsent() {
    fn is_wrong<T: Debug>(result: Result<T, StdHttpError>) {
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "method called in the wrong state");
        assert_eq!((error.kind(), error.is_unsent()), (ErrorKind::InvalidInput, false));
    }
    let no_request = |connection: &mut StdHttpConnection| {
        is_wrong(connection.write(b"x"));
        is_wrong(connection.flush());
        is_wrong(connection.initiate_response());
    };
    let mut connection = StdHttpConnection::default();
    assert_eq!((connection.status(), connection.status_message()), (0, None));
    assert_eq!(connection.header("content-length"), None);
    let (head, body) = connection.split();
    assert_eq!((head.status(), head.header("content-length")), (0, None));
    is_wrong(body.read(&mut [0]));
    is_wrong(connection.read(&mut [0]));
    no_request(&mut connection);
    assert!(connection.raw_connection().is_err());

    let server = serve_once(ok("{}"));
    begin(&mut connection, &server.url());
    connection.write(BODY.as_bytes()).unwrap();
    assert!(connection.raw_connection().is_ok());
    connection.initiate_response().unwrap();
    assert_eq!(read_all(&mut connection).unwrap(), "{}");
    no_request(&mut connection);
    server.finish();
}

#[test]
fn a_request_begun_inside_another_replaces_it() {
    let abandoned = serve(|listener| {
        let mut rest = String::new();
        accept(listener).read_to_string(&mut rest).unwrap();
        rest
    });
    let server = serve_once(ok("{}"));
    let mut connection = StdHttpConnection::new();
    begin(&mut connection, &abandoned.url());
    connection.write(&BODY.as_bytes()[1..]).unwrap();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "{}".into()));
    assert!(server.finish().ends_with(BODY));
    assert!(!abandoned.finish().ends_with(BODY));
}

#[test]
fn a_body_larger_than_every_buffer_is_sent_whole() {
    let body = "0123456789abcdef".repeat(40_000);
    let server = serve_once(ok("{}"));
    let mut connection = StdHttpConnection::new();
    let length = body.len().to_string();
    connection
        .initiate_request(Method::Post, &server.url(), &[("Content-Length", &length)])
        .unwrap();
    connection.write(body.as_bytes()).unwrap();
    connection.initiate_response().unwrap();
    assert!(server.finish().ends_with(&body));
}
