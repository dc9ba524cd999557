//! The smallest example, `examples/hello.rs`: each outcome.

use std::process::Command;

use scnet_notebook::Code;
use scnet_notebook_mock::{Answer, Server};

use super::{CLOSED, ID, ends, fails, program, starts};

fn hello(url: &str, token: &str) -> Command {
    let mut command = program("hello");
    command.envs([("SCNET_URL", url), ("SCNET_TOKEN", token), ("SCNET_ID", ID)]);
    command
}

/// Runs it, and checks that it prints this line as its error.
#[track_caller]
fn says(url: &str, token: &str, line: &str) {
    ends(hello(url, token).output().unwrap(), 1, "", line);
}

#[test]
fn a_start_is_reported() {
    let server = Server::start();
    starts(&mut hello(server.url(), "any"));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_refusal_asks_for_its_cause_to_be_removed() {
    let server = Server::start();
    server.reply_with(Code::USER_FROZEN);
    let line = "not started, remove the cause first: reply has code 10007, user is frozen\n";
    says(server.url(), "any", line);
}

#[test]
fn an_unknown_outcome_asks_to_look_at_the_notebook() {
    let server = Server::start();
    server.reply_with(Answer::raw(502, "bad gateway"));
    let line = "may have started, look at the notebook first: response has no code of the service, HTTP status 502\n";
    says(server.url(), "any", line);
}

#[test]
fn a_request_that_was_not_sent_may_be_tried_again() {
    let stderr = fails(&mut hello(CLOSED, "any"), 1);
    let line = "not started, correct the cause or try again later: connection failed while opening the request: ";
    assert!(stderr.starts_with(line), "{stderr}");
}

#[test]
fn a_setting_that_is_missing_or_wrong_is_not_sent_and_no_token_is_shown() {
    let server = Server::start();
    says(server.url(), "", "token is empty\n");
    let text = "token has a character at byte 6 that is not visible ASCII; trim a line end\n";
    says(server.url(), "secret\n", text);
    assert!(server.requests().is_empty());
}
