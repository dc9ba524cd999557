//! Calls over TCP to the mock, whose connections fail.

use std::net::{TcpListener, TcpStream};

use scnet_notebook_mock::{Answer, Case, Server};

use crate::{STARTED, image::url, not_sent, on_each_image};

fn case(name: &str) -> Case {
    Case::named(name).unwrap()
}

/// Makes one call of each image to the mock, and expects that its outcome is unknown for this reason.
#[track_caller]
fn assert_unknown(name: &str, reason: &str) {
    on_each_image(|image| {
        let server = Server::start();
        server.reply_with(case(name));
        let output = format!("error: connection failed while waiting for the response: {reason}\n");
        image.expect(&url(server.address()), &["--timeout", "3"], 4, &output);
        assert_eq!(server.count(), 1, "{image}");
    });
}

#[test]
fn a_silent_server_times_out() {
    assert_unknown("conn/stall-before-headers", "timed out");
}

#[test]
fn a_slow_trickle_of_bytes_does_not_outlast_the_deadline() {
    assert_unknown("conn/dribble-headers", "timed out");
}

#[test]
fn after_a_reset_before_the_reply_the_outcome_is_unknown() {
    assert_unknown("conn/reset-before-headers", "connection reset");
}

#[test]
fn after_a_close_before_the_reply_the_outcome_is_unknown() {
    assert_unknown("conn/empty-response", "server closed the stream early");
}

/// Makes one call of each image, and expects that nothing was sent for this reason.
#[track_caller]
fn assert_not_sent(url: &str, reason: &str) {
    on_each_image(|image| image.expect(url, &[], 3, &not_sent(reason)));
}

#[test]
fn after_a_refused_connection_the_outcome_is_not_sent() {
    // The port of a client: nothing listens there, and nothing else can.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    assert_not_sent(&url(client.local_addr().unwrap()), "connection refused");
}

#[test]
fn an_unreachable_server_is_reported_as_no_route() {
    assert_not_sent("http://0.0.0.0", "no route to the server");
}

#[test]
fn each_call_opens_its_own_stream() {
    on_each_image(|image| {
        let server = Server::start();
        image.expect(&url(server.address()), &["--calls", "2"], 0, &STARTED.repeat(2));
        assert_eq!((server.count(), server.connections()), (2, 2), "{image}");
    });
}

#[test]
fn the_call_after_a_failed_one_succeeds() {
    let long = Answer::raw(200, "[".repeat(1 << 20)).into();
    for failing in [
        case("conn/stall-before-headers"),
        case("conn/reset-before-headers"),
        long,
    ] {
        on_each_image(|image| {
            let server = Server::start();
            server.queue(failing.clone());
            let run = image.run(&url(server.address()), &["--calls", "2", "--timeout", "3"]);
            // The outcome of the first call is still unknown.
            assert_eq!(run.status, Some(4), "{image}: {run}");
            assert!(run.output.starts_with(STARTED), "{image}: {run}");
            assert_eq!(run.output.matches("error: ").count(), 1, "{image}: {run}");
            assert_eq!(server.count(), 2, "{image}");
        });
    }
}
