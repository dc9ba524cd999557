//! Hints on valid requests that no real client would send.

use scnet_notebook_mock::{START_PATH, Server};

use crate::client;

/// Sends a request that has to be executed, and returns its hint.
#[track_caller]
fn hint(request: &str) -> Option<String> {
    let server = Server::start();
    assert_eq!(
        client::exchange(server.address(), request),
        client::success(),
        "{request}"
    );
    let request = server.requests().remove(0);
    assert!(request.executed);
    let suffix = request.hint.as_ref().map(|hint| format!(", executed; hint: {hint}"));
    assert!(
        request.to_string().ends_with(suffix.as_deref().unwrap_or(", executed")),
        "{request}"
    );
    request.hint
}

fn with_id(id: &str) -> String {
    start(START_PATH, client::HEADERS, &format!(r#"{{"notebookId":"{id}"}}"#))
}

fn start(target: &str, headers: &str, body: &str) -> String {
    client::request(&format!("POST {target}"), headers, body)
}

#[test]
fn a_documented_start_has_no_hint() {
    assert_eq!(hint(&client::start()), None);
    for id in ["1", "case:code/0", &"9".repeat(64)] {
        assert_eq!(hint(&with_id(id)), None, "{id}");
    }
}

#[test]
fn a_start_that_is_valid_and_odd_is_executed_and_has_a_hint() {
    let token = |token: &str| format!("token: {token}\r\nContent-Type: application/json\r\n");
    let deep = format!(r#"{{"a":{}{},"notebookId":"1"}}"#, "[".repeat(127), "]".repeat(127));
    let query = format!("{START_PATH}?a=b");
    let fragment = format!("{START_PATH}#x");
    let space = "the token has a space: the service wants the token alone, without a scheme such as Bearer";
    for (request, expected) in [
        (with_id("abc"), "notebookId has characters other than digits"),
        (with_id(" 1 "), "notebookId has characters other than digits"),
        (with_id(&"1".repeat(3000)), "notebookId is longer than 64 characters"),
        (start(START_PATH, &token("Bearer abc"), client::BODY), space),
        (
            start(START_PATH, &token("é"), client::BODY),
            "the token has characters other than ASCII",
        ),
        (
            start(
                START_PATH,
                &format!("Content-Encoding: gzip\r\n{}", client::HEADERS),
                client::BODY,
            ),
            "the header Content-Encoding says that the body is encoded, and it is not",
        ),
        (
            start(START_PATH, &format!("Expect: foo\r\n{}", client::HEADERS), client::BODY),
            "the header Expect is not 100-continue",
        ),
        (
            start(
                START_PATH,
                "token: t\r\nContent-Type: application/json; Charset=\"gbk\"\r\n",
                client::BODY,
            ),
            "the charset of Content-Type is not UTF-8, which JSON has",
        ),
        (
            start(START_PATH, client::HEADERS, &deep),
            "the body has members other than notebookId",
        ),
        (
            start(&query, client::HEADERS, client::BODY),
            "the documented call has no query",
        ),
        (
            start(&fragment, client::HEADERS, client::BODY),
            "the target has a fragment, which is not sent over HTTP",
        ),
        (
            client::start().replace("\r\n", "\n"),
            "a line of the head ends in LF, not in CR LF",
        ),
        (
            start(&query, client::HEADERS, r#"{"notebookId":"x"}"#),
            "the documented call has no query; notebookId has characters other than digits",
        ),
    ] {
        assert_eq!(hint(&request).as_deref(), Some(expected), "{request}");
    }
}

#[test]
fn a_token_that_nobody_filled_in_or_that_is_quoted_has_a_hint() {
    let with = |token: &str| {
        let headers = format!("token: {token}\r\nContent-Type: application/json\r\n");
        hint(&start(START_PATH, &headers, client::BODY))
    };
    let placeholder = "the token is a placeholder, or the text of a variable without a value";
    for token in [
        "$TOKEN",
        "${TOKEN}",
        "<token>",
        "{{token}}",
        "{token}",
        "%TOKEN%",
        "[token]",
        "null",
        "NULL",
        "(null)",
        "None",
        "undefined",
        "nil",
        "YOUR_TOKEN",
        "your-token",
        "xxx",
    ] {
        assert_eq!(with(token).as_deref(), Some(placeholder), "{token}");
    }
    for token in ["\"abc\"", "'abc'", "`abc`", "\"abc"] {
        let hint = with(token).unwrap_or_default();
        assert!(
            hint.starts_with("the token has quotation marks, which no token has"),
            "{token}: {hint}"
        );
    }
    for token in ["eyJhbGciOiJIUzI1N.e30.-_", "a+b/c==", "nullable", "x"] {
        assert_eq!(with(token), None, "{token}");
    }
}

#[test]
fn a_refused_request_has_its_problem_and_no_hint() {
    let server = Server::start();
    client::exchange(server.address(), start(&format!("{START_PATH}?a"), "", client::BODY));
    let request = server.requests().remove(0);
    assert_eq!(
        (request.problem.as_deref(), request.hint),
        (Some("the header token is missing"), None)
    );
}
