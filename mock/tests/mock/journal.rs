//! What the journal keeps of a request: how it went on, how much, and no secret.

mod wire;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use scnet_notebook_mock::{Case, ConnectionEnd, START_PATH, Script, Server, Trigger};

/// Begins a start of a case that holds the connection, and reads the so many bytes that come of it.
fn held(server: &Server, case: &str, bytes: u64) -> TcpStream {
    server.queue(Case::named(case).unwrap());
    let mut wire = TcpStream::connect(server.address()).unwrap();
    wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    wire.write_all(wire::start().as_bytes()).unwrap();
    let mut reply = vec![0; usize::try_from(bytes).unwrap()];
    wire.read_exact(&mut reply).unwrap();
    let sent = server.wait_for(wire::PATIENCE, |requests| {
        requests.last().is_some_and(|last| last.bytes_sent == bytes)
    });
    let last = sent.unwrap().pop().unwrap();
    assert_eq!((last.end, last.lasted), (ConnectionEnd::Open, None), "{case}");
    assert_eq!(last.status, (bytes > 0).then_some(200), "{case}");
    wire
}

#[test]
fn a_reply_that_stalls_is_open_until_the_client_leaves() {
    let server = Server::start();
    for (case, bytes) in [("conn/stall-before-headers", 0), ("conn/stall-after-headers", 71)] {
        server.clear();
        drop(held(&server, case, bytes));
        let requests = server.wait_for(wire::PATIENCE, |requests| requests[0].end != ConnectionEnd::Open);
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
fn a_held_connection_is_kept_once_another_request_comes_on_it() {
    let server = Server::start();
    let mut wire = held(&server, "conn/stall-before-headers", 0);
    wire.write_all(wire::start().as_bytes()).unwrap();
    let mut reply = String::new();
    wire.read_to_string(&mut reply).unwrap();
    assert!(reply.ends_with(wire::SUCCESS), "{reply}");
    assert_eq!(server.requests()[0].end, ConnectionEnd::Kept);
}

#[test]
fn a_stall_that_nobody_leaves_outlasts_every_patience() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(50))
        .start()
        .unwrap();
    let mut wire = held(&server, "conn/stall-before-headers", 0);
    // A connection may stay idle for ten patiences.
    wire.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    let error = wire.read(&mut [0]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    assert_eq!(server.requests()[0].end, ConnectionEnd::Open);
}

#[cfg(target_os = "linux")]
#[test]
fn of_a_client_that_is_silent_the_system_asks_whether_it_is_still_there() {
    let server = Server::start();
    let wire = held(&server, "conn/stall-before-headers", 0);
    let ports = [server.address().port(), wire.local_addr().unwrap().port()];
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
fn a_dribble_that_has_arrived_whole_is_kept_though_the_client_leaves_at_once() {
    let server = Server::start();
    let reply = format!("HTTP/1.1 200 OK\r\nContent-Length: 41\r\n\r\n{}", wire::SUCCESS);
    let length = reply.len();
    let script = Script::on(Trigger::Request).dribble(reply, length, Duration::MAX);
    server.reply_with(script);
    let mut wire = TcpStream::connect(server.address()).unwrap();
    let start = wire::start().replace("Connection: close\r\n", "");
    wire.write_all(start.as_bytes()).unwrap();
    wire.read_exact(&mut vec![0; length]).unwrap();
    drop(wire);
    let ended = server.wait_for(wire::PATIENCE, |requests| requests[0].end != ConnectionEnd::Open);
    assert_eq!(ended.unwrap()[0].end, ConnectionEnd::Kept);
}

#[test]
fn long_ids_count_for_what_is_kept() {
    let server = Server::start();
    let mut wire = TcpStream::connect(server.address()).unwrap();
    let body = format!(r#"{{"notebookId":"{}"}}"#, "1".repeat(60_000));
    let request = wire::request(&format!("POST {START_PATH}"), wire::HEADERS, &body);
    let request = request.replace("Connection: close\r\n", "");
    let mut byte = [0];
    for count in 1..=400 {
        wire.write_all(request.as_bytes()).unwrap();
        let mut reply = Vec::new();
        while !reply.ends_with(wire::SUCCESS.as_bytes()) {
            wire.read_exact(&mut byte).unwrap();
            reply.push(byte[0]);
        }
        assert_eq!(server.count(), count);
    }
    let kept: usize = server
        .requests()
        .iter()
        .map(|request| request.body.len() + request.notebook_id.as_ref().unwrap().len())
        .sum();
    assert!(kept < 17 * 1024 * 1024, "{kept}");
    assert!(server.dropped() > 0);
}

#[test]
fn a_token_under_another_name_is_not_shown_either() {
    let server = Server::start();
    let secret = "0123456789abcdefghijklmnopqrstuvwxyz";
    for name in ["X-Token", "access_token", "X-Auth-Key", "Authorization", "X-Api-Key"] {
        let headers = format!("{name}: {secret}\r\nContent-Type: application/json\r\n");
        let line = format!("POST {START_PATH}/{secret}");
        wire::exchange(server.address(), wire::request(&line, &headers, secret));
        let request = server.requests().pop().unwrap();
        let shown = format!("{request} {request:?} {}", request.json());
        assert!(shown.contains("…wxyz of 36"), "{shown}");
        assert!(!shown.contains("0123456789"), "{shown}");
    }
}

#[test]
fn a_short_token_is_not_shown_in_a_method_or_in_the_name_of_a_header() {
    let server = Server::start();
    let headers = "token: Secret0123\r\nsecret0123: x\r\nX-Firmware: 1\r\n";
    wire::exchange(
        server.address(),
        wire::request(&format!("Secret0123 {START_PATH}"), headers, ""),
    );
    let request = server.requests().pop().unwrap();
    let shown = format!("{request} {request:?} {}", request.json());
    assert!(!shown.to_ascii_lowercase().contains("secret0123"), "{shown}");
    assert!(shown.contains(r#"["x-firmware","1"]"#), "{shown}");
}
