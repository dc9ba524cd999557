//! No log and no error shows the token or a text of the server.

use std::sync::Mutex;

use embedded_svc::http::Method;
use embedded_svc::http::client::Connection;
use embedded_svc::io::Write;
use log::{LevelFilter, Log, Metadata, Record};
use scnet_notebook::StdHttpConnection;
use support::server::{ok, serve_once};

use crate::client::{post_in_vain, read_all};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.unmistakable";

struct Collector(Mutex<String>);

static LOG: Collector = Collector(Mutex::new(String::new()));

impl Log for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        self.0.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

#[test]
fn the_token_is_in_no_log_and_no_debug_output() {
    log::set_logger(&LOG).unwrap();
    // At `trace`, `ureq_proto` prints all that is sent; the type's documentation says so.
    log::set_max_level(LevelFilter::Debug);

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
    connection.initiate_request(Method::Post, &url, &headers).unwrap();
    let error = connection.write(b"{}").unwrap_err();
    seen += &format!("{error} {error:?}");

    let bad = format!("{TOKEN}\r\n");
    let error = connection
        .initiate_request(Method::Post, &url, &[("token", &bad)])
        .unwrap_err();
    seen += &format!("{error} {error:?}");

    let log = LOG.0.lock().unwrap();
    assert!(log.contains("HEADERS ARE REDACTED"), "{log}");
    for part in [TOKEN, "unmistakable", "eyJhbGci"] {
        assert!(!log.contains(part), "{log}");
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
        format!("HTTP/1.1 200 {TOKEN}\r\n({TOKEN}): {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\n{TOKEN}: \0{TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {TOKEN}\r\nContent-Length: 99\r\n\r\n{TOKEN}"),
        format!("HTTP/1.1 100 {TOKEN}\r\n{TOKEN}: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 307 {TOKEN}\r\nLocation: http://[{TOKEN}\r\nContent-Length: 9\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\n{}\r\n", format!("{TOKEN}: {TOKEN}\r\n").repeat(200)),
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
        "StdHttpConnection { connect_timeout: 10s, total_timeout: 30s, state: Idle, .. }"
    );
}
