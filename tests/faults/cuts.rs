//! A server that counts the starts it executes, on a line that is cut at every byte: in the request, and in the reply.
//!
//! It executes a start when the last byte of its body has come. So the outcome of a call can be held against the count.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread::{self, JoinHandle},
    time::Duration,
};

use scnet_notebook::Outcome;
use socket2::SockRef;

use crate::connections::Connection;

const REPLY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

/// Where the first connection is cut; every other is whole.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// After how many bytes of the request.
    request: usize,
    /// After how many bytes of the reply.
    reply: usize,
    /// Whether by a reset, or by the end of the stream.
    is_reset: bool,
}

const WHOLE: Cut = Cut {
    request: usize::MAX,
    reply: usize::MAX,
    is_reset: false,
};

/// The count of a server.
#[derive(Debug, Default, PartialEq)]
struct Count {
    connections: usize,
    /// The requests of which anything came.
    begun: usize,
    executed: usize,
    /// How long the first was.
    length: usize,
}

/// Serves until the test says that it is over.
fn serve(listener: &TcpListener, cut: Cut) -> Count {
    let mut count = Count::default();
    for number in 0.. {
        let (mut stream, _) = listener.accept().unwrap();
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

/// Reads a request, or so many bytes of it, and returns how many they are; none at all says that it is over.
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
        if request.ends_with(br#"{"notebookId":"1821067171420946434"}"#) {
            return Some(request.len());
        }
    }
    Some(request.len()).filter(|length| *length > 0)
}

fn start(cut: Cut) -> (SocketAddr, JoinHandle<Count>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (address, thread::spawn(move || serve(&listener, cut)))
}

/// Calls twice over a line that is cut once, and returns how long the request was.
fn call(connection: Connection, cut: Cut) -> usize {
    let (address, server) = start(cut);
    let mut client = connection.client(address, Duration::from_secs(10));
    let first = client();
    let second = client();
    drop(client);
    TcpStream::connect(address).unwrap().write_all(b"over").unwrap();
    let count = server.join().unwrap();

    let is_executed = cut.request >= count.length;
    match first.outcome {
        None => assert!(is_executed && cut.reply >= REPLY.len()),
        Some(Outcome::NotSent) => assert!(!is_executed, "{connection:?} {cut:?}: {first:?}"),
        Some(Outcome::Unknown) => {}
        Some(Outcome::Refused) => panic!("{connection:?} {cut:?}: {first:?} without an answer"),
    }
    assert_eq!(second.outcome, None, "{connection:?} {cut:?}: {second:?}");
    // One for each call, on a connection of its own.
    let begun = usize::from(cut.request > 0) + 1;
    let executed = usize::from(is_executed) + 1;
    assert_eq!(
        (count.connections, count.begun, count.executed),
        (2, begun, executed),
        "{connection:?} {cut:?}: {first:?}"
    );
    count.length
}

/// Cuts every few bytes of the head, where one place is like another, and every byte of the body.
fn cut_everywhere(connection: Connection) {
    let length = call(connection, WHOLE);
    for is_reset in [false, true] {
        let head = (0..length - 40).step_by(23);
        for request in head.chain(length - 40..length) {
            call(
                connection,
                Cut {
                    request,
                    is_reset,
                    ..WHOLE
                },
            );
        }
        for reply in 0..REPLY.len() {
            call(
                connection,
                Cut {
                    reply,
                    is_reset,
                    ..WHOLE
                },
            );
        }
    }
}

#[test]
fn no_cut_hides_a_start_over_std() {
    cut_everywhere(Connection::Std);
}

#[test]
fn no_cut_hides_a_start_over_a_stream() {
    cut_everywhere(Connection::Stream);
}

#[test]
fn no_cut_hides_a_start_over_an_async_stream() {
    cut_everywhere(Connection::StreamAsync);
}
