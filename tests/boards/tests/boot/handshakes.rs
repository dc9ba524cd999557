//! Handshakes that end early, and what a server may ask for in one.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread::{self, JoinHandle},
};

use rustls::{ServerConnection, StreamOwned};
use support::TestCa;

use crate::{
    JSON, STARTED,
    https::{File, LATER, reply},
    image::{BOARDS, CONNECTIONS, Image, Run},
    on_each_board,
    openssl::OpenSsl,
    pki::{self, HOST},
    tls_server::TlsServer,
};

fn call(image: Image, url: &str, more: &[&str]) -> Run {
    let arguments = ["--address", "10.0.2.2", "--ca", &pki::file("ec-root", "pem")];
    image.run(url, &[&arguments, more].concat())
}

/// Calls `openssl s_server` with these options, and expects this error.
#[track_caller]
fn assert_alert(options: &[&str], alert: &str) {
    assert_alert_of("rsa-leaf", options, alert);
}

#[track_caller]
fn assert_alert_of(certificate: &str, options: &[&str], alert: &str) {
    let offer = "this end offers TLS 1.2 and 1.3, ECDHE on P-256 and P-384, AES-GCM, RSA and ECDSA, and no certificate of its own";
    on_each_board(|image| {
        let server = OpenSsl::start(certificate, options);
        let run = call(image, &server.url(HOST), &[]);
        let line = format!(
            "error: connection failed while opening the request: server ended the TLS session with {alert}; {offer}\n"
        );
        assert_eq!((run.status, run.output), (Some(3), line), "{image}");
        assert_eq!(server.requests(), 0, "{image}");
    });
}

#[test]
fn a_server_of_tls_1_1_is_refused_with_its_alert() {
    let options = ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"];
    assert_alert(&options, "alert 40, handshake_failure");
}

#[test]
fn a_server_with_other_groups_or_ciphers_is_refused_with_its_alert() {
    assert_alert(&["-groups", "X25519"], "alert 40, handshake_failure");
    assert_alert(&["-tls1_2", "-groups", "X25519"], "alert 40, handshake_failure");
    assert_alert(&["-tls1_2", "-cipher", "AES128-SHA"], "alert 40, handshake_failure");
}

#[test]
fn a_server_that_demands_a_certificate_is_refused_with_its_alert() {
    let chain = File::new(pki::chain("ec-ca"));
    let options = ["-tls1_2", "-Verify", "1", "-cert_chain", chain.path()];
    assert_alert_of("ec-leaf", &options, "alert 40, handshake_failure");
}

#[test]
fn a_server_may_ask_for_a_certificate() {
    let chain = File::new(pki::chain("ec-ca"));
    on_each_board(|image| {
        for version in ["-tls1_2", "-tls1_3"] {
            // The list of OpenSSL has kinds of signatures that the device does not know.
            let server = OpenSsl::start("ec-leaf", &[version, "-verify", "1", "-cert_chain", chain.path()]);
            let run = call(image, &server.url(HOST), &[]);
            assert_eq!(
                (run.status, run.output),
                (Some(0), STARTED.to_owned()),
                "{image}, {version}"
            );
            assert_eq!(server.requests(), 1, "{image}, {version}");
        }
    });
}

#[test]
fn a_host_may_be_an_address() {
    let chain = File::new(pki::chain("ec-ca"));
    on_each_board(|image| {
        let server = OpenSsl::start("ec-leaf", &["-cert_chain", chain.path()]);
        let run = image.run(&server.url("10.0.2.2"), &["--ca", &pki::file("ec-root", "pem")]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
    });
}

#[test]
fn the_pinned_ca_may_be_one_of_several_or_in_der() {
    let roots = ["other-root", "ec-root"].map(|name| fs::read_to_string(pki::file(name, "pem")).unwrap());
    let (several, der) = (File::new(roots.concat()), File::new(pki::der("ec-root")));
    let chain = File::new(pki::chain("ec-ca"));
    on_each_board(|image| {
        for file in [&several, &der] {
            let server = OpenSsl::start("ec-leaf", &["-cert_chain", chain.path()]);
            let run = call(image, &server.url(HOST), &["--ca", file.path()]);
            assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
        }
    });
}

#[test]
fn a_certificate_that_has_its_names_twice_is_refused() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_board(|image| {
        let server = TlsServer::start(ca.server_with_repeated_names(HOST), reply());
        let run = call(image, &server.url(HOST), &["--ca", file.path()]);
        let line = "error: connection failed while opening the request: certificate of the server cannot be read, \
                    error -0x2500 of Mbed TLS\n";
        assert_eq!((run.status, run.output.as_str()), (Some(3), line), "{image}");
        assert_eq!(server.received(), [""], "{image}");
    });
}

#[test]
fn a_heap_that_is_too_small_is_told_apart_from_a_server_that_is_not_trusted() {
    let chain = File::new(pki::chain("rsa-ca"));
    let image = Image {
        board: BOARDS[0],
        connection: "async",
    };
    for version in ["-tls1_2", "-tls1_3"] {
        for size in (0..30).step_by(2).map(|size| (size * 1024).to_string()) {
            let server = OpenSsl::start("rsa-leaf", &[version, "-cert_chain", chain.path()]);
            let arguments = ["--ca", &pki::file("rsa-root", "pem"), "--heap", &size];
            let run = call(image, &server.url(HOST), &arguments);
            let line = "error: connection failed while opening the request: heap of TLS is too small\n";
            assert_eq!((run.status, run.output.as_str()), (Some(3), line), "{version}, {size}");
            assert_eq!(server.requests(), 0, "{version}, {size}");
        }
    }
}

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
    let arguments = ["--ca", file.path(), "--calls", "2", "--stack"];
    let run = call(image, &url, &[&arguments, more].concat());
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

#[test]
fn a_record_of_a_reply_has_to_fit_the_buffer() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    for (board, fits) in BOARDS.into_iter().zip([false, true]) {
        for connection in CONNECTIONS {
            let image = Image { board, connection };
            let filler = "X-Filler: 0123456789\r\n".repeat(500);
            let length = JSON.len();
            let reply = format!("HTTP/1.1 200 OK\r\n{filler}Content-Length: {length}\r\n\r\n{JSON}");
            let server = TlsServer::start(ca.server(HOST, LATER), Some(reply));
            let run = call(image, &server.url(HOST), &["--ca", file.path()]);
            if fits {
                assert_eq!((run.status, run.output.as_str()), (Some(0), STARTED), "{image}");
            } else {
                let line = "error: connection failed while waiting for the response: server sent no TLS, an invalid \
                            record, or one longer than 8 KiB\n";
                assert_eq!((run.status, run.output.as_str()), (Some(4), line), "{image}");
            }
            assert_eq!(server.received().len(), 1, "{image}");
        }
    }
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
    on_each_board(|image| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{HOST}:{}", listener.local_addr().unwrap().port());
        let server = thread::spawn(move || {
            refuse(listener.accept().unwrap().0);
            confuse_version(listener.accept().unwrap().0);
        });
        let run = call(image, &url, &["--timeout", "10"]);
        let line = format!("{OPENING}TLS failed with error -0x6e80 of Mbed TLS\n");
        assert_eq!((run.status, run.output), (Some(3), line), "{image}");
        server.join().unwrap();
    });
}
