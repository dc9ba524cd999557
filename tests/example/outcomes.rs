//! The exit status tells the outcome, and the last line what to do.

use std::net::TcpListener;

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Server};

use super::{CONNECTIONS, against, ends};

const REFUSED: &str = "outcome: refused; nothing was started, so try again once the cause is gone\n";
const NOT_SENT: &str = "outcome: not sent; nothing was started, so try again after a pause\n";
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
fn a_documented_code_is_told_with_the_words_of_the_service_and_a_hint() {
    let server = Server::start();
    for row in CODES.iter().filter(|row| row.code != Code::SUCCESS) {
        server.reply_with(row.code);
        let (code, meaning, original, advice) = (row.code.number(), row.meaning, row.original, row.advice);
        // Inside the service nobody says before or after the start.
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
fn a_documented_refusal_under_a_gateway_timeout_is_status_1() {
    let server = Server::start();
    server.reply_with(Answer::code(Code::INVALID_PARAMETER).with_status(504));
    all_end(
        &server,
        1,
        "error: reply has code 10004, a parameter is invalid, HTTP status 504\nmessage: 参数无效\n\
         hint: check the notebook id\n",
    );
}

#[test]
fn a_page_under_404_is_status_1() {
    let server = Server::start();
    server.reply_with(Answer::raw(404, "<html>"));
    all_end(&server, 1, "error: response has no code, HTTP status 404\n");
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
fn a_connection_that_was_interrupted_inside_the_service_is_status_4() {
    let server = Server::start();
    server.reply_with(Answer::raw(200, r#"{"code":"10012"}"#));
    all_end(
        &server,
        4,
        "error: reply has code 10012, connection was interrupted\n\
         hint: look at the notebook first; if it is not starting, try again later\n",
    );
}

#[test]
fn a_bare_status_of_something_in_between_is_status_4() {
    let server = Server::start();
    for status in [424, 499, 502] {
        server.reply_with(Answer::raw(status, ""));
        let error = format!("error: response has no code, HTTP status {status}\n");
        all_end(&server, 4, &error);
    }
    server.reply_with(Answer::raw(503, "").with_header("Retry-After", "30"));
    let error = "error: response has no code, HTTP status 503, asking to wait 30 s\n";
    all_end(&server, 4, error);
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
    let good = r#"{"code":"0","msg":"success","data":true}"#;
    let mut bodies: Vec<Vec<u8>> = (0..good.len()).map(|cut| good.as_bytes()[..cut].to_vec()).collect();
    let wrong = [
        &format!("{good}x"),
        &format!("{good}{good}"),
        r#"{"code":"0","x":yes,"data":true}"#,
        "{\"code\":\"0\",\"x\":\"\t\",\"data\":true}",
        r#"{"code":"0","x":01,"data":true}"#,
        r#"{"data":true}"#,
        r#"{"code":"","data":true}"#,
        r#"{"code":"+0","data":true}"#,
        r#"{"code":"-0","data":true}"#,
        r#"{"code":"00","data":true}"#,
        r#"{"code":"0","code":"0","data":true}"#,
        r#"{"code":"zero","data":true}"#,
        r#"{"code":"4294967296","data":true}"#,
        r#"{"code":"0"}"#,
        r#"{"code":"0","data":null}"#,
        r#"{"code":"0","data":"true"}"#,
        "<html><body>log in</body></html>",
        "",
    ];
    bodies.extend(wrong.iter().map(|body| body.as_bytes().to_vec()));
    bodies.push(b"{\"code\":\"0\",\"msg\":\"\xff\",\"data\":true}".to_vec());
    bodies.push(format!(r#"{{"code":"0","x":{}"#, "[".repeat(480)).into_bytes());
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).into_owned();
        server.reply_with(Answer::raw(200, body));
        let output = against(server.url()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{shown}");
        assert!(
            stderr.starts_with("error: response is not a reply of the service: ") && stderr.ends_with(UNKNOWN),
            "{shown}: {stderr}"
        );
    }
}

#[test]
fn a_request_that_was_not_sent_is_status_3() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for (connection, step) in CONNECTIONS.into_iter().zip([
        "before the whole request was sent",
        "while opening the request",
        "while opening the request",
    ]) {
        let output = against(&closed).args(["--connection", connection]).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{stderr}");
        let start = format!("error: connection failed {step}: ");
        assert!(stderr.starts_with(&start) && stderr.ends_with(NOT_SENT), "{stderr}");
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
