//! Answers: the documented codes, and replies of one's own.

use std::io::Write;

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Server};

use crate::client;
use crate::openapi::envelope;

#[test]
fn every_documented_code_is_sent_under_every_status() {
    let server = Server::start();
    for row in CODES {
        for (status, line) in [
            (200, "200 OK"),
            (400, "400 Bad Request"),
            (500, "500 Internal Server Error"),
        ] {
            server.reply_with(Answer::code(row.code).with_status(status));
            let reply = client::exchange(server.address(), client::start());
            assert_eq!(reply, client::reply(line, "", &envelope(row)));
        }
    }
}

#[test]
fn an_undocumented_code_has_an_envelope_as_well() {
    let envelope = r#"{"code":"820001","msg":"undocumented","data":null}"#;
    assert_eq!(Answer::code(Code::new(820_001)).body(), envelope.as_bytes());
}

#[test]
fn a_raw_answer_is_sent_with_its_status_headers_and_body_alone() {
    let server = Server::start();
    let page = Answer::raw(503, "<h1>busy</h1>")
        .with_header("Content-Type", "text/plain")
        .with_header("Content-Type", "text/html")
        .with_header("Retry-After", "7");
    for (answer, reply) in [
        (
            page,
            "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\nretry-after: 7\r\n\
             content-length: 13\r\nconnection: close\r\n\r\n<h1>busy</h1>",
        ),
        (
            Answer::raw(502, ""),
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ),
    ] {
        server.reply_with(answer);
        assert_eq!(client::exchange(server.address(), client::start()), reply);
    }
}

#[test]
fn an_answer_under_304_has_no_body() {
    let server = Server::start();
    server.reply_with(Answer::raw(304, "not sent"));
    let reply = client::exchange(server.address(), client::start());
    assert!(
        reply.starts_with("HTTP/1.1 304 Not Modified\r\n") && reply.ends_with("\r\n\r\n"),
        "{reply}"
    );
}

#[test]
fn an_answer_with_connection_close_ends_the_connection() {
    let server = Server::start();
    server.reply_with(Answer::raw(200, "bye").with_header("Connection", "close"));
    assert_eq!(
        client::exchange(server.address(), client::start_kept()),
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbye"
    );
}

#[test]
fn a_new_answer_counts_from_the_next_request_on_the_same_connection() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    for row in CODES {
        server.reply_with(row.code);
        stream.write_all(client::start_kept().as_bytes()).unwrap();
        let reply = client::read_reply(&mut stream);
        assert!(reply.ends_with(&envelope(row)), "{reply}");
    }
}

#[test]
fn an_answer_is_displayed_by_its_status_and_its_code_or_length() {
    assert_eq!(Answer::default().to_string(), "200 0 success");
    assert_eq!(
        Answer::code(Code::USER_FROZEN).with_status(400).to_string(),
        "400 10007 user-frozen"
    );
    assert_eq!(Answer::code(Code::new(42)).to_string(), "200 42 undocumented");
    assert_eq!(Answer::raw(503, "<h1>busy</h1>").to_string(), "503 with 13 bytes");
    let answer = Answer::default();
    assert_eq!((answer.status(), answer.body()), (200, client::SUCCESS.as_bytes()));
    let debug = format!("{answer:?}");
    assert!(
        debug.contains(r#"{\"code\":\"0\",\"msg\":\"success\",\"data\":true}"#),
        "{debug}"
    );
}

#[test]
#[should_panic(expected = "100 is not a status between 200 and 599")]
fn an_informational_status_panics() {
    let _ = Answer::default().with_status(100);
}

#[test]
#[should_panic(expected = "600 is not a status between 200 and 599")]
fn a_status_above_599_panics() {
    let _ = Answer::raw(600, "");
}

#[test]
#[should_panic(expected = "\"a b\" is not the name of a header")]
fn an_invalid_header_name_panics() {
    let _ = Answer::default().with_header("a b", "");
}

#[test]
#[should_panic(expected = "\"a\\r\\nb: c\" is not the value of a header")]
fn an_invalid_header_value_panics() {
    let _ = Answer::default().with_header("a", "a\r\nb: c");
}

#[test]
#[should_panic(expected = "Content-Length is written by the server")]
fn a_content_length_panics() {
    let _ = Answer::default().with_header("Content-Length", "1");
}
