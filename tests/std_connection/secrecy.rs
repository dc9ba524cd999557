//! Where the token must not appear.

use std::sync::Mutex;

use embedded_svc::http::Method;
use embedded_svc::http::client::Connection;
use embedded_svc::io::Write;
use log::{LevelFilter, Log, Metadata, Record};
use scnet_notebook::StdHttpConnection;

use crate::client::read_all;
use crate::server::{ok, serve_once};

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
fn the_debug_output_tells_timeouts_and_state() {
    assert_eq!(
        format!("{:?}", StdHttpConnection::new()),
        "StdHttpConnection { connect_timeout: 10s, total_timeout: 30s, state: Idle, .. }"
    );
}
