//! Requests and connections: keep-alive, pipelining, chunks, `Expect`, HTTP/1.0, HEAD.

use std::io::{Read, Write};

use scnet_notebook_mock::{START_PATH, Server};

use crate::client;

/// The head of a start, without its framing.
pub(crate) const HEAD: &str = "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: localhost\r\ntoken: eyJhbGciOiJIUzI1N\r\n\
Content-Type: application/json\r\n";

#[test]
fn a_connection_carries_several_requests() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    for _ in 0..3 {
        stream
            .write_all(format!("{HEAD}Content-Length: 36\r\n\r\n{}", client::BODY).as_bytes())
            .unwrap();
        assert_eq!(client::read_reply(&mut stream), client::success_kept());
    }
    assert_eq!((server.connections(), server.count()), (1, 3));
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    let request = |body: &str| format!("{HEAD}Content-Length: {}\r\n\r\n{body}", body.len());
    let all = request(r#"{"notebookId":"case:code/10007"}"#) + "\r\n" + &request(client::BODY) + &request("{}");
    stream.write_all(all.as_bytes()).unwrap();
    let frozen = r#"{"code":"10007","msg":"用户已被冻结","data":null}"#;
    for body in [frozen, client::SUCCESS] {
        let expected = client::reply("200 OK", "", body).replace("connection: close\r\n", "");
        assert_eq!(client::read_reply(&mut stream), expected);
    }
    server
        .wait_for(client::TIMEOUT, |requests| requests.len() == 3)
        .unwrap();
    assert_eq!(server.requests()[2].problem.as_deref(), Some("notebookId is missing"));
}

#[test]
fn a_chunked_body_may_come_in_any_pieces() {
    let server = Server::start();
    let (one, other) = client::BODY.split_at(10);
    let chunks = format!("a;x=y\r\n{one}\r\n1A\r\n{other}\r\n0\r\nX-After: z\r\n\r\n");
    let request = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunks}");
    let mut stream = client::connect(server.address());
    stream.set_nodelay(true).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    assert_eq!(client::read_reply(&mut stream), client::success_kept());
    for byte in request.as_bytes() {
        stream.write_all(&[*byte]).unwrap();
    }
    assert_eq!(client::read_reply(&mut stream), client::success_kept());
    assert_eq!(server.requests()[1].body, client::BODY.as_bytes());
    assert_eq!((server.connections(), server.executed()), (1, 2));
}

#[test]
fn a_client_that_waits_for_100_continue_gets_it_once() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    let head = format!("{HEAD}Expect: 100-continue\r\nContent-Length: 36\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(client::BODY.as_bytes()).unwrap();
    assert_eq!(client::read_reply(&mut stream), client::success_kept());
    // With the body already there, no interim reply is sent.
    stream.write_all(format!("{head}{}", client::BODY).as_bytes()).unwrap();
    assert_eq!(client::read_reply(&mut stream), client::success_kept());
}

#[test]
fn an_http_1_0_connection_is_closed_unless_it_asks_for_keep_alive() {
    let server = Server::start();
    let start = format!("{HEAD}Content-Length: 36\r\n\r\n{}", client::BODY).replace("HTTP/1.1", "HTTP/1.0");
    assert_eq!(client::exchange(server.address(), &start), client::success());
    let mut stream = client::connect(server.address());
    stream
        .write_all(start.replace("Host: localhost", "Connection: keep-alive").as_bytes())
        .unwrap();
    let kept = client::success().replace("connection: close", "connection: keep-alive");
    assert_eq!(client::read_reply(&mut stream), kept);
    stream.write_all(start.as_bytes()).unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with(client::SUCCESS));
}

#[test]
fn a_reply_to_head_has_no_body() {
    let server = Server::start();
    for path in [START_PATH, "/", "/__admin/health"] {
        let reply = client::exchange(server.address(), client::request(&format!("HEAD {path}"), "", ""));
        assert!(
            reply.ends_with("\r\n\r\n") && reply.contains("content-length: "),
            "{reply}"
        );
    }
}
