//! The total deadline holds whatever the server does, and says where it struck.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use embedded_svc::io::{Error, ErrorKind};
use scnet_notebook::{StdHttpConnection, std_http::StdHttpError};

use crate::client::{Step, post, post_in_vain, post_unsent};
use crate::server::{PATIENCE, accept, is_closed, ok, read_request, serve, serve_once};

/// The call after the one it strikes must be in time on a busy machine.
const DEADLINE: Duration = Duration::from_secs(1);

/// Sends `bytes` one by one, ten in a second, until the client has gone.
fn dribble(stream: &mut TcpStream, bytes: &str) {
    for byte in bytes.as_bytes() {
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Lets `script` answer and expects the deadline to strike, once, in this step.
fn assert_struck(script: fn(&mut TcpStream), step: Step) {
    let server = serve(move |listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        script(&mut stream);
        is_closed(&mut stream)
    });
    let mut connection = StdHttpConnection::new().with_total_timeout(DEADLINE);
    let begin = Instant::now();
    let (got, error) = post_in_vain(&mut connection, &server.url());
    assert_in_time(begin, &error);
    assert_eq!(got, step);
    assert_eq!(error.to_string(), format!("127.0.0.1:{}: timed out", server.port));
    assert!(server.finish(), "the connection was kept");

    let server = serve_once(ok("{}"));
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "{}".into()));
    server.finish();
}

fn assert_in_time(begin: Instant, error: &StdHttpError) {
    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
    let elapsed = begin.elapsed();
    assert!(elapsed >= DEADLINE && elapsed < PATIENCE / 2, "{elapsed:?}");
}

#[test]
fn a_silent_server_is_given_up() {
    assert_struck(|_| {}, Step::Response);
}

#[test]
fn a_dribbled_head_is_given_up() {
    let script = |stream: &mut TcpStream| dribble(stream, &format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(200)));
    assert_struck(script, Step::Response);
}

#[test]
fn an_endless_row_of_interim_replies_is_given_up() {
    let script = |stream: &mut TcpStream| {
        while stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok() {
            thread::sleep(Duration::from_millis(1));
        }
    };
    assert_struck(script, Step::Response);
}

#[test]
fn a_silent_body_is_given_up() {
    let script = |stream: &mut TcpStream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
            .unwrap();
    };
    assert_struck(script, Step::Read);
}

#[test]
fn a_dribbled_body_is_given_up() {
    let script = |stream: &mut TcpStream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n")
            .unwrap();
        dribble(stream, &"x".repeat(200));
    };
    assert_struck(script, Step::Read);
}

#[test]
fn a_dribbled_chunked_body_is_given_up() {
    let script = |stream: &mut TcpStream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            .unwrap();
        dribble(stream, &"1\r\nx\r\n".repeat(50));
    };
    assert_struck(script, Step::Read);
}

#[test]
fn a_body_without_length_on_an_open_connection_is_given_up() {
    let script = |stream: &mut TcpStream| stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").unwrap();
    assert_struck(script, Step::Read);
}

#[test]
fn a_dribble_within_the_deadline_is_read() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        for byte in ok("{}").as_bytes() {
            stream.write_all(&[*byte]).unwrap();
        }
    });
    assert_eq!(
        post(&mut StdHttpConnection::new(), &server.url()).unwrap(),
        (200, "{}".into())
    );
    server.finish();
}

#[test]
fn a_tls_handshake_that_stalls_is_given_up_unsent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    for connection in [
        StdHttpConnection::new().with_connect_timeout(DEADLINE),
        StdHttpConnection::new().with_total_timeout(DEADLINE),
    ] {
        let mut connection = connection;
        let begin = Instant::now();
        let error = post_unsent(&mut connection, &format!("https://{address}/start"));
        assert_in_time(begin, &error);
        assert_eq!(error.to_string(), format!("connecting to {address}: timed out"));
    }
}

#[test]
fn no_timeout_is_too_long_or_too_short() {
    let server = serve_once(ok("{}"));
    let mut connection = StdHttpConnection::new()
        .with_total_timeout(Duration::MAX)
        .with_connect_timeout(Duration::MAX);
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "{}".into()));
    server.finish();

    let mut connection = StdHttpConnection::new().with_total_timeout(Duration::ZERO);
    let error = post_unsent(&mut connection, "http://127.0.0.1:1/start");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}
