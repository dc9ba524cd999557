//! No error shows the token or a text of the server.

use embedded_svc::http::Method;
use embedded_svc::http::client::Connection;
use embedded_svc::io::Write;
use scnet_notebook::StdHttpConnection;
use support::server::{ok, serve_once};

use crate::client::{post_in_vain, read_all};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.unmistakable";

#[test]
fn the_token_is_in_no_error_and_no_debug_output() {
    let server = serve_once(ok("{}"));
    let url = server.url();
    let headers = [("token", TOKEN), ("Content-Length", "2")];
    let mut connection = StdHttpConnection::new();
    let mut seen = format!("{connection:?}");
    connection.initiate_request(Method::Post, &url, &headers).unwrap();
    seen += &format!("{connection:?}");
    connection.write(b"{}").unwrap();
    seen += &format!("{connection:?}");
    connection.initiate_response().unwrap();
    seen += &format!("{connection:?}");
    seen += &format!("{:?}", connection.split());
    assert_eq!(read_all(&mut connection).unwrap(), "{}");
    assert!(server.finish().contains(TOKEN));

    // The server is gone.
    let error = connection.initiate_request(Method::Post, &url, &headers).unwrap_err();
    seen += &format!("{error} {error:?}");
    for part in [TOKEN, "unmistakable", "eyJhbGci"] {
        assert!(!seen.contains(part), "{seen}");
    }
}

#[test]
fn no_error_shows_a_text_that_the_server_chose() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for reply in [
        TOKEN.to_owned(),
        format!("{TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 099 {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 {TOKEN}\r\n{TOKEN} {TOKEN}: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\n\0{TOKEN}: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {TOKEN}\r\nContent-Length: 99\r\n\r\n{TOKEN}"),
        format!("HTTP/1.1 100 {TOKEN}\r\nX: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 307 {TOKEN}\r\nLocation: http://[{TOKEN}\r\nContent-Length: 9\r\n\r\n"),
        format!("{chunked}{}\r\n", &TOKEN[..20]),
        format!("{chunked}{TOKEN}"),
        format!("{chunked}2\r\n{TOKEN}"),
    ] {
        let server = serve_once(reply.clone());
        let (_, error) = post_in_vain(&mut StdHttpConnection::new(), &server.url());
        server.finish();
        let seen = format!("{error} {error:?}");
        for piece in TOKEN.as_bytes().windows(8) {
            assert!(!seen.contains(std::str::from_utf8(piece).unwrap()), "{reply}: {seen}");
        }
        let prefix = "127.0.0.1:";
        assert!(error.to_string().starts_with(prefix), "{reply}: {seen}");
        assert!(!error.to_string().ends_with(": failed"), "{reply}: {seen}");
    }
}

#[test]
fn the_debug_output_has_timeouts_and_state() {
    assert_eq!(
        format!("{:?}", StdHttpConnection::new()),
        "StdHttpConnection { connect_timeout: 10s, total_timeout: 30s, body: StreamConnection { body: ResponseBody { \
         http: Idle, .. }, .. }, .. }"
    );
}
