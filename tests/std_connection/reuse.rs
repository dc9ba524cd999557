//! When a connection to a server serves another call, and when it must not.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc;

use embedded_svc::http::Method;
use embedded_svc::http::client::Connection;
use embedded_svc::io::{Read, Write};
use scnet_notebook::StdHttpConnection;

use crate::client::{BODY, HEADERS, post, post_in_vain};
use crate::server::{PATIENCE, accept, is_closed, ok, read_request, serve, waiting};

const STRAY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray";

fn answer(stream: &mut TcpStream, body: &str) {
    assert!(read_request(stream).ends_with(BODY));
    stream.write_all(ok(body).as_bytes()).unwrap();
}

#[test]
fn one_connection_serves_call_after_call() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        for body in ["one", "two", "three"] {
            answer(&mut stream, body);
        }
        waiting(listener).is_none()
    });
    let mut connection = StdHttpConnection::new();
    for body in ["one", "two", "three"] {
        assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, body.into()));
    }
    assert!(server.finish());
}

/// Makes two calls; `spoil` sends the first reply and acts on its connection before the second call begins. The second
/// call must come on a connection of its own.
fn assert_not_reused(spoil: fn(TcpStream) -> Option<TcpStream>) {
    let (spoilt, is_spoilt) = mpsc::channel();
    let server = serve(move |listener| {
        let mut first = accept(listener);
        assert!(read_request(&mut first).ends_with(BODY));
        let left = spoil(first);
        spoilt.send(()).unwrap();
        answer(&mut accept(listener), "two");
        assert!(left.is_none_or(|mut left| is_closed(&mut left)));
        waiting(listener).is_none()
    });
    let mut connection = StdHttpConnection::new();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "one".into()));
    is_spoilt.recv_timeout(PATIENCE).unwrap();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "two".into()));
    assert!(server.finish());
}

#[test]
fn a_connection_closed_while_idle_is_not_used() {
    assert_not_reused(|mut stream| {
        stream.write_all(ok("one").as_bytes()).unwrap();
        None
    });
}

#[test]
fn a_connection_that_announced_its_end_is_not_used() {
    assert_not_reused(|mut stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none")
            .unwrap();
        Some(stream)
    });
}

#[test]
fn a_connection_of_http_1_0_is_not_used() {
    assert_not_reused(|mut stream| {
        stream
            .write_all(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\none")
            .unwrap();
        Some(stream)
    });
}

#[test]
fn a_stray_reply_right_after_the_reply_is_never_read() {
    assert_not_reused(|mut stream| {
        stream.write_all((ok("one") + STRAY).as_bytes()).unwrap();
        Some(stream)
    });
}

#[test]
fn a_stray_reply_after_a_chunked_reply_is_never_read() {
    assert_not_reused(|mut stream| {
        let reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n";
        stream.write_all([reply, STRAY].concat().as_bytes()).unwrap();
        Some(stream)
    });
}

#[test]
fn bytes_past_the_length_are_never_read() {
    assert_not_reused(|mut stream| {
        stream.write_all((ok("one") + "more").as_bytes()).unwrap();
        Some(stream)
    });
}

#[test]
fn a_stray_reply_on_an_idle_connection_is_never_read() {
    let (idle, is_idle) = mpsc::channel();
    let (spoilt, is_spoilt) = mpsc::channel();
    let server = serve(move |listener| {
        let mut first = accept(listener);
        answer(&mut first, "one");
        is_idle.recv_timeout(PATIENCE).unwrap();
        first.write_all(STRAY.as_bytes()).unwrap();
        spoilt.send(()).unwrap();
        answer(&mut accept(listener), "two");
        is_closed(&mut first)
    });
    let mut connection = StdHttpConnection::new();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "one".into()));
    idle.send(()).unwrap();
    is_spoilt.recv_timeout(PATIENCE).unwrap();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "two".into()));
    assert!(server.finish());
}

#[test]
fn a_kept_connection_that_dies_under_the_second_call_means_unknown_and_one_post() {
    // Closing with the request read closes, with a part of it unread resets.
    let ends: [fn(&mut TcpStream); 2] = [
        |stream| drop(read_request(stream)),
        |stream| stream.read_exact(&mut [0]).unwrap(),
    ];
    for end in ends {
        let server = serve(move |listener| {
            let mut stream = accept(listener);
            answer(&mut stream, "one");
            end(&mut stream);
            listener.try_clone().unwrap()
        });
        let mut connection = StdHttpConnection::new();
        assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "one".into()));
        post_in_vain(&mut connection, &server.url());
        assert!(waiting(&server.finish()).is_none(), "the post was repeated");
    }
}

#[test]
fn a_half_read_reply_is_dropped_with_its_connection() {
    let server = serve(|listener| {
        let mut first = accept(listener);
        assert!(read_request(&mut first).ends_with(BODY));
        write!(first, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{STRAY}").unwrap();
        answer(&mut accept(listener), "two");
        is_closed(&mut first)
    });
    let mut connection = StdHttpConnection::new();
    connection
        .initiate_request(Method::Post, &server.url(), &HEADERS)
        .unwrap();
    connection.write(BODY.as_bytes()).unwrap();
    connection.initiate_response().unwrap();
    assert!(connection.read(&mut [0; 10]).unwrap() > 0);
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "two".into()));
    assert!(server.finish());
}

#[test]
fn a_reply_nobody_asked_for_is_dropped_with_its_connection() {
    let server = serve(|listener| {
        let mut first = accept(listener);
        answer(&mut first, "one");
        answer(&mut accept(listener), "two");
        is_closed(&mut first)
    });
    let mut connection = StdHttpConnection::new();
    connection
        .initiate_request(Method::Post, &server.url(), &HEADERS)
        .unwrap();
    connection.write(BODY.as_bytes()).unwrap();
    assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "two".into()));
    assert!(server.finish());
}
