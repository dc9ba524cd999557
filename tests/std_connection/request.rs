//! The bytes of a request, and requests that are refused before anything is sent.

use embedded_svc::http::client::Connection;
use embedded_svc::http::{Headers, Method, Status};
use embedded_svc::io::{Error, ErrorKind, Read, Write};
use scnet_notebook::StdHttpConnection;
use support::server::{ok, serve_once, waiting};

use crate::client::{BODY, HEADERS, post, read_all};

#[test]
fn the_headers_are_those_given_and_host_connection_and_user_agent_before_them() {
    let server = serve_once(ok("{}"));
    let port = server.port;
    let url = format!("http://127.0.0.1:{port}/ac/openapi?a=b");
    let mut connection = StdHttpConnection::new();
    connection.initiate_request(Method::Post, &url, &HEADERS).unwrap();
    let (first, rest) = BODY.split_at(5);
    for piece in [first, "", rest] {
        assert!(connection.is_request_initiated() && !connection.is_response_initiated());
        assert_eq!(connection.write(piece.as_bytes()).unwrap(), piece.len());
    }
    connection.flush().unwrap();
    assert!(connection.is_request_initiated() && !connection.is_response_initiated());
    connection.initiate_response().unwrap();
    assert!(!connection.is_request_initiated() && connection.is_response_initiated());
    assert_eq!((connection.status(), connection.status_message()), (200, Some("OK")));
    assert_eq!(connection.content_len(), Some(2));
    assert_eq!(read_all(&mut connection).unwrap(), "{}");
    assert_eq!(
        server.finish(),
        format!(
            "POST /ac/openapi?a=b HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\
             user-agent: scnet-notebook/0.1.0\r\ntoken: secret\r\ncontent-type: application/json\r\n\
             content-length: 36\r\n\r\n{{\"notebookId\":\"1821067171420946434\"}}"
        )
    );
}

#[test]
fn a_post_without_a_length_and_any_other_method_are_refused_before_anything_is_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/start", listener.local_addr().unwrap());
    let mut connection = StdHttpConnection::new();
    for (method, headers) in [
        (Method::Get, &HEADERS[..]),
        (Method::Get, &[]),
        (Method::Put, &HEADERS),
        (Method::Connect, &HEADERS),
        (Method::Post, &HEADERS[..2]),
    ] {
        let error = connection.initiate_request(method, &url, headers).unwrap_err();
        assert_eq!(error.to_string(), "the request is not a POST with a Content-Length");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.is_unsent() && !connection.is_request_initiated());
    }
    assert!(waiting(&listener).is_none());
}

#[test]
fn a_request_with_an_empty_body_is_sent_when_the_response_is_awaited() {
    let server = serve_once(ok(""));
    let mut connection = StdHttpConnection::new();
    connection
        .initiate_request(Method::Post, &server.url(), &[("Content-Length", "0")])
        .unwrap();
    connection.initiate_response().unwrap();
    assert!(server.finish().ends_with("\r\ncontent-length: 0\r\n\r\n"));
}

#[test]
fn a_body_longer_or_shorter_than_announced_is_refused_before_anything_is_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/start", listener.local_addr().unwrap());
    let mut connection = StdHttpConnection::new();

    connection.initiate_request(Method::Post, &url, &HEADERS).unwrap();
    assert_eq!(connection.write(&[b' '; 35]).unwrap(), 35);
    let error = connection.write(b"12").unwrap_err();
    assert_eq!(error.to_string(), "the body is longer than its content length");
    assert!(error.is_unsent());
    assert!(!connection.is_request_initiated());

    connection.initiate_request(Method::Post, &url, &HEADERS).unwrap();
    assert_eq!(connection.write(&[b' '; 35]).unwrap(), 35);
    let error = connection.initiate_response().unwrap_err();
    assert_eq!(error.to_string(), "the body is shorter than its content length");
    assert!(error.is_unsent());
    assert!(!connection.is_request_initiated());

    assert!(waiting(&listener).is_none());
}

