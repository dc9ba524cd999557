//! A server that sends one byte every 100 ms without an end: the deadline is that of the whole call, not of a read.

use std::{
    io::Write as _,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use embedded_svc::io::ErrorKind;
use scnet_notebook::error::Step::{self, Await, Read};
use support::server::{TIMEOUT, accept, read_request, serve};

use crate::{
    connections::{Connection, TOKEN},
    expected::{no_body, no_reply},
};

const DEADLINE: Duration = Duration::from_millis(700);

/// Sends `start` at once and then `rest` again and again, byte by byte, until the client closes.
fn trickle(stream: &mut TcpStream, start: &str, rest: &str) -> Option<()> {
    let begin = Instant::now();
    stream.write_all(start.as_bytes()).ok()?;
    for byte in rest.bytes().cycle().take_while(|_| begin.elapsed() < TIMEOUT) {
        stream.write_all(&[byte]).ok()?;
        thread::sleep(Duration::from_millis(100));
    }
    None
}

fn assert_times_out(connection: Connection, start: &'static str, rest: &'static str, step: Step) {
    let server = serve(move |listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        trickle(&mut stream, start, rest);
    });
    let begin = Instant::now();
    let mut client = connection.client(&server.base_url(), TOKEN, DEADLINE);
    let result = client();
    assert!(begin.elapsed() < TIMEOUT, "{connection:?}: {result:?}");
    let timed_out = if step == Read { no_body } else { no_reply };
    let is_timeout = timed_out(ErrorKind::TimedOut).allows(&result);
    assert!(is_timeout, "{connection:?}: {result:?}");
    drop(client);
    server.finish();
}

/// Sends slowly in every phase of a response, in all phases at the same time.
pub(crate) fn time_out_in_every_phase(connection: Connection) {
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
        for (start, rest, step) in phases {
            scope.spawn(move || assert_times_out(connection, start, rest, step));
        }
    });
}
