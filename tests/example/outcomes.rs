//! The exit status and the last line for each outcome.

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Case, Server};

use super::{CLOSED, CONNECTIONS, against, ends, fails, over};

const REFUSED: &str = "outcome: refused; nothing was started: try again once the cause is gone\n";
const NOT_SENT: &str = "outcome: not sent; nothing was started: correct the cause, or try again after a pause\n";
const UNKNOWN: &str = "outcome: unknown; look at the notebook before you try again\n";

/// Starts a notebook over every connection with this answer, and checks the exit status and all that is printed.
#[track_caller]
fn all_end(answer: impl Into<Case>, status: i32, lines: &str) {
    let server = Server::start();
    server.reply_with(answer);
    let outcome = if status == 1 { REFUSED } else { UNKNOWN };
    for connection in CONNECTIONS {
        let output = over(connection, server.url()).output().unwrap();
        ends(output, status, "", &format!("error: {lines}{outcome}"));
    }
}

#[test]
fn a_documented_code_is_shown_with_the_message_and_a_hint() {
    for row in CODES.iter().filter(|row| row.code != Code::SUCCESS) {
        let (code, meaning, original, advice) = (row.code.number(), row.meaning, row.original, row.advice);
        // The service failed inside, before or after the start.
        let status = if matches!(code, 10001 | 10012) { 4 } else { 1 };
        let lines = format!("reply has code {code}, {meaning}\nmessage: {original}\nhint: {advice}\n");
        all_end(row.code, status, &lines);
    }
}

#[test]
fn a_reply_that_says_not_started_is_status_1() {
    for (message, line) in [("busy", "message: busy\n"), ("", "")] {
        let body = format!(r#"{{"code":"0","msg":"{message}","data":false}}"#);
        let error = "service answered that the notebook was not started\n";
        all_end(Answer::raw(200, body), 1, &format!("{error}{line}"));
    }
}

#[test]
fn a_page_under_404_or_407_is_status_1() {
    let proxy = "hint: a proxy wants a user and a password: give them in its URL\n";
    for (status, hint) in [(404, ""), (407, proxy)] {
        let lines = format!("response has no code of the service, HTTP status {status}\n{hint}");
        all_end(Answer::raw(status, "<html>"), 1, &lines);
    }
}

#[test]
fn the_code_of_a_gateway_is_status_4() {
    let answer = Answer::raw(200, r#"{"code":500,"msg":"504 GATEWAY_TIMEOUT"}"#);
    let lines = "reply has code 500, not documented\nmessage: 504 GATEWAY_TIMEOUT\n";
    all_end(answer, 4, lines);
}

#[test]
fn a_success_under_403_is_status_4() {
    let lines = "response is not a reply of the service: code 0 under an HTTP status that is not a success, at byte 40, \
                 HTTP status 403\nmessage: success\n";
    all_end(Answer::code(Code::SUCCESS).with_status(403), 4, lines);
}

#[test]
fn a_malformed_reply_is_status_4() {
    for (body, reason) in [
        (r#"{"code":"0","msg":"#, "not JSON, at byte 18"),
        ("<html>log in</html>", "not a JSON object, at byte 0"),
    ] {
        let lines = format!("response is not a reply of the service: {reason}\n");
        all_end(Answer::raw(200, body), 4, &lines);
    }
}

#[test]
fn a_request_that_was_not_sent_is_status_3() {
    for connection in CONNECTIONS {
        let stderr = fails(&mut over(connection, CLOSED), 3);
        let start = "error: connecting to 127.0.0.1:9: ";
        assert!(stderr.starts_with(start) && stderr.ends_with(NOT_SENT), "{stderr}");
    }

    let server = Server::start();
    fails(&mut against(&server.url().replace("http://", "https://")), 3);
    assert_eq!(server.executed(), 0);
    let problem = server.requests()[0].problem.clone();
    let expected = "the client speaks TLS, and this server does not";
    assert_eq!(problem.as_deref(), Some(expected));
}
