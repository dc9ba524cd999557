//! The smallest example, `examples/hello.rs`: each outcome.

use scnet_notebook::Code;
use scnet_notebook_mock::{Answer, Server};

use super::{CLOSED, ID, ends, program};

#[track_caller]
fn hello(url: &str, token: &str, status: i32, stdout: &str, stderr: &str) {
    let mut command = program("hello");
    command
        .env("SCNET_URL", url)
        .env("SCNET_TOKEN", token)
        .env("SCNET_ID", ID);
    ends(command.output().unwrap(), status, stdout, stderr);
}

#[test]
fn a_start_is_reported() {
    let server = Server::start();
    hello(server.url(), "any", 0, "started 1821067171420946434\n", "");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_refusal_asks_for_its_cause_to_be_removed() {
    let server = Server::start();
    server.reply_with(Code::USER_FROZEN);
    let line = "not started, remove the cause first: reply has code 10007, user is frozen\n";
    hello(server.url(), "any", 1, "", line);
}

#[test]
fn an_unknown_outcome_asks_to_look_at_the_notebook() {
    let server = Server::start();
    server.reply_with(Answer::raw(502, "bad gateway"));
    let line = "may have started, look at the notebook first: response has no code of the service, HTTP status 502\n";
    hello(server.url(), "any", 1, "", line);
}

#[test]
fn a_request_that_was_not_sent_may_be_tried_again() {
    let output = program("hello")
        .envs([("SCNET_URL", CLOSED), ("SCNET_TOKEN", "any"), ("SCNET_ID", ID)])
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let line = "not started, correct the cause or try again later: connection failed while opening the request: ";
    assert!(stderr.starts_with(line), "{stderr}");
}

#[test]
fn a_setting_that_is_missing_or_wrong_is_not_sent_and_no_token_is_shown() {
    let server = Server::start();
    hello(server.url(), "", 1, "", "token is empty\n");
    let text = "token has a character at byte 6 that is not visible ASCII; trim a line end\n";
    hello(server.url(), "secret\n", 1, "", text);
    assert!(server.requests().is_empty());
}
