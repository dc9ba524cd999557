//! Requests that are refused, and the reply to each.

use scnet_notebook_mock::{Answer, Server};

use crate::client;

const LINE: &str = "POST /ac/openapi/v2/notebook/actions/start";
const MISSING_PARAMETER: &str = r#"{"code":"10003","msg":"参数不全","data":null}"#;

/// Sends a request that has to be refused with this status, envelope and problem; `headers` are whole lines.
#[track_caller]
fn refused(request: impl AsRef<[u8]>, status: &str, headers: &str, envelope: &str, problem: &str) {
    let server = Server::start();
    server.reply_with(Answer::raw(299, "configured"));
    let reply = client::exchange(server.address(), request);
    let headers = format!("mock-problem: {problem}\r\n{headers}");
    assert_eq!(reply, client::reply(status, &headers, envelope));

    let [recorded] = &server.requests()[..] else {
        panic!("one request was sent")
    };
    assert_eq!(recorded.problem.as_deref(), Some(problem));
    assert_eq!(recorded.notebook_id, None);
    assert_eq!(
        (&recorded.case, recorded.selected_by, recorded.executed),
        (&None, None, false)
    );
    assert_eq!(recorded.status, Some(status[..3].parse().unwrap()));
}

#[track_caller]
fn missing(headers: &str, body: &str, problem: &str) {
    let request = client::request(LINE, headers, body);
    refused(request, "200 OK", "", MISSING_PARAMETER, problem);
}

#[track_caller]
fn invalid(headers: &str, body: &str, problem: &str) {
    let request = client::request(LINE, headers, body);
    refused(request, "200 OK", "", client::INVALID_PARAMETER, problem);
}

#[track_caller]
fn accepted(server: &Server, headers: &str, body: &str) {
    let reply = client::exchange(server.address(), client::request(LINE, headers, body));
    assert_eq!(reply, client::success());
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
        refused(request, "404 Not Found", "", client::INVALID_PARAMETER, problem);
    }
}

#[test]
fn another_method_is_answered_405_with_allow() {
    let (status, allow) = ("405 Method Not Allowed", "allow: POST\r\n");
    for method in ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "post", "BREW"] {
        let request = client::request(&LINE.replace("POST", method), client::HEADERS, client::BODY);
        let problem = "the method is not POST";
        refused(request, status, allow, client::INVALID_PARAMETER, problem);
    }
}

#[test]
fn a_missing_or_empty_token_is_a_missing_parameter_and_a_second_token_an_invalid_one() {
    let json = "Content-Type: application/json\r\n";
    missing(json, client::BODY, "the header token is missing");
    for token in ["", " ", "\t "] {
        let headers = format!("token:{token}\r\n{json}");
        missing(&headers, client::BODY, "the header token is empty");
    }
    let headers = format!("token: another\r\n{}", client::HEADERS);
    invalid(&headers, client::BODY, "the header token is there more than once");
}

#[test]
fn a_content_type_other_than_json_is_an_invalid_parameter() {
    let problem = "the header Content-Type is missing";
    invalid("token: t\r\n", client::BODY, problem);
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "json; application/json",
    ] {
        let headers = format!("token: t\r\nContent-Type: {kind}\r\n");
        let problem = "the header Content-Type is not application/json";
        invalid(&headers, client::BODY, problem);
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
        accepted(&server, &headers, client::BODY);
    }
}

#[test]
fn every_strict_prefix_of_the_body_is_an_invalid_parameter() {
    for length in 0..client::BODY.len() {
        let problem = format!("the body is not JSON: see line 1, column {length}");
        invalid(client::HEADERS, &client::BODY[..length], &problem);
    }
}

#[test]
fn a_body_that_is_not_json_is_an_invalid_parameter() {
    let deep = "[".repeat(60_000);
    for (body, line, column) in [
        ("notebookId=1821067171420946434", 1, 2),
        ("{'notebookId':'1'}", 1, 2),
        (r#"{"notebookId":"1",}"#, 1, 19),
        (&format!("{0}\n{0}", client::BODY), 2, 1),
        (&deep, 1, 60_000),
    ] {
        let problem = format!("the body is not JSON: see line {line}, column {column}");
        invalid(client::HEADERS, body, &problem);
    }
    let mut request = client::request(LINE, client::HEADERS, r#"{"notebookId":"?"}"#).into_bytes();
    let place = request.len() - 3;
    request[place] = 0xff;
    let problem = "the body is not JSON: see line 1, column 16";
    refused(request, "200 OK", "", client::INVALID_PARAMETER, problem);
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
        invalid(client::HEADERS, body, "the body is not a JSON object");
    }
}

#[test]
fn a_missing_or_empty_notebook_id_is_a_missing_parameter() {
    for body in [
        "{}",
        r#"{"notebookid":"1"}"#,
        r#"{"id":"1"}"#,
        r#"{"a":{"notebookId":"1"}}"#,
    ] {
        missing(client::HEADERS, body, "notebookId is missing");
    }
    missing(client::HEADERS, r#"{"notebookId":""}"#, "notebookId is empty");
}

#[test]
fn a_notebook_id_that_is_not_one_string_is_an_invalid_parameter() {
    for id in ["1821067171420946434", "1.5", "null", "true", "[]", r#"["1"]"#, "{}"] {
        let body = format!(r#"{{"notebookId":{id}}}"#);
        invalid(client::HEADERS, &body, "notebookId is not a string");
    }
    for body in [
        r#"{"notebookId":"1","notebookId":"1"}"#,
        r#"{"notebookId":null,"notebookId":"1"}"#,
        r#"{"notebookId":"1","notebook\u0049d":"2"}"#,
    ] {
        invalid(client::HEADERS, body, "notebookId is there more than once");
    }
}

#[test]
fn other_members_and_white_space_are_accepted() {
    let server = Server::start();
    for body in [
        "{\n\"notebookId\": \"1\"\n}",
        r#" {"a":[],"notebookId":"1","a":{}} "#,
        r#"{"notebook\u0049d":"1"}"#,
    ] {
        accepted(&server, client::HEADERS, body);
    }
}
