//! The call and the time, against a server at the other end of a cable. Both ends run in one thread on a clock that the tests
//! advance, so that a test waits for nothing. `tests/w5500` has the resets, the silence, the missing cable and the rest.
#![allow(missing_docs)]

mod bench;
mod server;
mod sntp;

use bench::Bench;
use scnet_notebook::Outcome;

const STARTED: &str = "HTTP/1.1 200 OK\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";
const REFUSED: &str = "HTTP/1.1 200 OK\r\n\r\n{\"code\":\"10007\",\"msg\":\"user frozen\"}";
const CUT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\"";

#[test]
fn a_name_that_nobody_answers_for_is_not_sent_three_times() {
    let run = Bench::new("http://notebook.test").run();
    assert_eq!(run.result, Err(Outcome::NotSent));
    let reason =
        "connection failed while opening the request: DNS has no IPv4 address for the host, or does not answer";
    let again = format!("not sent, trying again in 30 s: {reason}");
    let last = format!("not sent, correct the cause first: {reason}");
    let address = "address 10.0.0.2/24";
    assert_eq!(run.lines, [address, &again, address, &again, address, &last]);
    assert_eq!(run.requests, 0);
}

#[test]
fn a_refused_call_is_not_repeated() {
    let run = Bench::new("http://10.0.0.1").http(&[REFUSED, STARTED]).run();
    assert_eq!((run.result, run.requests), (Err(Outcome::Refused), 1));
    let line = "refused, remove the cause first: reply has code 10007, user is frozen";
    assert_eq!(run.lines[1..], [line, "the service says: user frozen"]);
}

#[test]
fn an_unknown_call_is_not_repeated() {
    let run = Bench::new("http://10.0.0.1").http(&[CUT, STARTED]).run();
    assert_eq!((run.result, run.requests), (Err(Outcome::Unknown), 1));
    assert!(run.lines[1].starts_with("unknown, look at the notebook before the next call: "));
}

#[test]
fn a_server_that_takes_no_connection_is_given_up_at_the_deadline() {
    let run = Bench::new("http://10.0.0.9").run();
    assert_eq!(run.result, Err(Outcome::NotSent));
    let reason = "server does not accept a connection: check host, port and firewall";
    assert!(run.lines[1].ends_with(reason), "{:?}", run.lines);
}

#[test]
fn https_is_not_sent_by_an_image_without_tls() {
    let run = Bench::new("https://10.0.0.1").http(&[STARTED]).run();
    assert_eq!((run.result, run.requests), (Err(Outcome::NotSent), 0));
    let is_reason = |line: &String| line.ends_with("this image has no TLS for https");
    assert!(run.lines.iter().any(is_reason), "{:?}", run.lines);
}

// One test, since the time that is once received stays.
#[test]
fn wrong_times_are_refused_and_a_right_one_is_kept() {
    for answer in sntp::WRONG {
        let run = Bench::new("https://10.0.0.1").sntp(answer).run();
        assert_eq!(run.lines[1], "no time from 10.0.0.1: time server sends no valid time");
        assert_eq!(call::time::now(), None);
    }
    let run = Bench::new("https://10.0.0.1").run();
    assert_eq!(run.lines[1], "no time from 10.0.0.1: time server does not answer");
    assert_eq!(call::time::now(), None);

    let run = Bench::new("https://10.0.0.1").sntp(sntp::right).run();
    assert!(!run.lines.concat().contains("no time"), "{:?}", run.lines);
    // The call went on for two pauses.
    let now = call::time::now().unwrap();
    assert!((sntp::TIME + 60..sntp::TIME + 62).contains(&now), "{now}");
}
