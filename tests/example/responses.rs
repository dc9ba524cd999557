//! Responses of unusual servers, with the same result over every connection.

use std::{io::Write, net::TcpStream, process::Command, sync::Arc};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use support::{
    TestCa,
    documented::STARTED as REPLY,
    server::{Server, accept, is_closed, over_tls, read_request, records, serve},
};

use super::{CONNECTIONS, ca_file::CaFile, fails, over, starts};

type Tls = StreamOwned<ServerConnection, TcpStream>;

/// Answers one request over each connection, and checks the result.
#[track_caller]
fn all_end(script: impl Fn(TcpStream) + Clone + Send + 'static, check: impl Fn(&mut Command)) {
    for connection in CONNECTIONS {
        let script = script.clone();
        let server = serve(move |listener| script(accept(listener)));
        check(over(connection, &server.base_url()).args(["--timeout", "10"]));
        server.finish();
    }
}

/// Behind an interim response with headers, and in a coding that RFC 7230 removed, which says that there is none.
#[test]
fn an_unusual_start_is_a_start() {
    let interim = format!("HTTP/1.1 100 Continue\r\nServer: x\r\nContent-Length: 0\r\n\r\n{REPLY}");
    let identity = REPLY.replace("\r\n\r\n", "\r\nTransfer-Encoding: identity\r\n\r\n");
    for reply in [interim, identity] {
        let script = move |mut stream: TcpStream| {
            read_request(&mut stream);
            stream.write_all(reply.as_bytes()).unwrap();
        };
        all_end(script, starts);
    }
}

/// A server that refuses every client before it reads anything. Its close resets the connection, as bytes are left unread.
#[test]
fn an_answer_before_the_request_is_read() {
    for (status, code) in [(401, 1), (413, 1), (503, 4)] {
        let script = move |mut stream: TcpStream| {
            // In one piece, none of which waits for an acknowledgement.
            let response = format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\n\r\n{{}}");
            stream.write_all(response.as_bytes()).unwrap();
        };
        for _ in 0..10 {
            all_end(script, |command| {
                let stderr = fails(command, code);
                let reason = format!("error: response has no code of the service, HTTP status {status}\n");
                assert!(stderr.starts_with(&reason), "{command:?}: {stderr}");
            });
        }
    }
}

/// Serves one client over TLS.
fn serve_tls(config: Arc<ServerConfig>, script: impl FnOnce(&mut Tls) + Send + 'static) -> Server<()> {
    serve(move |listener| script(&mut over_tls(config, accept(listener))))
}

/// Answers one request over each connection and TLS, and checks the result.
#[track_caller]
fn all_end_over_tls(
    config: impl Fn(&TestCa) -> Arc<ServerConfig>,
    script: impl Fn(&mut Tls) + Clone + Send + 'static,
    check: impl Fn(&mut Command),
) {
    let ca = TestCa::new("a CA");
    let pem = CaFile::new(ca.pem());
    for connection in CONNECTIONS {
        let server = serve_tls(config(&ca), script.clone());
        let url = format!("https://localhost:{}", server.port);
        check(over(connection, &url).args(["--timeout", "10", "--ca"]).arg(&pem.0));
        server.finish();
    }
}

fn usual(ca: &TestCa) -> Arc<ServerConfig> {
    ca.server("localhost", 4096)
}

/// Sends a reply in records, and these bytes behind them in the same packet.
fn reply_and(tls: &mut Tls, reply: &str, behind: &[u8]) {
    read_request(tls);
    let records = [&records(&mut tls.conn, reply), behind].concat();
    tls.sock.write_all(&records).unwrap();
    is_closed(&mut tls.sock);
}

/// Bytes that are not TLS, a record that cannot be decrypted, and a fatal alert in the clear, with the sentence for each.
const FAULTS: [(&[u8], &str); 3] = [
    (b"junk, and more of it", "the server sent bytes that are not TLS"),
    (
        b"\x17\x03\x03\0\x14 in none of the keys.",
        "a TLS record arrived damaged",
    ),
    (&[21, 3, 3, 0, 2, 2, 80], "a TLS record arrived damaged"),
];

#[test]
fn a_whole_reply_counts_even_if_tls_fails_right_behind_it() {
    for (behind, _) in FAULTS.into_iter().chain([(&b""[..], "")]) {
        all_end_over_tls(usual, |tls| reply_and(tls, REPLY, behind), starts);
    }
}

/// The server stays open: nothing is waited for.
#[test]
fn half_a_reply_does_not_count_if_tls_fails_behind_it() {
    let (half, _) = REPLY.split_at(REPLY.len() - 5);
    for (behind, reason) in FAULTS {
        all_end_over_tls(
            usual,
            |tls| reply_and(tls, half, behind),
            |command| {
                let stderr = fails(command, 4);
                assert!(stderr.contains(&format!(": {reason}\n")), "{command:?}: {stderr}");
            },
        );
    }
}

#[test]
fn a_reply_without_length_counts_only_if_tls_is_ended() {
    for is_ended in [true, false] {
        let script = move |tls: &mut Tls| {
            read_request(tls);
            let (_, body) = REPLY.split_once("\r\n\r\n").unwrap();
            write!(tls, "HTTP/1.1 200 OK\r\n\r\n{body}").unwrap();
            if is_ended {
                tls.conn.send_close_notify();
            }
            tls.flush().unwrap();
        };
        all_end_over_tls(usual, script, |command| {
            if is_ended {
                return starts(command);
            }
            let stderr = fails(command, 4);
            let reason = "the server closed the connection without ending TLS\n";
            assert!(stderr.contains(reason), "{command:?}: {stderr}");
        });
    }
}

#[test]
fn an_answer_over_tls_before_the_request_is_read() {
    for _ in 0..10 {
        let script = |tls: &mut Tls| {
            tls.sock.set_nodelay(true).unwrap();
            while tls.conn.is_handshaking() {
                tls.conn.complete_io(&mut tls.sock).unwrap();
            }
            tls.write_all(b"HTTP/1.1 401 X\r\nContent-Length: 2\r\n\r\n{}").unwrap();
            tls.flush().unwrap();
        };
        all_end_over_tls(usual, script, |command| _ = fails(command, 1));
    }
}

#[test]
fn a_server_that_demands_a_client_certificate_says_so() {
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let config = |ca: &TestCa| ca.server_with_client_verification("localhost", version);
        // It closes at once after the alert.
        let script = |tls: &mut Tls| _ = tls.conn.complete_io(&mut tls.sock).unwrap_err();
        for _ in 0..10 {
            all_end_over_tls(config, script, |command| {
                let output = command.output().unwrap();
                let stderr = String::from_utf8(output.stderr).unwrap();
                let line = stderr.lines().next().unwrap();
                let reason = ": the server demands a client certificate";
                assert!(line.ends_with(reason), "{command:?}: {stderr}");
            });
        }
    }
}
