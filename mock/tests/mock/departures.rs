//! Clients that leave before the reply, or end only their side of the connection.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use scnet_notebook_mock::{Case, ConnectionEnd, Delay, RecordedRequest, Server};

use crate::client;

#[test]
fn a_start_is_executed_although_the_client_leaves_before_the_reply() {
    let server = Server::builder()
        .delay(Delay::fixed(Duration::from_secs(2)))
        .start()
        .unwrap();
    let mut stream = client::connect(server.address());
    stream.write_all(client::start().as_bytes()).unwrap();
    server
        .wait_for(client::TIMEOUT, |requests| requests.len() == 1)
        .unwrap();
    drop(stream);
    // Known only when its system refuses the reply: the client might have ended its side only.
    let requests = server
        .wait_for(client::TIMEOUT, |requests| requests[0].end != ConnectionEnd::Open)
        .unwrap();
    let request = &requests[0];
    assert_eq!(
        (request.end, request.bytes_sent, request.status),
        (ConnectionEnd::Left, 0, None)
    );
    assert!(request.executed);
    assert!(request.lasted.unwrap() < Duration::from_secs(2), "{request}");
    assert_eq!(server.executed(), 1);
}

#[test]
fn a_client_that_leaves_during_a_dribble_has_the_bytes_before() {
    let server = Server::start();
    server.reply_with(Case::named("conn/dribble-headers").unwrap());
    let mut stream = client::connect(server.address());
    stream.write_all(client::start().as_bytes()).unwrap();
    let mut read = [0; 13];
    stream.read_exact(&mut read).unwrap();
    drop(stream);
    let requests = server.wait_for(client::TIMEOUT, |requests| requests[0].end != ConnectionEnd::Open);
    let request = requests.unwrap().remove(0);
    assert_eq!((request.end, request.status), (ConnectionEnd::Left, Some(200)));
    assert!((13..100).contains(&request.bytes_sent), "{request}");
}

#[test]
fn a_client_that_resets_the_connection_during_a_delay_has_left_at_once() {
    let server = Server::builder()
        .delay(Delay::fixed(client::TIMEOUT * 2))
        .start()
        .unwrap();
    for ends_its_side_first in [false, true] {
        server.clear();
        let mut stream = client::connect(server.address());
        stream.write_all(client::start().as_bytes()).unwrap();
        server
            .wait_for(client::TIMEOUT, |requests| requests.len() == 1)
            .unwrap();
        if ends_its_side_first {
            stream.shutdown(Shutdown::Write).unwrap();
        }
        client::reset(stream);
        let left = |requests: &[RecordedRequest]| requests[0].end == ConnectionEnd::Left;
        assert!(server.wait_for(client::TIMEOUT, left).is_some());
    }
}

#[test]
fn a_client_that_ended_its_side_gets_the_reply_after_any_delay() {
    let server = Server::start();
    for (case, delay) in [
        ("code/0", Duration::ZERO),
        ("code/0", Duration::from_millis(300)),
        ("conn/latency-300ms", Duration::from_millis(300)),
        ("conn/dribble-fast", Duration::ZERO),
    ] {
        server.delay(Delay::fixed(delay));
        let start = client::start();
        for request in [
            &start,
            &start.replace("Connection: close\r\n", ""),
            &(client::start_kept() + &start),
        ] {
            server.queue(Case::named(case).unwrap());
            server.clear();
            let mut stream = client::connect(server.address());
            stream.write_all(request.as_bytes()).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let mut reply = String::new();
            stream.read_to_string(&mut reply).unwrap();
            let count = request.matches("POST").count();
            assert_eq!(
                reply.matches(client::SUCCESS).count(),
                count,
                "{case}, {delay:?}: {reply}"
            );
            for request in server.requests() {
                assert!(
                    request.end != ConnectionEnd::Left && request.status == Some(200),
                    "{request}"
                );
            }
        }
    }
}

#[test]
fn many_requests_of_a_client_that_ended_its_side_are_answered_without_a_wait_for_each() {
    const COUNT: usize = 200;
    let server = Server::builder()
        .delay(Delay::fixed(Duration::from_millis(1)))
        .start()
        .unwrap();
    let mut stream = client::connect(server.address());
    stream.write_all(client::start_kept().repeat(COUNT).as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let is_answered = |request: &RecordedRequest| request.end == ConnectionEnd::Kept;
    let all = |requests: &[RecordedRequest]| requests.len() == COUNT && requests.iter().all(is_answered);
    assert!(server.wait_for(client::TIMEOUT, all).is_some());
}
