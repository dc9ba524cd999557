//! Requests that are refused before they are checked: malformed, too long or too slow.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use scnet_notebook_mock::Server;

use crate::client;
use crate::requests::HEAD;

/// Returns the status line and the problem of a request that has to be refused.
#[track_caller]
fn refused(request: impl AsRef<[u8]>) -> (String, String) {
    let server = Server::builder()
        .client_timeout(Duration::from_secs(2))
        .start()
        .unwrap();
    let reply = client::exchange(server.address(), request);
    let status = reply.lines().next().unwrap_or_default().to_owned();
    assert!(!reply.contains(r#""code":"0""#), "{reply}");
    let problem = server.requests()[0].problem.clone().unwrap_or_default();
    assert!(reply.contains(&format!("mock-problem: {problem}\r\n")), "{reply}");
    assert!(reply.contains("connection: close\r\n"), "{reply}");
    (status, problem)
}

#[test]
fn an_ambiguous_framing_is_refused() {
    let body = client::BODY;
    for (headers, problem) in [
        (
            "Content-Length: 36\r\nContent-Length: 36",
            "the header Content-Length is there more than once",
        ),
        ("Content-Length: +36", "the header Content-Length is not a number"),
        ("Content-Length: 36, 36", "the header Content-Length is not a number"),
        ("Content-Length:", "the header Content-Length is not a number"),
        (
            "Content-Length: 36\r\nTransfer-Encoding: chunked",
            "the body has a Content-Length and a Transfer-Encoding",
        ),
        (
            "Transfer-Encoding: gzip, chunked",
            "the Transfer-Encoding is not chunked",
        ),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "the Transfer-Encoding is not chunked",
        ),
        (
            "Transfer-Encoding: chunked",
            "the body is not in chunks as its head says",
        ),
        ("Host: other", "the header Host is missing, or there more than once"),
    ] {
        let refused = refused(format!("{HEAD}{headers}\r\n\r\n{body}\r\n"));
        assert_eq!(
            refused,
            ("HTTP/1.1 400 Bad Request".to_owned(), problem.to_owned()),
            "{headers}"
        );
    }
    let without_host = format!("{HEAD}Content-Length: 36\r\n\r\n{body}").replace("Host: localhost\r\n", "");
    assert_eq!(
        refused(without_host).1,
        "the header Host is missing, or there more than once"
    );
}

#[test]
fn a_request_that_is_not_http_is_refused_with_the_reason() {
    for (request, problem) in [
        (
            &b"\x16\x03\x01\x02\x00\x01\x00\x01"[..],
            "the client speaks TLS, and this server does not",
        ),
        (
            b"HELO mock\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid token at byte 10 of line 1, after "HELO mock": "\r\n""#,
        ),
        (
            b"\x00\x07\xffjunk\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid token at byte 1 of line 1: "\x00\x07\xffjunk\r\n""#,
        ),
        (
            b"POST / HTTP/1.1\r\nbad header\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid header name at byte 4 of line 2, after "bad": " ...""#,
        ),
        (
            b"GET /a HTTP/1.1\r\nA: b\r\nX: c\x01\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid header value at byte 5 of line 3, after "X: ...": "\x01""#,
        ),
        (
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid HTTP version at byte 12 of line 1, after "PRI * HTTP/": "2.0\r\n""#,
        ),
        (
            b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
            r#"the request is not HTTP/1.1: invalid token at byte 39 of line 1, after "SSH-2.0-OpenSSH_9.2p1 ...": "\r\n""#,
        ),
        (
            b"\x10\x2a\0\x04MQTT\x04\xc2\0\x3c\0\x04dev1\0\x06tok123",
            r#"the request is not HTTP/1.1: invalid token at byte 1 of line 1: "\x10*\x00\x04MQTT\x04\xc2\x00<\x00\x04dev1\x00\x06...""#,
        ),
        (
            b"{\"token\":\"abc\"}\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid token at byte 1 of line 1: "{\"token\":\"...\"}\r\n""#,
        ),
        (
            b"POST /start?token=abc now HTTP/1.1\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid HTTP version at byte 23 of line 1, after "POST /start?... ": "now HTTP/1.1\r\n""#,
        ),
        (
            b"POST /ac/openapi/v2/notebook/actions/start http/1.1\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid HTTP version at byte 44 of line 1, after "POST ... ": "http/1.1\r\n""#,
        ),
        (
            b"POST / HTTP/1.1\r\ntoken: abc\r\n def\r\n\r\n",
            r#"the request is not HTTP/1.1: invalid header name at byte 1 of line 3: " ...""#,
        ),
    ] {
        let refused = refused(request);
        assert_eq!(refused, ("HTTP/1.1 400 Bad Request".to_owned(), problem.to_owned()));
    }
}

#[test]
fn a_long_head_and_many_headers_are_refused() {
    let status = "HTTP/1.1 431 Request Header Fields Too Large".to_owned();
    let long = format!("{HEAD}X: {}\r\n\r\n", "x".repeat(70_000));
    assert_eq!(
        refused(long),
        (status.clone(), "the head has more than 65536 bytes".to_owned())
    );
    let many = format!("{HEAD}{}\r\n", "X: y\r\n".repeat(200));
    assert_eq!(refused(many), (status, "the head has more than 128 headers".to_owned()));
}

#[test]
fn a_body_is_checked_up_to_64_kib_and_read_up_to_1_mib() {
    let server = Server::start();
    let request = |length: usize| format!("{HEAD}Content-Length: {length}\r\n\r\n{}", " ".repeat(length));
    let problem = "the body has more than 65536 bytes";
    let envelope = r#"{"code":"10004","msg":"参数无效","data":null}"#;
    let headers = format!("mock-problem: {problem}\r\n");
    let expected = client::reply("413 Payload Too Large", &headers, envelope).replace("connection: close\r\n", "");
    let mut stream = client::connect(server.address());
    for length in [70_000, 1024 * 1024] {
        stream.write_all(request(length).as_bytes()).unwrap();
        assert_eq!(client::read_reply(&mut stream), expected);
    }
    let status = "HTTP/1.1 413 Payload Too Large".to_owned();
    let too_long = (status, "the body has more than 1048576 bytes".to_owned());
    assert_eq!(refused(format!("{HEAD}Content-Length: 1048577\r\n\r\n")), too_long);
    assert_eq!(
        refused(format!("{HEAD}Content-Length: 99999999999999999999\r\n\r\n")),
        too_long
    );
    assert_eq!(
        refused(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n100001\r\n")),
        too_long
    );
    // The client waits for 100 Continue and gets the refusal at once.
    assert_eq!(
        refused(format!("{HEAD}Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n")),
        too_long
    );
}

#[test]
fn a_slow_client_is_refused() {
    let begin = Instant::now();
    let status = "HTTP/1.1 408 Request Timeout".to_owned();
    let head = "the head of the request did not come within 2s".to_owned();
    assert_eq!(refused(HEAD), (status.clone(), head));
    let body = "the body of the request did not come within 2s".to_owned();
    assert_eq!(refused(format!("{HEAD}Content-Length: 36\r\n\r\n{{")), (status, body));
    assert!(begin.elapsed() >= Duration::from_secs(4));
}

#[test]
fn an_idle_connection_is_closed() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(50))
        .start()
        .unwrap();
    let mut stream = client::connect(server.address());
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    assert_eq!(server.count(), 0);
}

#[test]
fn a_client_that_does_not_read_is_disconnected() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(200))
        .start()
        .unwrap();
    let mut stream = client::connect(server.address());
    let body = r#"{"notebookId":"case:frame/body-1mib"}"#;
    // Together more than the sockets buffer.
    for _ in 0..40 {
        if stream
            .write_all(format!("{HEAD}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
            .is_err()
        {
            break;
        }
    }
    assert!(server.wait_until_idle(client::TIMEOUT));
}
