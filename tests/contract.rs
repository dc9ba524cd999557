//! The contract with the service, over real sockets: the client, over each of its connections, against mock servers.

#![cfg(feature = "std")]

// The connections of the tests of faults, and what they need.
#[path = "../examples/start/async_streams.rs"]
mod async_streams;
#[path = "faults/call_result.rs"]
mod call_result;
#[path = "faults/connections.rs"]
mod connections;
#[path = "../examples/start/streams.rs"]
mod streams;
#[path = "../examples/start/trust.rs"]
mod trust;

use std::time::Duration;

use call_result::{CallResult, Reason};
use connections::{Connection, TOKEN};
use scnet_notebook::{
    Code, Outcome,
    error::{CODES, Malformed},
};
use scnet_notebook_mock::{Answer, START_PATH, Server, wiremock::Start};
use support::documented::{BODY, ID};
use tokio::runtime::Runtime;
use wiremock::{Mock, MockServer, Request};

/// No reply of a mock takes this long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Replays every documented code under three statuses, each to one call with the documented request.
fn replay_the_documented_codes(connection: Connection) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(MockServer::builder().start());
    // Longer than any buffer of a connection.
    let token = "x".repeat(8 << 10);
    let mut client = connection.client(&server.uri(), &token, TIMEOUT);
    for row in CODES {
        for status in [200, 400, 500] {
            let start = Start::new().with_token(&token).with_notebook_id(ID);
            let answer = Answer::code(row.code).with_status(status);
            let mock = Mock::given(start).respond_with(answer).expect(1);
            let guard = runtime.block_on(mock.mount_as_scoped(&server));

            let (reason, outcome, message) = match (row.code, status) {
                (Code::SUCCESS, 200) => (Reason::Started, None, "success"),
                (Code::SUCCESS, _) => {
                    let reason = Reason::Malformed(Malformed::StatusMismatch);
                    (reason, Some(Outcome::Unknown), "success")
                }
                (code, _) => (Reason::Code(code.number()), code.outcome(), row.original),
            };
            let expected = CallResult {
                reason,
                status: Some(status),
                retry_after: None,
                outcome,
                message: Some(message.to_owned()),
            };
            assert_eq!(client(), expected);
            let requests = runtime.block_on(guard.received_requests());
            assert_documented(&requests[0], server.address().to_string(), &token);
        }
    }
    let requests = runtime.block_on(server.received_requests()).unwrap();
    assert_eq!(requests.len(), 3 * CODES.len(), "one request for each call");
}

/// Checks that a request is the documented one and has nothing else.
fn assert_documented(request: &Request, host: String, token: &str) {
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", START_PATH));
    assert_eq!(request.url.query(), None);
    assert_eq!(request.body, BODY.as_bytes());
    let headers = request.headers.iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    headers.sort_unstable();
    let documented = [
        ("connection", "close"),
        ("content-length", "36"),
        ("content-type", "application/json"),
        ("host", &host),
        ("token", token),
        ("user-agent", concat!("scnet-notebook/", env!("CARGO_PKG_VERSION"))),
    ];
    assert_eq!(headers, documented);
}

#[test]
fn every_documented_code_is_told_apart_over_std_http() {
    replay_the_documented_codes(Connection::Std);
}

#[test]
fn every_documented_code_is_told_apart_over_a_stream() {
    replay_the_documented_codes(Connection::Stream);
}

#[test]
fn every_documented_code_is_told_apart_over_an_async_stream() {
    replay_the_documented_codes(Connection::StreamAsync);
}

#[test]
fn the_path_of_the_base_url_comes_before_the_documented_one() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(MockServer::builder().start());
    let url = format!("{}/gateway/v1", server.uri());
    for connection in [Connection::Std, Connection::Stream, Connection::StreamAsync] {
        let ended = connection.client(&url, TOKEN, TIMEOUT)();
        assert_eq!((ended.status, ended.outcome), (Some(404), Some(Outcome::Refused)));
    }
    let paths = runtime.block_on(server.received_requests()).unwrap();
    let paths: Vec<_> = paths.iter().map(|request| request.url.path()).collect();
    assert_eq!(paths, [&*format!("/gateway/v1{START_PATH}"); 3]);
}

#[test]
fn the_mock_counts_a_start_unless_the_outcome_says_that_there_was_none() {
    let server = Server::start();
    let mut client = Connection::Std.client(server.url(), TOKEN, TIMEOUT);
    let codes = [10001, 10004, 10012, 500].map(|code| format!(r#"{{"code":"{code}","msg":"504 GATEWAY_TIMEOUT"}}"#));
    let bodies = [
        "",
        "<html>",
        "{}",
        r#"{"code":"0","msg":"success","data":true}"#,
        r#"{"code":"0","data":false}"#,
    ];
    for body in bodies.into_iter().chain(codes.iter().map(String::as_str)) {
        for status in (200..600).filter(|status| status % 100 < 35 || status % 100 == 99) {
            server.reply_with(Answer::raw(status, body));
            let outcome = client().outcome;
            let executed = server.requests().pop().unwrap().executed;
            assert_eq!(executed, outcome != Some(Outcome::Refused), "{status} {body}");
            assert_ne!(outcome, Some(Outcome::NotSent), "{status} {body}");
        }
    }
}
