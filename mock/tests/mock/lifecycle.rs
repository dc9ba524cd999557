//! Starting, configuring, resetting and stopping a server.

use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use scnet_notebook::Code;
use scnet_notebook_mock::{Case, ConnectionEnd, Delay, RecordedRequest, Script, Server, Trigger};

use crate::client;

#[test]
fn the_url_is_the_address_and_nothing_more() {
    let server = Server::start();
    assert_eq!(server.url(), format!("http://127.0.0.1:{}", server.address().port()));
}

#[test]
fn servers_share_nothing() {
    let (one, other) = (Server::start(), Server::start());
    one.reply_with(Code::USER_FROZEN);
    assert_eq!(client::exchange(other.address(), client::start()), client::success());
    assert_eq!((one.requests().len(), other.requests().len()), (0, 1));
}

#[test]
fn a_server_listens_where_it_is_told() {
    for address in ["127.0.0.1:0", "0.0.0.0:0", "localhost:0"] {
        let server = Server::listen(address).unwrap();
        let mut called = server.address();
        if called.ip().is_unspecified() {
            called.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        assert_eq!(client::exchange(called, client::start()), client::success());
    }
}

#[test]
fn starting_and_stopping_a_server_takes_milliseconds() {
    let begin = Instant::now();
    for _ in 0..50 {
        drop(Server::start());
    }
    // A hundred times the usual time, for a busy machine.
    assert!(
        begin.elapsed() < Duration::from_secs(30),
        "{:?} for 50",
        begin.elapsed()
    );
}

#[test]
fn the_longest_durations_are_accepted() {
    let server = Server::builder().client_timeout(Duration::MAX).start().unwrap();
    client::exchange(server.address(), client::start());
    assert!(server.wait_for(Duration::MAX, |requests| requests.len() == 1).is_some());
    // The client leaves before the reply.
    let leave = || {
        let mut stream = client::connect(server.address());
        stream.write_all(client::start().as_bytes()).unwrap();
        let is_last = |end: fn(ConnectionEnd) -> bool| {
            let wanted = |requests: &[RecordedRequest]| requests.last().is_some_and(|last| end(last.end));
            server.wait_for(client::TIMEOUT, wanted).unwrap()
        };
        is_last(|end| end == ConnectionEnd::Open);
        client::reset(stream);
        let left = is_last(|end| end != ConnectionEnd::Open);
        assert_eq!(left.last().unwrap().end, ConnectionEnd::Left);
    };
    server.reply_with(Script::on(Trigger::Request).wait(Duration::MAX));
    leave();
    server.reply_with(Case::default());
    for delay in [
        Delay::fixed(Duration::MAX),
        Delay::uniform(Duration::MAX - Duration::from_nanos(1), Duration::MAX, 7),
    ] {
        server.delay(delay);
        leave();
    }
    assert!(server.wait_until_idle(client::TIMEOUT) && server.wait_until_idle(Duration::MAX));
}

#[test]
fn a_taken_port_is_an_error() {
    let server = Server::start();
    let error = Server::listen(server.address()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn async_code_starts_and_stops_a_server() {
    let server = Server::start_async().await;
    server.reply_with(Code::USER_FROZEN);
    let address = server.address();
    let reply = tokio::task::spawn_blocking(move || client::exchange(address, client::start()))
        .await
        .unwrap();
    assert!(reply.ends_with(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#));
}

#[tokio::test]
async fn blocking_code_inside_a_runtime_neither_panics_nor_hangs() {
    let server = Server::start();
    // This thread is the whole runtime, and it blocks: the server must not need it.
    let reply = client::exchange(server.address(), client::start());
    assert_eq!(reply, client::success());
}

#[tokio::test]
async fn async_code_waits_for_a_request() {
    let server = Server::start_async().await;
    let address = server.address();
    for number in 0..3 {
        let call = tokio::task::spawn_blocking(move || client::exchange(address, client::start()));
        let requests = tokio::time::timeout(client::TIMEOUT, server.requests_after(number)).await;
        let requests = requests.expect("a request");
        assert_eq!(
            requests.iter().map(|request| request.number).collect::<Vec<_>>(),
            [number + 1]
        );
        call.await.unwrap();
    }
    assert_eq!(server.requests_after(1).await.len(), 2);
}

#[test]
fn a_delay_precedes_the_reply_to_a_start_and_no_other_reply() {
    let pause = Duration::from_millis(200);
    let server = Server::builder().delay(Delay::fixed(pause)).start().unwrap();
    let begin = Instant::now();
    client::exchange(server.address(), client::start());
    assert!(begin.elapsed() >= pause);
    server.delay(Delay::fixed(client::TIMEOUT * 2));
    let refused = client::exchange(server.address(), client::request("POST /", "", ""));
    assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
    assert!(
        client::exchange(server.address(), client::request("GET /__admin/health", "", "")).starts_with("HTTP/1.1 200 ")
    );
}

#[test]
fn a_reset_restores_the_initial_state() {
    let first = Case::named("json/null").unwrap();
    let server = Server::builder().case(first.clone()).start().unwrap();
    server.queue(Case::default());
    server.queue(Case::default());
    client::exchange(server.address(), client::start());
    server.reply_with(Code::USER_FROZEN);
    server.delay(Delay::fixed(client::TIMEOUT * 2));
    server.reset();
    assert_eq!((server.default_case(), server.queued()), (first, vec![]));
    assert_eq!((server.requests().len(), server.count(), server.executed()), (0, 1, 0));
    // Without the delay.
    client::exchange(server.address(), client::start());
    assert_eq!((server.count(), server.executed()), (2, 1));
}

#[test]
fn a_dropped_server_closes_its_connections() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    stream.write_all(client::start_kept().as_bytes()).unwrap();
    let mut first = [0];
    stream.read_exact(&mut first).unwrap();

    drop(server);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with(client::SUCCESS));
}
