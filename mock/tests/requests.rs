//! How requests are read: connections that are kept, chunks, limits, and clients that do not keep to the rules.

mod wire;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use scnet_notebook_mock::{START_PATH, Server};

const HEAD: &str = "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: mock\r\ntoken: eyJhbGciOiJIUzI1N\r\n\
Content-Type: application/json\r\n";

/// The success to a client that keeps the connection.
fn kept() -> String {
    wire::reply("200 OK", "", wire::SUCCESS).replace("connection: close\r\n", "")
}

fn connect(server: &Server) -> TcpStream {
    let wire = TcpStream::connect(server.address()).unwrap();
    wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    wire
}

/// Reads one reply.
fn read_reply(wire: &mut TcpStream, expected: &str) -> String {
    let mut bytes = vec![0; expected.len()];
    wire.read_exact(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Returns what a request is refused for, and the status line.
#[track_caller]
fn refused(request: impl AsRef<[u8]>) -> (String, String) {
    let server = Server::builder()
        .client_timeout(Duration::from_secs(2))
        .start()
        .unwrap();
    let reply = wire::exchange(server.address(), request);
    let status = reply.lines().next().unwrap_or_default().to_owned();
    assert!(!reply.contains(r#""code":"0""#), "{reply}");
    let problem = server.requests()[0].problem.clone().unwrap_or_default();
    assert!(reply.contains(&format!("mock-problem: {problem}\r\n")), "{reply}");
    assert!(reply.contains("connection: close\r\n"), "{reply}");
    (status, problem)
}

#[test]
fn a_connection_carries_one_request_after_the_other() {
    let server = Server::start();
    let mut wire = connect(&server);
    for _ in 0..3 {
        wire.write_all(format!("{HEAD}Content-Length: 36\r\n\r\n{}", wire::BODY).as_bytes())
            .unwrap();
        assert_eq!(read_reply(&mut wire, &kept()), kept());
    }
    assert_eq!((server.connections(), server.count()), (1, 3));
}

#[test]
fn requests_that_come_at_once_are_answered_in_their_order() {
    let server = Server::start();
    let mut wire = connect(&server);
    let request = |body: &str| format!("{HEAD}Content-Length: {}\r\n\r\n{body}", body.len());
    let all = request(r#"{"notebookId":"case:code/10007"}"#) + "\r\n" + &request(wire::BODY) + &request("{}");
    wire.write_all(all.as_bytes()).unwrap();
    let frozen = r#"{"code":"10007","msg":"用户已被冻结","data":null}"#;
    for body in [frozen, wire::SUCCESS] {
        let expected = wire::reply("200 OK", "", body).replace("connection: close\r\n", "");
        assert_eq!(read_reply(&mut wire, &expected), expected);
    }
    server.wait_for(wire::PATIENCE, |requests| requests.len() == 3).unwrap();
    assert_eq!(server.requests()[2].problem.as_deref(), Some("notebookId is missing"));
}

#[test]
fn a_body_may_come_in_chunks_and_in_any_pieces() {
    let server = Server::start();
    let (one, other) = wire::BODY.split_at(10);
    let chunks = format!("a;x=y\r\n{one}\r\n1A\r\n{other}\r\n0\r\nX-After: z\r\n\r\n");
    let request = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunks}");
    let mut wire = connect(&server);
    wire.set_nodelay(true).unwrap();
    wire.write_all(request.as_bytes()).unwrap();
    assert_eq!(read_reply(&mut wire, &kept()), kept());
    for byte in request.as_bytes() {
        wire.write_all(&[*byte]).unwrap();
    }
    assert_eq!(read_reply(&mut wire, &kept()), kept());
    assert_eq!(server.requests()[1].body, wire::BODY.as_bytes());
    assert_eq!((server.connections(), server.executed()), (1, 2));
}

#[test]
fn a_client_that_waits_for_100_continue_gets_it_once() {
    let server = Server::start();
    let mut wire = connect(&server);
    let head = format!("{HEAD}Expect: 100-continue\r\nContent-Length: 36\r\n\r\n");
    wire.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    wire.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    wire.write_all(wire::BODY.as_bytes()).unwrap();
    assert_eq!(read_reply(&mut wire, &kept()), kept());
    // Who does not wait does not need it.
    wire.write_all(format!("{head}{}", wire::BODY).as_bytes()).unwrap();
    assert_eq!(read_reply(&mut wire, &kept()), kept());
}

#[test]
fn http_1_0_is_answered_and_closed_unless_it_asks_to_be_kept() {
    let server = Server::start();
    let start = format!("{HEAD}Content-Length: 36\r\n\r\n{}", wire::BODY).replace("HTTP/1.1", "HTTP/1.0");
    assert_eq!(
        wire::exchange(server.address(), &start),
        wire::reply("200 OK", "", wire::SUCCESS)
    );
    let mut wire = connect(&server);
    wire.write_all(start.replace("Host: mock", "Connection: keep-alive").as_bytes())
        .unwrap();
    let told = wire::reply("200 OK", "", wire::SUCCESS).replace("connection: close", "connection: keep-alive");
    assert_eq!(read_reply(&mut wire, &told), told);
    wire.write_all(start.as_bytes()).unwrap();
    let mut rest = String::new();
    wire.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with(wire::SUCCESS));
}

#[test]
fn the_answer_to_head_has_no_body() {
    let server = Server::start();
    for path in [START_PATH, "/", "/__admin/health"] {
        let reply = wire::exchange(server.address(), wire::request(&format!("HEAD {path}"), "", ""));
        assert!(
            reply.ends_with("\r\n\r\n") && reply.contains("content-length: "),
            "{reply}"
        );
    }
}

#[test]
fn what_two_servers_may_read_in_two_ways_is_refused() {
    let body = wire::BODY;
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
    let without_host = format!("{HEAD}Content-Length: 36\r\n\r\n{body}").replace("Host: mock\r\n", "");
    assert_eq!(
        refused(without_host).1,
        "the header Host is missing, or there more than once"
    );
}

#[test]
fn what_is_not_http_is_refused_and_what_it_is_is_said_where_that_can_be_seen() {
    for (request, problem) in [
        (
            &b"\x16\x03\x01\x02\x00\x01\x00\x01"[..],
            "the client speaks TLS, and this server does not",
        ),
        (b"HELO mock\r\n\r\n", "the request is not HTTP/1.1: invalid token"),
        (
            b"POST / HTTP/1.1\r\nbad header\r\n\r\n",
            "the request is not HTTP/1.1: invalid header name",
        ),
        (
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "the request is not HTTP/1.1: invalid HTTP version",
        ),
    ] {
        let refused = refused(request);
        assert_eq!(refused, ("HTTP/1.1 400 Bad Request".to_owned(), problem.to_owned()));
    }
}

#[test]
fn a_long_head_is_refused_and_so_are_many_headers() {
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
fn a_body_is_looked_at_up_to_64_kib_and_read_up_to_a_mebibyte() {
    let server = Server::start();
    let request = |length: usize| format!("{HEAD}Content-Length: {length}\r\n\r\n{}", " ".repeat(length));
    let problem = "the body has more than 65536 bytes";
    let envelope = r#"{"code":"10004","msg":"参数无效","data":null}"#;
    let headers = format!("mock-problem: {problem}\r\n");
    let expected = wire::reply("413 Payload Too Large", &headers, envelope).replace("connection: close\r\n", "");
    let mut wire = connect(&server);
    for length in [70_000, 1024 * 1024] {
        wire.write_all(request(length).as_bytes()).unwrap();
        assert_eq!(read_reply(&mut wire, &expected), expected);
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
    // A client that waits before it sends is told at once.
    assert_eq!(
        refused(format!("{HEAD}Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n")),
        too_long
    );
}

#[test]
fn a_slow_client_is_given_up() {
    let begin = Instant::now();
    let status = "HTTP/1.1 408 Request Timeout".to_owned();
    let head = "the head of the request did not come within 2s".to_owned();
    assert_eq!(refused(HEAD), (status.clone(), head));
    let body = "the body of the request did not come within 2s".to_owned();
    assert_eq!(refused(format!("{HEAD}Content-Length: 36\r\n\r\n{{")), (status, body));
    assert!(begin.elapsed() >= Duration::from_secs(4));
}

#[test]
fn an_idle_connection_is_closed_in_the_end() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(50))
        .start()
        .unwrap();
    let mut wire = connect(&server);
    assert_eq!(wire.read(&mut [0]).unwrap(), 0);
    assert_eq!(server.count(), 0);
}

#[test]
fn a_client_that_does_not_read_is_given_up() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(200))
        .start()
        .unwrap();
    let mut wire = connect(&server);
    let body = r#"{"notebookId":"case:frame/body-1mib"}"#;
    // More than the sockets take, one after the other.
    for _ in 0..40 {
        if wire
            .write_all(format!("{HEAD}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
            .is_err()
        {
            break;
        }
    }
    assert!(server.wait_until_idle(wire::PATIENCE));
}