#[test]
fn an_invalid_request_is_refused_when_it_begins() {
    let url = "http://127.0.0.1:1/";
    let long = [("Content-Length", "5"), ("content-length", "5")];
    for (url, headers, reason) in [
        ("", &HEADERS[..], "the URL is not a valid https or http URL"),
        ("http://a b/", &HEADERS, "the URL is not a valid https or http URL"),
        ("http://host/a b", &HEADERS, "the URL is not a valid https or http URL"),
        ("/start", &HEADERS, "the URL is not a valid https or http URL"),
        ("ftp://host/", &HEADERS, "the URL is not a valid https or http URL"),
        (
            "http://user:word@host/",
            &HEADERS,
            "the URL is not a valid https or http URL",
        ),
        (url, &[("to ken", "x")], "a header name is not valid"),
        (url, &[("token", "x\r\ny: z")], "the value of header token is not valid"),
        (
            url,
            &[("Expect", "100-continue")],
            "this connection does not send the header expect",
        ),
        (
            url,
            &[("Transfer-Encoding", "chunked")],
            "this connection does not send the header transfer-encoding",
        ),
        (url, &[("Content-Length", "+5")], "the content length is not one number"),
        (
            url,
            &[("Content-Length", "5, 5")],
            "the content length is not one number",
        ),
        (url, &[("Content-Length", "")], "the content length is not one number"),
        (url, &long, "the content length is not one number"),
    ] {
        let mut connection = StdHttpConnection::new();
        connection
            .initiate_request(Method::Post, "http://127.0.0.1:1/", &HEADERS)
            .unwrap();
        let error = connection.initiate_request(Method::Post, url, headers).unwrap_err();
        assert_eq!(error.to_string(), reason);
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.is_unsent());
        assert!(!connection.is_request_initiated());
    }
}

#[test]
fn a_method_in_the_wrong_state_is_an_error_and_changes_nothing() {
    let mut connection = StdHttpConnection::default();
    let no_reply = |connection: &mut StdHttpConnection| {
        assert_eq!((connection.status(), connection.status_message()), (0, None));
        assert_eq!(connection.header("content-length"), None);
        let (head, body) = connection.split();
        assert_eq!((head.status(), head.header("content-length")), (0, None));
        assert_eq!(
            body.read(&mut [0]).unwrap_err().to_string(),
            "there is no reply to read"
        );
        assert_eq!(
            connection.read(&mut [0]).unwrap_err().to_string(),
            "there is no reply to read"
        );
    };
    let no_request = |connection: &mut StdHttpConnection| {
        let errors = [
            connection.write(b"x").unwrap_err(),
            connection.flush().unwrap_err(),
            connection.initiate_response().unwrap_err(),
        ];
        for (error, verb) in errors.into_iter().zip(["write", "flush", "answer"]) {
            assert_eq!(error.to_string(), format!("there is no request to {verb}"));
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
        }
    };
    no_reply(&mut connection);
    no_request(&mut connection);

    let server = serve_once(ok("{}"));
    connection
        .initiate_request(Method::Post, &server.url(), &HEADERS)
        .unwrap();
    no_reply(&mut connection);
    connection.write(BODY.as_bytes()).unwrap();
    no_reply(&mut connection);
    let error = connection.write(b"x").unwrap_err();
    assert_eq!(error.to_string(), "there is no request to write");
    assert!(!error.is_unsent());
    connection.initiate_response().unwrap();
    no_request(&mut connection);
    assert_eq!(read_all(&mut connection).unwrap(), "{}");
    server.finish();

    let error = connection.raw_connection().unwrap_err();
    assert_eq!(error.to_string(), "this connection does not lend its socket");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn a_request_begun_inside_another_replaces_it() {
    let server = serve_once(ok("{}"));
    let mut connection = StdHttpConnection::new();
    connection
        .initiate_request(Method::Post, "http://127.0.0.1:1/", &HEADERS)
        .unwrap();
    connection.write(b"left behind").unwrap();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "{}".into()));
    assert!(server.finish().ends_with(BODY));
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
