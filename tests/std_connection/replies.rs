//! Replies: status, headers and body.

use embedded_svc::http::client::Connection;
use embedded_svc::http::{Headers, Method, Status};
use scnet_notebook::{StdHttpConnection, std_http::HostStream};
use std::{io::Write as _, net::TcpListener, time::Instant};
use support::server::{TIMEOUT, accept, is_closed, read_request, serve, serve_once, waiting};

use crate::client::{BODY, HEADERS, post};

#[test]
fn every_status_is_a_reply_and_no_redirect_is_followed() {
    for status in [
        200, 201, 204, 301, 302, 303, 304, 307, 308, 400, 401, 404, 407, 408, 429, 500, 503, 999,
    ] {
        let server = serve(move |listener| {
            let mut stream = accept(listener);
            read_request(&mut stream);
            // A client that follows the redirect comes back here.
            let location = format!("http://{}/start", listener.local_addr().unwrap());
            let body = if matches!(status, 204 | 304) { "" } else { "{}" };
            let head = format!("HTTP/1.1 {status} X\r\nLocation: {location}\r\nRetry-After: 7\r\n");
            write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            (is_closed(&mut stream), waiting(listener).is_none())
        });
        let mut connection = StdHttpConnection::new();
        let (got, body) = post(&mut connection, &server.url()).unwrap();
        assert_eq!(got, status);
        assert_eq!(body, if matches!(status, 204 | 304) { "" } else { "{}" });
        assert_eq!(server.finish(), (true, true), "{status}");
        assert_eq!(connection.header("retry-after"), Some("7"));
    }
}

#[test]
fn an_encoded_body_is_not_decoded() {
    let server = serve_once("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\ngzip");
    let mut connection = StdHttpConnection::new();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "gzip".into()));
    server.finish();
}

#[test]
fn a_read_into_an_empty_buffer_reads_nothing() {
    use embedded_svc::io::Read;
    let server = serve_once("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    let mut connection = StdHttpConnection::new();
    connection
        .initiate_request(Method::Post, &server.url(), &HEADERS)
        .unwrap();
    embedded_svc::io::Write::write(&mut connection, BODY.as_bytes()).unwrap();
    connection.initiate_response().unwrap();
    assert_eq!(connection.read(&mut []).unwrap(), 0);
    assert_eq!(connection.read(&mut [0; 8]).unwrap(), 2);
    assert_eq!(connection.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(connection.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(connection.split().0.status(), 200);
    server.finish();
}

#[test]
fn a_stream_does_not_wait_for_a_byte_to_read_into_an_empty_buffer() {
    use embedded_svc::io::Read;
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let begin = Instant::now();
    let mut stream = HostStream::connect("127.0.0.1", port, begin + TIMEOUT).unwrap();
    assert_eq!(stream.read(&mut []).unwrap(), 0);
    assert!(begin.elapsed() < TIMEOUT / 2);
}
