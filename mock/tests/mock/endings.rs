//! The ends of requests: replies that stall, connections that are held or cut off.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use scnet_notebook_mock::{Case, ConnectionEnd, Delay, Script, Server, Trigger};

use crate::client;

/// Starts a case that holds the connection, and reads the bytes that it sends first.
fn held(server: &Server, case: &str, bytes: u64) -> TcpStream {
    server.queue(Case::named(case).unwrap());
    let mut stream = client::connect(server.address());
    stream.write_all(client::start().as_bytes()).unwrap();
    let mut reply = vec![0; usize::try_from(bytes).unwrap()];
    stream.read_exact(&mut reply).unwrap();
    let sent = server.wait_for(client::TIMEOUT, |requests| {
        requests.last().is_some_and(|last| last.bytes_sent == bytes)
    });
    let last = sent.unwrap().pop().unwrap();
    assert_eq!((last.end, last.lasted), (ConnectionEnd::Open, None), "{case}");
    assert_eq!(last.status, (bytes > 0).then_some(200), "{case}");
    stream
}

#[test]
fn a_stalled_request_is_open_until_the_client_leaves() {
    let server = Server::start();
    for (case, bytes) in [("conn/stall-before-headers", 0), ("conn/stall-after-headers", 71)] {
        server.clear();
        drop(held(&server, case, bytes));
        let requests = server.wait_for(client::TIMEOUT, |requests| requests[0].end != ConnectionEnd::Open);
        let [request] = &requests.unwrap()[..] else {
            panic!("one request was sent")
        };
        assert_eq!(
            (request.end, request.bytes_sent),
            (ConnectionEnd::Left, bytes),
            "{case}"
        );
        let seconds = request.lasted.unwrap().as_secs_f64();
        let line = request.to_string();
        let end = format!(", {bytes} bytes, left after {seconds:.2} s, executed");
        assert!(line.ends_with(&end), "{line}");
    }
}

#[test]
fn a_held_connection_is_kept_once_another_request_comes() {
    let server = Server::start();
    let mut stream = held(&server, "conn/stall-before-headers", 0);
    stream.write_all(client::start().as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.ends_with(client::SUCCESS), "{reply}");
    assert_eq!(server.requests()[0].end, ConnectionEnd::Kept);
}

#[test]
fn the_body_that_follows_a_script_on_the_head_is_no_request() {
    let server = Server::start();
    let body = r#"{"notebookId":"1821067171420946434"}"#;
    let start = client::start_kept();
    let head = start.strip_suffix(body).unwrap();
    let early = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let script = Script::on(Trigger::Head).send(early);
    for script in [script.clone(), script.hold()] {
        server.clear();
        server.queue(script);
        let mut stream = client::connect(server.address());
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = vec![0; early.len()];
        stream.read_exact(&mut reply).unwrap();
        assert_eq!(reply, early.as_bytes());
        stream.write_all(body.as_bytes()).unwrap();
        stream.write_all(client::start().as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert!(reply.ends_with(client::SUCCESS), "{reply}");
        let ends: Vec<_> = server.requests().iter().map(|request| request.end).collect();
        assert_eq!(ends, [ConnectionEnd::Kept, ConnectionEnd::Closed]);
    }
}

#[test]
fn a_script_that_holds_on_accept_plays_no_second_case() {
    let server = Server::start();
    server.queue(Script::on(Trigger::Accept).send("H").hold());
    let mut stream = client::connect(server.address());
    stream.write_all(client::start().as_bytes()).unwrap();
    stream.read_exact(&mut [0]).unwrap();
    stream.write_all(client::start().as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let error = stream.read(&mut [0]).unwrap_err().kind();
    assert!(matches!(error, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    assert_eq!((server.count(), server.executed()), (1, 0));
    drop(stream);
    let requests = server.wait_for(client::TIMEOUT, |requests| requests[0].end == ConnectionEnd::Left);
    assert_eq!(requests.unwrap().len(), 1);
}

#[test]
fn a_stall_outlasts_the_client_timeout() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(50))
        .start()
        .unwrap();
    let mut stream = held(&server, "conn/stall-before-headers", 0);
    // An idle connection ends after ten times the client timeout.
    stream.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    assert_eq!(server.requests()[0].end, ConnectionEnd::Open);
}

#[cfg(target_os = "linux")]
#[test]
fn a_held_connection_has_tcp_keepalive() {
    let server = Server::start();
    let stream = held(&server, "conn/stall-before-headers", 0);
    let ports = [server.address().port(), stream.local_addr().unwrap().port()];
    let [local, remote] = ports.map(|port| format!("0100007F:{port:04X}"));
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let mut rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.find(|row| row[1..3] == [&local, &remote]).unwrap();
    assert!(
        row[5].starts_with("02:"),
        "its timer is not that of a keepalive: {row:?}"
    );
}

#[test]
fn a_dribble_that_was_sent_whole_is_kept_although_the_client_leaves_at_once() {
    let server = Server::start();
    let reply = format!("HTTP/1.1 200 OK\r\nContent-Length: 41\r\n\r\n{}", client::SUCCESS);
    let length = reply.len();
    let script = Script::on(Trigger::Request).dribble(reply, length, Duration::MAX);
    server.reply_with(script);
    let mut stream = client::connect(server.address());
    let start = client::start_kept();
    stream.write_all(start.as_bytes()).unwrap();
    stream.read_exact(&mut vec![0; length]).unwrap();
    drop(stream);
    let ended = server.wait_for(client::TIMEOUT, |requests| requests[0].end != ConnectionEnd::Open);
    assert_eq!(ended.unwrap()[0].end, ConnectionEnd::Kept);
}

#[test]
fn a_reset_of_the_server_cuts_off_the_calls_that_wait() {
    let server = Server::start();
    for (case, delay) in [
        ("code/0", client::TIMEOUT * 2),
        ("conn/stall-before-headers", Duration::ZERO),
        ("conn/stall-mid-body", Duration::ZERO),
        ("conn/dribble-headers", Duration::ZERO),
    ] {
        server.queue(Case::named(case).unwrap());
        server.delay(Delay::fixed(delay));
        let mut stream = client::connect(server.address());
        stream.write_all(client::start().as_bytes()).unwrap();
        server
            .wait_for(client::TIMEOUT, |requests| requests.len() == 1)
            .unwrap();
        server.reset();
        let mut reply = Vec::new();
        let error = stream.read_to_end(&mut reply).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{case}");
        assert!(!reply.ends_with(client::SUCCESS.as_bytes()), "{case}");
        assert_eq!((server.requests().len(), server.executed()), (0, 0));
    }
    assert!(server.wait_until_idle(client::TIMEOUT));
    assert_eq!(server.open_requests().len(), 0);
    // A connection that waits for a request is kept.
    let mut stream = client::connect(server.address());
    for _ in 0..2 {
        stream.write_all(client::start_kept().as_bytes()).unwrap();
        assert_eq!(client::read_reply(&mut stream), client::success_kept());
        server.reset();
    }
}
