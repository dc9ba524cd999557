//! A server that sends one byte every 100 ms and never comes to an end: the deadline is for the whole call, not for a read.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use embedded_svc::io::ErrorKind;
use scnet_notebook::error::Step::{self, Await, Read};

use crate::{
    connections::Connection,
    expected::{no_body, no_reply},
};

const DEADLINE: Duration = Duration::from_millis(700);

/// No machine is so busy that this is not enough, and no dribble is over by then.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends the beginning at once, and then the rest again and again, byte by byte.
fn serve(listener: &TcpListener, begin: &str, rest: &str) -> Option<()> {
    let (mut stream, _) = listener.accept().ok()?;
    let mut request = [0; 1024];
    while stream.read(&mut request).ok()? == request.len() {}
    stream.write_all(begin.as_bytes()).ok()?;
    for byte in rest.bytes().cycle() {
        stream.write_all(&[byte]).ok()?;
        thread::sleep(Duration::from_millis(100));
    }
    None
}

fn struck(connection: Connection, begin: &'static str, rest: &'static str, step: Step) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || serve(&listener, begin, rest));
    let begin_of_call = Instant::now();
    let mut client = connection.client(address, DEADLINE);
    let ended = client();
    assert!(begin_of_call.elapsed() < PATIENCE, "{connection:?}: {ended:?}");
    let timed_out = if step == Read { no_body } else { no_reply };
    assert!(
        timed_out(ErrorKind::TimedOut).allows(&ended),
        "{connection:?}: {ended:?}"
    );
    drop(client);
    server.join().unwrap();
}

/// Dribbles in every phase of a reply, in all of them at once.
fn struck_in_every_phase(connection: Connection) {
    const LENGTH: &str = "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n";
    const CHUNKS: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const LAST: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
    let phases = [
        ("", "HTTP/1.1 200 Okay", Await),
        ("HTTP/1.1 200 OK\r\n", "X: y\r\n", Await),
        ("", "HTTP/1.1 103 Early Hints\r\nX-Header: value\r\n\r\n", Await),
        (LENGTH, " ", Read),
        (CHUNKS, "1\r\n \r\n", Read),
        (LAST, "X: y\r\n", Read),
        ("HTTP/1.1 200 OK\r\n\r\n", " ", Read),
    ];
    thread::scope(|scope| {
        for (begin, rest, step) in phases {
            scope.spawn(move || struck(connection, begin, rest, step));
        }
    });
}

#[test]
fn no_dribble_outlives_the_deadline_over_std() {
    struck_in_every_phase(Connection::Std);
}

#[test]
fn no_dribble_outlives_the_deadline_over_a_stream() {
    struck_in_every_phase(Connection::Stream);
}

#[test]
fn no_dribble_outlives_the_deadline_over_an_async_stream() {
    struck_in_every_phase(Connection::StreamAsync);
}
