//! What the mock refuses, and how it says so.

use scnet_notebook_mock::{Answer, Server};

use crate::client;

const LINE: &str = "POST /ac/openapi/v2/notebook/actions/start";
const MISSING: &str = r#"{"code":"10003","msg":"参数不全","data":null}"#;
const INVALID: &str = r#"{"code":"10004","msg":"参数无效","data":null}"#;

/// Sends a request that has to be refused with this status, envelope and problem; `headers` are whole lines.
#[track_caller]
fn refused(request: impl AsRef<[u8]>, status: &str, headers: &str, envelope: &str, problem: &str) {
    let server = Server::start();
    server.reply_with(Answer::raw(299, "configured"));
    let reply = client::exchange(server.address(), request);
    let headers = format!("mock-problem: {problem}\r\n{headers}");
    assert_eq!(reply, client::reply(status, &headers, envelope));

    let [received] = &server.requests()[..] else {
        panic!("one request was sent")
    };
    assert_eq!(received.problem.as_deref(), Some(problem));
    assert_eq!(received.notebook_id, None);
    assert_eq!(
        (&received.case, received.selected_by, received.executed),
        (&None, None, false)
    );
    assert_eq!(received.status, Some(status[..3].parse().unwrap()));
}

#[track_caller]
fn missing(request: impl AsRef<[u8]>, problem: &str) {
    refused(request, "200 OK", "", MISSING, problem);
}

#[track_caller]
fn invalid(request: impl AsRef<[u8]>, problem: &str) {
    refused(request, "200 OK", "", INVALID, problem);
}

#[test]
fn an_unknown_path_is_answered_404() {
    for line in [
        "POST /",
        "POST /ac/openapi/v2/notebook/actions/start/",
        "POST /ac/openapi/v2/notebook/actions/stop",
        "POST //ac/openapi/v2/notebook/actions/start",
        "POST /AC/openapi/v2/notebook/actions/start",
        "POST /openapi.yaml",
        "GET /favicon.ico",
        "OPTIONS *",
    ] {
        let request = client::request(line, client::HEADERS, client::BODY);
        let problem = "the path is not /ac/openapi/v2/notebook/actions/start";
        refused(request, "404 Not Found", "", INVALID, problem);
    }
}

#[test]
fn another_method_is_answered_405_and_told_the_right_one() {
    for method in ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "post", "BREW"] {
        let request = client::request(&LINE.replace("POST", method), client::HEADERS, client::BODY);
        refused(
            request,
            "405 Method Not Allowed",
            "allow: POST\r\n",
            INVALID,
            "the method is not POST",
        );
    }
}

#[test]
fn a_missing_token_is_a_missing_parameter() {
    let request = client::request(LINE, "Content-Type: application/json\r\n", client::BODY);
    missing(request, "the header token is missing");
}

#[test]
fn an_empty_token_is_a_missing_parameter() {
    for token in ["", " ", "\t "] {
        let headers = format!("token:{token}\r\nContent-Type: application/json\r\n");
        missing(
            client::request(LINE, &headers, client::BODY),
            "the header token is empty",
        );
    }
}

#[test]
fn two_tokens_are_an_invalid_parameter() {
    let headers = format!("token: another\r\n{}", client::HEADERS);
    invalid(
        client::request(LINE, &headers, client::BODY),
        "the header token is there more than once",
    );
}

#[test]
fn a_missing_content_type_is_an_invalid_parameter() {
    invalid(
        client::request(LINE, "token: t\r\n", client::BODY),
        "the header Content-Type is missing",
    );
}

#[test]
fn another_content_type_is_an_invalid_parameter() {
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "json; application/json",
    ] {
        let headers = format!("token: t\r\nContent-Type: {kind}\r\n");
        invalid(
            client::request(LINE, &headers, client::BODY),
            "the header Content-Type is not application/json",
        );
    }
}

