//! Devices that leave before their answer.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use scnet_notebook_mock::{Case, ConnectionEnd, Delay, Queued, RecordedRequest, Server};

use super::{in_front_of, only};
use crate::client::{self, TIMEOUT};

/// The time that the slow service takes.
const SLOW: Duration = Duration::from_millis(1500);

/// Starts a service whose answers take a while.
fn slow() -> Server {
    let delay = Delay::fixed(SLOW);
    Server::builder().delay(delay).start().unwrap()
}

/// Sends a start, and waits until this server has it.
fn begin(server: &Server, until: &Server) -> TcpStream {
    let mut device = client::connect(server.address());
    device.write_all(client::start().as_bytes()).unwrap();
    until.wait_for(TIMEOUT, |requests| !requests.is_empty()).unwrap();
    device
}

#[test]
fn a_call_is_read_to_its_end_and_recorded_if_the_device_leaves() {
    let service = slow();
    let server = in_front_of(&service);
    let device = begin(&server, &service);
    let under_way = &server.requests()[0];
    assert!(
        under_way.executed && under_way.end == ConnectionEnd::Open,
        "it may happen"
    );
    client::reset(device);
    let request = only(&server);
    assert_eq!(
        (request.end, request.executed, request.status),
        (ConnectionEnd::Left, true, None)
    );
    assert!(request.lasted.unwrap() < SLOW, "until the device left");
    assert_eq!(request.upstream.unwrap().status(), 200);
    assert_eq!(service.count(), 1);
}

#[test]
fn a_reset_cuts_off_the_device_and_not_the_call() {
    let service = slow();
    service.reply_with(Case::named("10007").unwrap());
    let server = in_front_of(&service);
    let mut device = begin(&server, &service);
    server.reset();
    let error = device.read(&mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(server.wait_until_idle(TIMEOUT));
    assert_eq!((only(&service).end, service.count()), (ConnectionEnd::Closed, 1));
    assert_eq!((server.requests().len(), server.executed()), (0, 0));
}

#[test]
fn nothing_is_passed_on_for_a_device_that_leaves_during_the_delay() {
    for leave in [client::reset, drop] {
        let service = Server::start();
        let server = in_front_of(&service);
        server.queue(Queued::from(server.default_case()).delay(Delay::fixed(TIMEOUT)));
        leave(begin(&server, &server));
        let request = only(&server);
        let problem = "the start was not passed on: its device left, or the mock was reset, during the delay";
        assert_eq!((request.problem.as_deref(), request.executed), (Some(problem), false));
        assert_eq!((service.connections(), server.executed()), (0, 0));
    }
}

#[test]
fn a_start_repeats_none_that_the_service_refused_meanwhile() {
    let service = slow();
    service.reply_with(Case::named("10007").unwrap());
    let server = in_front_of(&service);
    let begun = [(); 2].map(|()| begin(&server, &service));
    let refused = |requests: &[RecordedRequest]| requests.len() == 2 && requests.iter().all(|start| !start.executed);
    server.wait_for(TIMEOUT, refused).unwrap();
    let counts = server.verify().executed(0).refused(2).repeats(0).within(TIMEOUT);
    assert_eq!((counts.unwrap().posts, server.repeats()), (2, 0));
    drop(begun);
}
