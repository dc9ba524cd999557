//! What the mock answers to a well-formed start.

mod wire;

use scnet_notebook::{
    Code,
    error::{CODES, DocumentedCode},
};
use scnet_notebook_mock::{Answer, Server};

/// The envelope of a code in the words of the service's page.
fn envelope(row: &DocumentedCode) -> String {
    if row.code == Code::SUCCESS {
        wire::SUCCESS.to_owned()
    } else {
        format!(
            r#"{{"code":"{}","msg":"{}","data":null}}"#,
            row.code.number(),
            row.original
        )
    }
}

#[test]
fn a_start_succeeds_unless_told_otherwise() {
    let server = Server::start();
    assert_eq!(
        wire::exchange(server.address(), wire::start()),
        wire::reply("200 OK", "", wire::SUCCESS)
    );
}

#[test]
fn every_documented_code_is_answered_under_every_status() {
    let server = Server::start();
    for row in CODES {
        for (status, line) in [
            (200, "200 OK"),
            (400, "400 Bad Request"),
            (500, "500 Internal Server Error"),
        ] {
            server.reply_with(Answer::code(row.code).with_status(status));
            assert_eq!(
                wire::exchange(server.address(), wire::start()),
                wire::reply(line, "", &envelope(row))
            );
        }
    }
}

#[test]
fn a_code_that_is_on_no_page_can_still_be_answered() {
    let server = Server::start();
    server.reply_with(Code::new(820_001));
    let envelope = r#"{"code":"820001","msg":"undocumented","data":null}"#;
    assert_eq!(
        wire::exchange(server.address(), wire::start()),
        wire::reply("200 OK", "", envelope)
    );
}

#[test]
fn a_raw_answer_is_sent_as_it_is() {
    let server = Server::start();
    server.reply_with(
        Answer::raw(503, "<h1>busy</h1>")
            .with_header("Content-Type", "text/plain")
            .with_header("Content-Type", "text/html")
            .with_header("Retry-After", "7"),
    );
    assert_eq!(
        wire::exchange(server.address(), wire::start()),
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\nretry-after: 7\r\ncontent-length: 13\r\n\
         connection: close\r\n\r\n<h1>busy</h1>"
    );
    server.reply_with(Answer::raw(502, ""));
    assert_eq!(
        wire::exchange(server.address(), wire::start()),
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
}

#[test]
fn an_answer_that_has_no_body_or_announces_the_end_is_followed_by_others() {
    let server = Server::start();
    for _ in 0..4 {
        server.reply_with(Answer::raw(304, "not sent"));
        let reply = wire::exchange(server.address(), wire::start());
        assert!(
            reply.starts_with("HTTP/1.1 304 Not Modified\r\n") && reply.ends_with("\r\n\r\n"),
            "{reply}"
        );
        server.reply_with(Answer::raw(200, "bye").with_header("Connection", "close"));
        let request = wire::start().replace("Connection: close\r\n", "");
        assert_eq!(
            wire::exchange(server.address(), request),
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbye"
        );
    }
    server.reply_with(Code::SUCCESS);
    assert_eq!(
        wire::exchange(server.address(), wire::start()),
        wire::reply("200 OK", "", wire::SUCCESS)
    );
}

#[test]
fn a_new_answer_counts_from_the_next_request_on_the_same_connection() {
    use std::io::{BufRead, BufReader, Read, Write};
    let server = Server::start();
    let mut wire = std::net::TcpStream::connect(server.address()).unwrap();
    let mut replies = BufReader::new(wire.try_clone().unwrap());
    for row in CODES {
        let envelope = envelope(row);
        server.reply_with(row.code);
        wire.write_all(wire::start().replace("Connection: close\r\n", "").as_bytes())
            .unwrap();
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            replies.read_line(&mut line).unwrap();
        }
        let mut body = vec![0; envelope.len()];
        replies.read_exact(&mut body).unwrap();
        assert_eq!(body, envelope.as_bytes());
    }
}

#[test]
fn an_answer_shows_itself_in_a_few_words() {
    assert_eq!(Answer::default().to_string(), "200 0 success");
    assert_eq!(
        Answer::code(Code::USER_FROZEN).with_status(400).to_string(),
        "400 10007 user-frozen"
    );
    assert_eq!(Answer::code(Code::new(42)).to_string(), "200 42 undocumented");
    assert_eq!(Answer::raw(503, "<h1>busy</h1>").to_string(), "503 with 13 bytes");
    let answer = Answer::default();
    assert_eq!((answer.status(), answer.body()), (200, wire::SUCCESS.as_bytes()));
    let shown = format!("{answer:?}");
    assert!(
        shown.contains(r#"{\"code\":\"0\",\"msg\":\"success\",\"data\":true}"#),
        "{shown}"
    );
}

#[test]
#[should_panic(expected = "100 is not a status between 200 and 599")]
fn an_informational_status_is_refused_where_it_is_made() {
    let _ = Answer::default().with_status(100);
}

#[test]
#[should_panic(expected = "600 is not a status between 200 and 599")]
fn a_status_beyond_599_is_refused_where_it_is_made() {
    let _ = Answer::raw(600, "");
}

#[test]
#[should_panic(expected = "\"a b\" is not the name of a header")]
fn a_bad_header_name_is_refused_where_it_is_made() {
    let _ = Answer::default().with_header("a b", "");
}

#[test]
#[should_panic(expected = "\"a\\r\\nb: c\" is not the value of a header")]
fn a_bad_header_value_is_refused_where_it_is_made() {
    let _ = Answer::default().with_header("a", "a\r\nb: c");
}

#[test]
#[should_panic(expected = "Content-Length is written by the server")]
fn a_length_that_might_lie_is_refused_where_it_is_made() {
    let _ = Answer::default().with_header("Content-Length", "1");
}
