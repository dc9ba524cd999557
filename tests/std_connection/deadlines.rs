//! Deadlines. That no slow trickle of bytes outlasts one is tested in `tests/faults`, over every connection.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use embedded_svc::io::{Error, ErrorKind};
use scnet_notebook::{StdHttpConnection, std_http::StdHttpError};
use support::server::{accept, is_closed, ok, read_request, serve, serve_once};

use crate::client::{Step, post, post_in_vain, post_unsent};

/// The call after the one that times out must be in time on a busy machine.
const DEADLINE: Duration = Duration::from_secs(1);

fn assert_in_time(begin: Instant, error: &StdHttpError) {
    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
    let elapsed = begin.elapsed();
    assert!(elapsed >= DEADLINE && elapsed < DEADLINE * 5, "{elapsed:?}");
}

#[test]
fn a_silent_server_times_out_and_the_next_call_succeeds() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        is_closed(&mut stream)
    });
    let mut connection = StdHttpConnection::new().with_total_timeout(DEADLINE);
    let begin = Instant::now();
    let (step, error) = post_in_vain(&mut connection, &server.url());
    assert_in_time(begin, &error);
    assert_eq!(step, Step::Response);
    assert_eq!(error.to_string(), format!("127.0.0.1:{}: timed out", server.port));
    assert!(server.finish(), "the connection is still open");

    let server = serve_once(ok("{}"));
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "{}".into()));
    server.finish();
}

#[test]
fn a_tls_handshake_that_stalls_times_out_unsent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    for mut connection in [
        StdHttpConnection::new().with_connect_timeout(DEADLINE),
        StdHttpConnection::new().with_total_timeout(DEADLINE),
    ] {
        let begin = Instant::now();
        let error = post_unsent(&mut connection, &format!("https://{address}/start"));
        assert_in_time(begin, &error);
        assert_eq!(
            error.to_string(),
            format!("connecting to {address}: timed out during the TLS handshake")
        );
    }
}

#[test]
fn the_longest_and_the_shortest_timeout_are_valid() {
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
