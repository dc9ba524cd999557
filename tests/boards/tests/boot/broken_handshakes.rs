//! Handshakes that end early, and the calls after them.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use rustls::version::TLS13;

use crate::{
    STARTED,
    image::{BOARDS, Image},
    not_sent, on_each_board, pki,
    tls_server::{TlsServer, config, reply},
};

/// Makes two calls in one boot. The first connections are handled by these functions, and the first call ends with this line. The
/// second call starts the notebook.
#[track_caller]
fn assert_only_the_first_fails(image: Image, first: &'static [fn(TcpStream)], arguments: &[&str], line: &str) {
    let server = TlsServer::start(first, config("ec-leaf", &[&TLS13]), reply(""));
    let ca = pki::file("ec-root", "pem");
    let arguments = [&["--ca", &ca, "--calls", "2", "--stack"], arguments].concat();
    let run = image.run(&server.url(), &arguments);
    assert_eq!(run.status, Some(0), "{image}: {run}");
    assert!(run.output.starts_with(&format!("{STARTED}{line}")), "{image}: {run}");
    assert!(run.output.ends_with(" 0 left in use\n"), "{image}: {run}");
    assert_eq!(server.requests(), 1, "{image}");
}

/// Does so with each board.
#[track_caller]
fn assert_only_the_first_is_not_sent(first: &'static [fn(TcpStream)], arguments: &[&str], reason: &str) {
    on_each_board(|image| assert_only_the_first_fails(image, first, arguments, &not_sent(reason)));
}

#[test]
fn the_call_after_a_reset_in_the_handshake_succeeds() {
    // Closing a socket with unread bytes resets the connection.
    assert_only_the_first_is_not_sent(
        &[|mut stream| stream.read_exact(&mut [0]).unwrap()],
        &[],
        "connection reset",
    );
}

#[test]
fn the_call_after_a_close_in_the_handshake_succeeds() {
    let reason = "server closed the connection before the end of the TLS session";
    assert_only_the_first_is_not_sent(&[|mut stream| drop(client_hello(&mut stream))], &[], reason);
}

#[test]
fn the_call_after_a_reply_without_tls_succeeds() {
    fn reply_without_tls(mut stream: TcpStream) {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        wait_for_end(stream);
    }
    for (board, length) in BOARDS.into_iter().zip([8, 16]) {
        let connection = "async";
        let reason = format!("server sent no TLS, an invalid record, or one longer than {length} KiB");
        assert_only_the_first_fails(
            Image { board, connection },
            &[reply_without_tls],
            &[],
            &not_sent(&reason),
        );
    }
}

#[test]
fn the_call_after_a_silent_handshake_succeeds() {
    assert_only_the_first_is_not_sent(&[wait_for_end], &["--timeout", "3"], "timed out");
}

#[test]
fn the_call_after_one_that_was_dropped_in_the_handshake_succeeds() {
    for board in BOARDS {
        let connection = "async";
        let (arguments, line) = (["--cancel", "1000"], "dropped: Some(NotSent)\n");
        assert_only_the_first_fails(Image { board, connection }, &[wait_for_end], &arguments, line);
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
    let reason = "TLS failed with error -0x6600 of Mbed TLS";
    assert_only_the_first_is_not_sent(&[confuse_version], &["--timeout", "10"], reason);
}

#[test]
fn a_server_that_confuses_the_versions_in_the_second_handshake_is_refused() {
    fn refuse(mut stream: TcpStream) {
        client_hello(&mut stream);
        stream.write_all(&[21, 3, 3, 0, 2, 2, 70]).unwrap();
        wait_for_end(stream);
    }
    let reason = "TLS failed with error -0x6e80 of Mbed TLS";
    assert_only_the_first_is_not_sent(&[refuse, confuse_version], &["--timeout", "10"], reason);
}
