//! Calls over TCP to scripted servers.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    thread,
};

use crate::{
    JSON, STARTED, on_each_image,
    script::{self, Script, Step, read_request, unbuffered},
};

/// Makes one call of each image to a scripted server, and expects this exit status and output.
#[track_caller]
fn assert_run(script: &[Step], status: i32, output: &str) {
    on_each_image(|image| {
        let server = Script::start([script]);
        let run = image.run(&server.url(), &["--timeout", "3"]);
        assert_eq!(run.status, Some(status), "{image}: {run}");
        assert_eq!(run.output, output, "{image}");
        assert_eq!(server.requests(), [1], "{image}");
    });
}

fn bytes(length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn reply(length: usize, body: &[u8]) -> Step {
    Step::Reply(bytes(length, body))
}

pub(crate) fn started() -> Step {
    reply(JSON.len(), JSON.as_bytes())
}

#[test]
fn a_silent_server_times_out() {
    let output = "error: connection failed while waiting for the response: timed out\n";
    assert_run(&[], 4, output);
}

#[test]
fn a_slow_trickle_of_bytes_does_not_outlast_the_deadline() {
    let drip = Step::Drip([b"HTTP/1.1 200 OK\r\n".as_slice(), &b"X-Filler: x\r\n".repeat(100)].concat());
    let output = "error: connection failed while waiting for the response: timed out\n";
    assert_run(&[drip], 4, output);
}

#[test]
fn after_a_reset_before_the_reply_the_outcome_is_unknown() {
    let output = "error: connection failed while waiting for the response: connection reset\n";
    assert_run(&[Step::Reset], 4, output);
}

#[test]
fn after_a_close_before_the_reply_the_outcome_is_unknown() {
    let output = "error: connection failed while waiting for the response: server closed the stream early\n";
    assert_run(&[Step::Reply(Vec::new()), Step::Close], 4, output);
}

#[test]
fn after_a_refused_connection_the_outcome_is_not_sent() {
    // The port of a client: nothing listens there, and nothing else can.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let url = script::url(client.local_addr().unwrap());
    on_each_image(|image| {
        let run = image.run(&url, &[]);
        assert_eq!(run.status, Some(3), "{image}: {run}");
        let output = "error: connection failed while opening the request: connection refused\n";
        assert_eq!(run.output, output, "{image}");
    });
}

#[test]
fn an_unreachable_server_is_reported_as_no_route() {
    on_each_image(|image| {
        let run = image.run("http://0.0.0.0", &[]);
        assert_eq!(run.status, Some(3), "{image}: {run}");
        let output = "error: connection failed while opening the request: no route to the server\n";
        assert_eq!(run.output, output, "{image}");
    });
}

#[test]
fn a_later_call_that_was_not_sent_does_not_hide_a_start() {
    on_each_image(|image| {
        // The second connection is refused.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = script::url(listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            drop(listener);
            assert_eq!(read_request(&mut unbuffered(&stream)), 1);
            stream.write_all(&bytes(JSON.len(), JSON.as_bytes())).unwrap();
        });
        let run = image.run(&url, &["--calls", "2"]);
        server.join().unwrap();
        assert_eq!(run.status, Some(4), "{image}: {run}");
        assert!(run.output.starts_with(STARTED), "{image}: {run}");
        assert!(run.output.ends_with("connection refused\n"), "{image}: {run}");
    });
}

#[test]
fn each_call_opens_its_own_stream() {
    on_each_image(|image| {
        let server = Script::start([[started(), started()].as_slice(), &[started()]]);
        let run = image.run(&server.url(), &["--calls", "2", "--pause", "1"]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.repeat(2)), "{image}");
        assert_eq!(server.requests(), [1, 1], "{image}");
    });
}

#[test]
fn the_call_after_a_failed_one_succeeds() {
    for failing in [&[][..], &[Step::Reset], &[reply(1 << 20, &[b'['; 1 << 20])]] {
        on_each_image(|image| {
            let server = Script::start([failing, &[started()]]);
            let run = image.run(&server.url(), &["--calls", "2", "--timeout", "3"]);
            // The outcome of the first call is still unknown.
            assert_eq!(run.status, Some(4), "{image}: {run}");
            assert!(run.output.starts_with(STARTED), "{image}: {run}");
            assert_eq!(run.output.matches("error: ").count(), 1, "{image}: {run}");
            assert_eq!(server.requests(), [1, 1], "{image}");
        });
    }
}
