//! Reads of a reply. Its status and its body over every connection are tested in `tests/faults`.

use std::{net::TcpListener, time::Instant};

use embedded_svc::{
    http::{Status, client::Connection},
    io::{Read, Write},
};
use scnet_notebook::{StdHttpConnection, std_http::HostStream};
use support::server::{TIMEOUT, serve_once};

use crate::client::{BODY, begin};

#[test]
fn a_read_into_an_empty_buffer_reads_nothing() {
    let server = serve_once("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    let mut connection = StdHttpConnection::new();
    begin(&mut connection, &server.url());
    connection.write(BODY.as_bytes()).unwrap();
    connection.initiate_response().unwrap();
    assert_eq!(connection.read(&mut []).unwrap(), 0);
    assert_eq!(connection.read(&mut [0; 8]).unwrap(), 2);
    assert_eq!(connection.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(connection.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(connection.split().0.status(), 200);
    server.finish();
}

#[test]
fn a_stream_does_not_wait_for_a_byte_to_read_into_an_empty_buffer() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let begin = Instant::now();
    let mut stream = HostStream::connect("127.0.0.1", port, begin + TIMEOUT).unwrap();
    assert_eq!(stream.read(&mut []).unwrap(), 0);
    assert!(begin.elapsed() < TIMEOUT / 2);
}
