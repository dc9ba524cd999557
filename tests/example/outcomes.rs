//! The exit status and the last line for each outcome.

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Server};

use super::{CLOSED, CONNECTIONS, against, ends};

const REFUSED: &str = "outcome: refused; nothing was started: try again once the cause is gone\n";
const NOT_SENT: &str = "outcome: not sent; nothing was started: correct the cause, or try again after a pause\n";
const UNKNOWN: &str = "outcome: unknown; look at the notebook before you try again\n";

/// Starts a notebook over every connection, and checks the exit status and all that is printed.
#[track_caller]
fn all_end(server: &Server, status: i32, lines: &str) {
    let outcome = match status {
        1 => REFUSED,
        _ => UNKNOWN,
    };
    for connection in CONNECTIONS {
        let output = against(server.url()).args(["--connection", connection]).output();
        ends(output.unwrap(), status, "", &format!("{lines}{outcome}"));
    }
}

#[test]
fn a_documented_code_is_shown_with_the_message_and_a_hint() {
    let server = Server::start();
    for row in CODES.iter().filter(|row| row.code != Code::SUCCESS) {
        server.reply_with(row.code);
        let (code, meaning, original, advice) = (row.code.number(), row.meaning, row.original, row.advice);
        // The service failed inside, before or after the start.
        let status = if matches!(code, 10001 | 10012) { 4 } else { 1 };
        all_end(
            &server,
            status,
            &format!("error: reply has code {code}, {meaning}\nmessage: {original}\nhint: {advice}\n"),
        );
    }
}

#[test]
fn a_reply_that_says_not_started_is_status_1() {
    let server = Server::start();
    for (message, line) in [("busy", "message: busy\n"), ("", "")] {
        let body = format!(r#"{{"code":"0","msg":"{message}","data":false}}"#);
        server.reply_with(Answer::raw(200, body));
        let error = "error: service answered that the notebook was not started\n";
        all_end(&server, 1, &format!("{error}{line}"));
    }
}

#[test]
fn a_page_under_404_is_status_1() {
    let server = Server::start();
    server.reply_with(Answer::raw(404, "<html>"));
    all_end(
        &server,
        1,
        "error: response has no code of the service, HTTP status 404\n",
    );
}

#[test]
fn the_code_of_a_gateway_is_status_4() {
    let server = Server::start();
    server.reply_with(Answer::raw(200, r#"{"code":500,"msg":"504 GATEWAY_TIMEOUT"}"#));
    all_end(
        &server,
        4,
        "error: reply has code 500, not documented\nmessage: 504 GATEWAY_TIMEOUT\n",
    );
}

#[test]
fn a_success_under_403_is_status_4() {
    let server = Server::start();
    server.reply_with(Answer::code(Code::SUCCESS).with_status(403));
    all_end(
        &server,
        4,
        "error: response is not a reply of the service: code 0 under an HTTP status that is not a success, at byte 40, \
         HTTP status 403\nmessage: success\n",
    );
}

#[test]
fn a_malformed_reply_is_status_4() {
    let server = Server::start();
    let (reason, start) = (
        "error: response is not a reply of the service: ",
        r#"{"code":"0","msg":"#,
    );
    server.reply_with(Answer::raw(200, start));
    all_end(&server, 4, &format!("{reason}not JSON, at byte 18\n"));
    server.reply_with(Answer::raw(200, "<html>log in</html>"));
    all_end(&server, 4, &format!("{reason}not a JSON object, at byte 0\n"));
}

#[test]
fn a_request_that_was_not_sent_is_status_3() {
    for connection in CONNECTIONS {
        let output = against(CLOSED).args(["--connection", connection]).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{stderr}");
        let start = "error: connection failed while opening the request: connecting to 127.0.0.1:9: ";
        assert!(stderr.starts_with(start) && stderr.ends_with(NOT_SENT), "{stderr}");
    }

    let server = Server::start();
    let secure = server.url().replace("http://", "https://");
    let output = against(&secure).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(3),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(server.executed(), 0);
    let problem = server.requests()[0].problem.clone();
    assert_eq!(
        problem.as_deref(),
        Some("the client speaks TLS, and this server does not")
    );
}
