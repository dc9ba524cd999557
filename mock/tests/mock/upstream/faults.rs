//! Every case of the catalogue as the answer of the service.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use scnet_notebook_mock::{Answer, Case, ConnectionEnd, Script, Server, Upstream};

use super::{only, passing_on};
use crate::client::{self, TIMEOUT};

/// The limit on a call: some cases take longer.
const LIMIT: Duration = Duration::from_secs(3);

/// Passes one start on to a service that plays this case. Returns the status for the device.
fn pass_on(case: &Case) -> u16 {
    let service = Server::start();
    service.reply_with(case.clone());
    let server = passing_on(Upstream::new(service.url()).unwrap().with_limit(LIMIT));
    let reply = exchange(&server);
    let request = only(&server);
    assert_eq!(request.status, Some(status(&reply)), "{case}");
    // Once, and on one connection, to the end of which nothing else comes.
    assert!(service.wait_until_idle(TIMEOUT), "{case}");
    assert_eq!((service.count(), service.connections()), (1, 1), "{case}");
    let at_service = only(&service);
    assert!(request.executed || !at_service.executed, "{case}: {request}");
    match &request.upstream {
        Some(answer) => {
            assert_eq!(request.problem, None, "{case}");
            let odd = "a header is not UTF-8; the case file has other characters there";
            let is_utf_8 = !answer.differences().iter().any(|difference| difference == odd);
            let file = answer.case().to_json();
            let replay = Server::start();
            replay.reply_with(Case::from_json(&file).unwrap());
            let replayed = exchange(&replay);
            if is_utf_8 {
                assert_eq!(sorted(&replayed), sorted(&reply), "{case}: {file}");
            }
            assert_eq!(only(&replay).executed, request.executed, "{case}: {file}");
        }
        None => {
            let problem = request.problem.unwrap();
            assert!(
                problem.starts_with("the start was passed on, and may have happened: "),
                "{problem}"
            );
            assert!(request.executed && reply.ends_with(&problem), "{case}: {reply}");
        }
    }
    status(&reply)
}

/// Sends a start, and returns the reply, of which nothing need be UTF-8.
fn exchange(server: &Server) -> String {
    use std::io::{Read, Write};
    let mut stream = client::connect(server.address());
    stream.write_all(client::start().as_bytes()).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    reply.escape_ascii().to_string().replace(r"\r\n", "\r\n")
}

fn status(reply: &str) -> u16 {
    reply[9..12].parse().unwrap()
}

/// Returns the lines of the head in alphabetical order, and the body.
fn sorted(reply: &str) -> (Vec<&str>, &str) {
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<_> = head.split("\r\n").collect();
    lines.sort_unstable();
    (lines, body)
}

#[test]
fn each_case_is_passed_on_exactly_once_and_its_answer_is_replayed_by_its_case_file() {
    let cases = Mutex::new(Case::all().iter());
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    let next = cases.lock().unwrap().next();
                    let Some(case) = next else { break };
                    pass_on(case);
                }
            });
        }
    });
}

#[test]
fn a_fault_of_the_service_gets_502_a_late_answer_504_and_any_other_answer_its_own_status() {
    for (name, expected) in [
        ("conn/reset-on-accept", 502),
        ("conn/reset-after-request-head", 502),
        ("conn/reset-before-headers", 502),
        ("conn/empty-response", 502),
        ("conn/reset-mid-headers", 502),
        ("conn/reset-mid-body", 502),
        ("conn/close-mid-headers", 502),
        ("conn/garbage-then-close", 502),
        ("conn/stall-before-headers", 504),
        ("conn/stall-after-headers", 504),
        ("conn/stall-mid-body", 504),
        ("conn/dribble-fast", 200),
        ("conn/latency-300ms", 200),
        ("enc/gzip-unasked", 200),
        ("status/503", 503),
        ("status/302", 302),
    ] {
        assert_eq!(pass_on(&Case::named(name).unwrap()), expected, "{name}");
    }
}

#[test]
fn a_status_that_is_no_final_one_and_a_huge_head_are_faults_of_the_service() {
    let huge = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "a".repeat(500_000));
    for bytes in [
        "HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 No\r\n\r\n",
        &huge,
    ] {
        assert_eq!(pass_on(&Script::reply(bytes).close().into()), 502);
    }
}

#[test]
fn a_long_body_is_cut_and_that_is_a_difference() {
    let service = Server::start();
    service.reply_with(Answer::raw(200, "a".repeat(70_000)));
    let server = super::in_front_of(&service);
    let reply = client::exchange(server.address(), client::start());
    assert!(reply.ends_with(&format!(
        "content-length: 65536\r\nconnection: close\r\n\r\n{}",
        "a".repeat(65_536)
    )));
    let request = only(&server);
    assert_eq!(request.end, ConnectionEnd::Closed);
    let cut = "the body is longer than 64 KiB; the device gets the start of it";
    assert!(
        request
            .upstream
            .unwrap()
            .differences()
            .iter()
            .any(|difference| difference == cut)
    );
}
