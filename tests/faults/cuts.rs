//! Connections that are cut at every byte of the request and the reply, with a server that counts the starts that it executes.
//!
//! The server executes a start when the last byte of its body has come. The outcome of a call must agree with the count.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use scnet_notebook::Outcome;
use socket2::SockRef;
use support::{
    documented::{BODY, STARTED as REPLY},
    server,
};

use crate::connections::{Connection, TOKEN};

/// A cut of the first connection. No other is cut.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// The number of bytes of the request before it.
    request: usize,
    /// The number of bytes of the reply before it.
    reply: usize,
    /// It is a reset, not the end of the stream.
    is_reset: bool,
}

const WHOLE: Cut = Cut {
    request: usize::MAX,
    reply: usize::MAX,
    is_reset: false,
};

/// The counts of a server.
#[derive(Debug, Default, PartialEq)]
struct Count {
    connections: usize,
    /// The requests of which at least one byte came.
    begun: usize,
    executed: usize,
    /// The length of a whole request.
    length: usize,
}

/// Serves until the test sends "over".
fn serve(listener: &TcpListener, cut: Cut) -> Count {
    let mut count = Count::default();
    for number in 0.. {
        let mut stream = server::accept(listener);
        let cut = if number == 0 { cut } else { WHOLE };
        while let Some(length) = receive(&mut stream, cut.request) {
            if length == 0 {
                count.connections = number;
                return count;
            }
            count.begun += 1;
            count.length = count.length.max(length);
            if length == cut.request {
                break;
            }
            count.executed += 1;
            let end = cut.reply.min(REPLY.len());
            if stream.write_all(&REPLY.as_bytes()[..end]).is_err() || end < REPLY.len() {
                break;
            }
        }
        if cut.is_reset {
            SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        }
    }
    count
}

/// Reads a request, or at most `most` bytes of it, and returns the number of bytes; 0 means "over".
fn receive(stream: &mut TcpStream, most: usize) -> Option<usize> {
    let mut request = Vec::new();
    while request.len() < most {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        request.extend(byte);
        if request == b"over" {
            return Some(0);
        }
        if request.ends_with(BODY.as_bytes()) {
            return Some(request.len());
        }
    }
    Some(request.len()).filter(|length| *length > 0)
}

/// Calls twice over a connection that is cut once, and returns the length of the request.
fn call(connection: Connection, cut: Cut) -> usize {
    let server = server::serve(move |listener| serve(listener, cut));
    let mut client = connection.client(&server.base_url(), TOKEN, Duration::from_secs(10));
    let first = client();
    let second = client();
    drop(client);
    let mut last = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    last.write_all(b"over").unwrap();
    drop(last);
    let count = server.finish();

    let is_executed = cut.request >= count.length;
    match first.outcome {
        None => assert!(is_executed && cut.reply >= REPLY.len()),
        Some(Outcome::NotSent) => assert!(!is_executed, "{connection:?} {cut:?}: {first:?}"),
        Some(Outcome::Unknown) => {}
        Some(Outcome::Refused) => panic!("{connection:?} {cut:?}: {first:?} without a reply"),
    }
    assert_eq!(second.outcome, None, "{connection:?} {cut:?}: {second:?}");
    // One request for each call, over a connection of its own.
    let begun = usize::from(cut.request > 0) + 1;
    let executed = usize::from(is_executed) + 1;
    let counted = (count.connections, count.begun, count.executed);
    assert_eq!(counted, (2, begun, executed), "{connection:?} {cut:?}: {first:?}");
    count.length
}

/// Cuts after every 23rd byte of the head and after every byte of the body and the reply.
pub(crate) fn cut_everywhere(connection: Connection) {
    let length = call(connection, WHOLE);
    for is_reset in [false, true] {
        let end = Cut { is_reset, ..WHOLE };
        let head = (0..length - 40).step_by(23);
        for request in head.chain(length - 40..length) {
            call(connection, Cut { request, ..end });
        }
        for reply in 0..REPLY.len() {
            call(connection, Cut { reply, ..end });
        }
    }
}