#[test]
fn a_content_type_may_have_parameters_and_capitals() {
    let server = Server::start();
    for kind in [
        "application/json;charset=utf-8",
        "application/json ; charset=UTF-8",
        "Application/JSON",
    ] {
        let headers = format!("token: t\r\nContent-Type: {kind}\r\n");
        let reply = client::exchange(server.address(), client::request(LINE, &headers, client::BODY));
        assert_eq!(reply, client::success());
    }
}

#[test]
fn every_strict_prefix_of_the_body_is_an_invalid_parameter() {
    for length in 0..client::BODY.len() {
        let problem = format!("the body is not JSON: see line 1, column {length}");
        invalid(
            client::request(LINE, client::HEADERS, &client::BODY[..length]),
            &problem,
        );
    }
}

#[test]
fn a_body_that_is_not_json_is_an_invalid_parameter() {
    for (body, column) in [
        ("notebookId=1821067171420946434", 2),
        ("{'notebookId':'1'}", 2),
        (r#"{"notebookId":"1",}"#, 19),
    ] {
        let problem = format!("the body is not JSON: see line 1, column {column}");
        invalid(client::request(LINE, client::HEADERS, body), &problem);
    }
    invalid(
        client::request(LINE, client::HEADERS, &format!("{0}\n{0}", client::BODY)),
        "the body is not JSON: see line 2, column 1",
    );
    let deep = "[".repeat(60_000);
    invalid(
        client::request(LINE, client::HEADERS, &deep),
        "the body is not JSON: see line 1, column 128",
    );
}

#[test]
fn a_body_that_is_not_utf_8_is_an_invalid_parameter() {
    let mut request = client::request(LINE, client::HEADERS, r#"{"notebookId":"?"}"#).into_bytes();
    let place = request.len() - 3;
    request[place] = 0xff;
    invalid(request, "the body is not JSON: see line 1, column 16");
}

#[test]
fn a_body_that_is_not_an_object_is_an_invalid_parameter() {
    for body in [
        r#"["1821067171420946434"]"#,
        r#""1821067171420946434""#,
        "1821067171420946434",
        "null",
        "true",
    ] {
        invalid(
            client::request(LINE, client::HEADERS, body),
            "the body is not a JSON object",
        );
    }
}

#[test]
fn a_missing_id_is_a_missing_parameter() {
    for body in [
        "{}",
        r#"{"notebookid":"1"}"#,
        r#"{"id":"1"}"#,
        r#"{"a":{"notebookId":"1"}}"#,
    ] {
        missing(client::request(LINE, client::HEADERS, body), "notebookId is missing");
    }
}

#[test]
fn an_empty_id_is_a_missing_parameter() {
    missing(
        client::request(LINE, client::HEADERS, r#"{"notebookId":""}"#),
        "notebookId is empty",
    );
}

#[test]
fn an_id_that_is_not_a_string_is_an_invalid_parameter() {
    for id in ["1821067171420946434", "1.5", "null", "true", "[]", r#"["1"]"#, "{}"] {
        let body = format!(r#"{{"notebookId":{id}}}"#);
        invalid(
            client::request(LINE, client::HEADERS, &body),
            "notebookId is not a string",
        );
    }
}

#[test]
fn an_id_given_twice_is_an_invalid_parameter() {
    for body in [
        r#"{"notebookId":"1","notebookId":"1"}"#,
        r#"{"notebookId":null,"notebookId":"1"}"#,
        r#"{"notebookId":"1","notebook\u0049d":"2"}"#,
    ] {
        invalid(
            client::request(LINE, client::HEADERS, body),
            "notebookId is there more than once",
        );
    }
}

#[test]
fn other_fields_and_white_space_are_let_through() {
    let server = Server::start();
    for body in [
        "{\n\"notebookId\": \"1\"\n}",
        r#" {"a":[],"notebookId":"1","a":{}} "#,
        r#"{"notebook\u0049d":"1"}"#,
    ] {
        let reply = client::exchange(server.address(), client::request(LINE, client::HEADERS, body));
        assert_eq!(reply, client::success());
    }
}
