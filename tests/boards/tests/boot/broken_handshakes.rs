//! Handshakes that end early, and the calls after them.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread::{self, JoinHandle},
};

use rustls::{ServerConnection, StreamOwned};
use support::TestCa;

use crate::{
    STARTED,
    https::{File, LATER, reply},
    image::{BOARDS, Image},
    on_each_board,
    pki::HOST,
};

/// Serves one connection by this function, and then one by TLS.
fn serve(first: fn(TcpStream), ca: &TestCa) -> (String, JoinHandle<()>) {
    let config = ca.server(HOST, LATER);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{HOST}:{}", listener.local_addr().unwrap().port());
    let server = thread::spawn(move || {
        first(listener.accept().unwrap().0);
        let session = ServerConnection::new(config).unwrap();
        let mut stream = StreamOwned::new(session, listener.accept().unwrap().0);
        let mut request = [0; 1024];
        let mut length = 0;
        while !request[..length].ends_with(b"}") {
            length += stream.read(&mut request[length..]).unwrap();
        }
        stream.write_all(reply().unwrap().as_bytes()).unwrap();
    });
    (url, server)
}

/// Makes two calls in one boot: the first one ends with this text, and the second one starts the notebook.
#[track_caller]
fn assert_only_the_first_fails(image: Image, first: fn(TcpStream), more: &[&str], text: &str) {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    let (url, server) = serve(first, &ca);
    let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--calls", "2", "--stack"];
    let run = image.run(&url, &[&arguments, more].concat());
    assert_eq!(run.status, Some(0), "{image}: {run}");
    assert!(run.output.starts_with(&format!("{STARTED}{text}\n")), "{image}: {run}");
    assert!(run.output.ends_with(" 0 left in use\n"), "{image}: {run}");
    server.join().unwrap();
}

const OPENING: &str = "error: connection failed while opening the request: ";

#[test]
fn the_call_after_a_reset_in_the_handshake_succeeds() {
    // Closing a socket with unread bytes resets the connection.
    let reset = |mut stream: TcpStream| stream.read_exact(&mut [0]).unwrap();
    on_each_board(|image| assert_only_the_first_fails(image, reset, &[], &format!("{OPENING}connection reset")));
}

#[test]
fn the_call_after_a_close_in_the_handshake_succeeds() {
    let close = |mut stream: TcpStream| assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
    let text = format!("{OPENING}server closed the connection before the end of the TLS session");
    on_each_board(|image| assert_only_the_first_fails(image, close, &[], &text));
}

#[test]
fn the_call_after_a_reply_without_tls_succeeds() {
    let plain = |mut stream: TcpStream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        wait_for_end(stream);
    };
    for (board, length) in BOARDS.into_iter().zip([8, 16]) {
        let text = format!("{OPENING}server sent no TLS, an invalid record, or one longer than {length} KiB");
        let connection = "async";
        assert_only_the_first_fails(Image { board, connection }, plain, &[], &text);
    }
}

#[test]
fn the_call_after_a_silent_handshake_succeeds() {
    let text = format!("{OPENING}timed out");
    on_each_board(|image| assert_only_the_first_fails(image, wait_for_end, &["--timeout", "3"], &text));
}

#[test]
fn the_call_after_one_that_was_dropped_in_the_handshake_succeeds() {
    for board in BOARDS {
        let connection = "async";
        let arguments = ["--cancel", "1000"];
        assert_only_the_first_fails(
            Image { board, connection },
            wait_for_end,
            &arguments,
            "dropped: Some(NotSent)",
        );
    }
}

fn wait_for_end(mut stream: TcpStream) {
    while let Ok(1..) = stream.read(&mut [0; 1024]) {}
}

/// Reads a `ClientHello`, and returns the session id in it.
fn client_hello(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).unwrap();
    let mut message = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    stream.read_exact(&mut message).unwrap();
    // The type and the length of the message, the version, and the random bytes.
    let (_, rest) = message.split_at(4 + 2 + 32);
    rest[1..=usize::from(rest[0])].to_vec()
}

/// Chooses TLS 1.3 where the version of TLS 1.2 stands, without the extension that chooses it.
fn confuse_version(mut stream: TcpStream) {
    let id = client_hello(&mut stream);
    let length = u8::try_from(id.len()).unwrap();
    let hello = [&[3, 4][..], &[7; 32], &[length], &id, &[0x13, 0x01, 0]].concat();
    let message = [&[2, 0, 0, u8::try_from(hello.len()).unwrap()][..], &hello].concat();
    let record = [&[22, 3, 3, 0, u8::try_from(message.len()).unwrap()][..], &message].concat();
    stream.write_all(&record).unwrap();
    wait_for_end(stream);
}

/// CVE-2026-115490: Mbed TLS goes on without keys if it offered both versions.
#[test]
fn a_server_that_confuses_the_versions_is_refused() {
    on_each_board(|image| {
        let text = format!("{OPENING}TLS failed with error -0x6600 of Mbed TLS");
        assert_only_the_first_fails(image, confuse_version, &["--timeout", "10"], &text);
    });
}

#[test]
fn a_server_that_confuses_the_versions_in_the_second_handshake_is_refused() {
    let refuse = |mut stream: TcpStream| {
        client_hello(&mut stream);
        stream.write_all(&[21, 3, 3, 0, 2, 2, 70]).unwrap();
        wait_for_end(stream);
    };
    let file = File::new(TestCa::new("the CA").pem());
    on_each_board(|image| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{HOST}:{}", listener.local_addr().unwrap().port());
        let server = thread::spawn(move || {
            refuse(listener.accept().unwrap().0);
            confuse_version(listener.accept().unwrap().0);
        });
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--timeout", "10"];
        let run = image.run(&url, &arguments);
        let line = format!("{OPENING}TLS failed with error -0x6e80 of Mbed TLS\n");
        assert_eq!((run.status, run.output), (Some(3), line), "{image}");
        server.join().unwrap();
    });
}
