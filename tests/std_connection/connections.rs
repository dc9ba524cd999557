//! Each call has a connection of its own.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use embedded_svc::{
    http::client::Connection,
    io::{Error, ErrorKind, Read, Write},
};
use scnet_notebook::StdHttpConnection;
use support::server::{accept, is_closed, ok, read_request, serve, waiting};

use crate::client::{BODY, begin, post, read_all};

/// Answers a request, which must have `Connection: close`.
fn answer(stream: &mut TcpStream, reply: &str) {
    let request = read_request(stream);
    assert!(request.contains("\r\nConnection: close\r\n"), "{request}");
    assert!(request.ends_with(BODY), "{request}");
    stream.write_all(reply.as_bytes()).unwrap();
}

#[test]
fn each_call_opens_a_connection_of_its_own_which_is_closed_when_the_reply_is_whole() {
    const REPLIES: [&str; 5] = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ];
    let server = serve(|listener| {
        for reply in REPLIES {
            let mut stream = accept(listener);
            answer(&mut stream, reply);
            assert!(is_closed(&mut stream), "{reply}");
        }
        listener.try_clone().unwrap()
    });
    let mut connection = StdHttpConnection::new();
    let bodies = REPLIES.map(|_| post(&mut connection, &server.url()).unwrap().1);
    assert!(waiting(&server.finish()).is_none());
    assert_eq!(bodies, ["{}", "{}", "{}", "{}", ""]);
}

#[test]
fn an_unread_or_half_read_reply_is_discarded_with_its_connection() {
    for reads in [0, 1] {
        let server = serve(|listener| {
            let mut first = accept(listener);
            answer(
                &mut first,
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe first part",
            );
            answer(&mut accept(listener), &ok("two"));
            is_closed(&mut first)
        });
        let mut connection = StdHttpConnection::new();
        begin(&mut connection, &server.url());
        connection.write(BODY.as_bytes()).unwrap();
        connection.flush().unwrap();
        for _ in 0..reads {
            connection.initiate_response().unwrap();
            assert!(connection.read(&mut [0; 10]).unwrap() > 0);
        }
        assert_eq!(post(&mut connection, &server.url()).unwrap(), (200, "two".into()));
        assert!(server.finish());
    }
}

/// The reply has no length, so only the end of the connection could tell that it is whole.
#[test]
fn a_reply_without_a_length_is_cut_by_a_reset_while_the_request_is_written() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        stream.read_exact(&mut [0; 8]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").unwrap();
        // Unread bytes are there: the system resets the connection.
    });
    let mut connection = StdHttpConnection::new();
    begin(&mut connection, &server.url());
    server.finish();
    connection.write_all(&[b' '; 1000]).unwrap();
    connection.flush().unwrap();
    connection.initiate_response().unwrap();
    let error = read_all(&mut connection).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}
