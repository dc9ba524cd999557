//! Responses of unusual servers, with the same result over every connection.

use std::{io::Write, net::TcpStream, process::Output, sync::Arc};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use support::{
    TestCa,
    server::{Server, accept, is_closed, read_request, serve},
};

use super::{CONNECTIONS, against, ca_file::CaFile, ends};

const STARTED: &str = "started 1821067171420946434\n";

const REPLY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

type Tls = StreamOwned<ServerConnection, TcpStream>;

/// Calls a server over a connection.
fn call(connection: &str, url: &str, ca: Option<&CaFile>) -> Output {
    let mut command = against(url);
    command.args(["--timeout", "10", "--connection", connection]);
    if let Some(ca) = ca {
        command.arg("--ca").arg(&ca.0);
    }
    command.output().unwrap()
}

/// Answers one request over each connection, and checks the result.
#[track_caller]
fn all_end(script: impl Fn(TcpStream) + Clone + Send + 'static, check: impl Fn(&str, Output)) {
    for connection in CONNECTIONS {
        let script = script.clone();
        let server = serve(move |listener| script(accept(listener)));
        check(connection, call(connection, &server.base_url(), None));
        server.finish();
    }
}

#[test]
fn a_start_after_an_interim_response_with_headers_is_a_start() {
    let script = |mut stream: TcpStream| {
        read_request(&mut stream);
        let interim = "HTTP/1.1 100 Continue\r\nServer: x\r\nContent-Length: 0\r\n\r\n";
        write!(stream, "{interim}{REPLY}").unwrap();
    };
    all_end(script, |_, output| ends(output, 0, STARTED, ""));
}

/// RFC 7230 removed this coding, which says that there is none.
#[test]
fn a_start_in_the_transfer_coding_identity_is_a_start() {
    let script = |mut stream: TcpStream| {
        read_request(&mut stream);
        let reply = REPLY.replace("\r\n\r\n", "\r\nTransfer-Encoding: identity\r\n\r\n");
        stream.write_all(reply.as_bytes()).unwrap();
    };
    all_end(script, |_, output| ends(output, 0, STARTED, ""));
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
            all_end(script, |connection, output| {
                let stderr = String::from_utf8(output.stderr).unwrap();
                let reason = format!("error: response has no code of the service, HTTP status {status}\n");
                assert!(stderr.starts_with(&reason), "{connection}: {stderr}");
                assert_eq!(output.status.code(), Some(code), "{connection}: {stderr}");
            });
        }
    }
}

/// Serves one client over TLS.
fn serve_tls<T: Send + 'static>(
    config: Arc<ServerConfig>,
    script: impl FnOnce(&mut Tls) -> T + Send + 'static,
) -> Server<T> {
    serve(move |listener| {
        let session = ServerConnection::new(config).unwrap();
        script(&mut StreamOwned::new(session, accept(listener)))
    })
}

/// Answers one request over each connection and TLS, and checks the result.
#[track_caller]
fn all_end_over_tls(script: impl Fn(&mut Tls) + Clone + Send + 'static, check: impl Fn(&str, Output)) {
    let ca = TestCa::new("a CA");
    let pem = CaFile::new(ca.pem());
    for connection in CONNECTIONS {
        let server = serve_tls(ca.server("localhost", 4096), script.clone());
        let url = format!("https://localhost:{}", server.port);
        check(connection, call(connection, &url, Some(&pem)));
        server.finish();
    }
}

/// Sends the reply in records, and these bytes behind them in the same packet.
fn reply_and(tls: &mut Tls, behind: &[u8]) {
    read_request(tls);
    tls.conn.writer().write_all(REPLY.as_bytes()).unwrap();
    let mut records = Vec::new();
    while tls.conn.wants_write() {
        tls.conn.write_tls(&mut records).unwrap();
    }
    records.extend_from_slice(behind);
    tls.sock.write_all(&records).unwrap();
    is_closed(&mut tls.sock);
}

#[test]
fn a_whole_reply_counts_even_if_tls_fails_right_behind_it() {
    let behind: [&[u8]; 4] = [
        b"",
        b"junk, and more of it",
        // A record that cannot be decrypted.
        &[
            23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
        ],
        // A fatal alert in the clear.
        &[21, 3, 3, 0, 2, 2, 80],
    ];
    for behind in behind {
        all_end_over_tls(|tls| reply_and(tls, behind), |_, output| ends(output, 0, STARTED, ""));
    }
}

#[test]
fn half_a_reply_does_not_count_if_tls_fails_behind_it() {
    let script = |tls: &mut Tls| {
        read_request(tls);
        let (half, _) = REPLY.split_at(REPLY.len() - 5);
        tls.conn.writer().write_all(half.as_bytes()).unwrap();
        let mut records = Vec::new();
        while tls.conn.wants_write() {
            tls.conn.write_tls(&mut records).unwrap();
        }
        records.extend_from_slice(b"junk, and more of it");
        tls.sock.write_all(&records).unwrap();
        is_closed(&mut tls.sock);
    };
    all_end_over_tls(script, |connection, output| {
        assert_eq!(output.status.code(), Some(4), "{connection}: {output:?}");
    });
}

#[test]
fn a_reply_without_length_counts_only_if_tls_is_ended() {
    for (is_ended, code) in [(true, 0), (false, 4)] {
        let script = move |tls: &mut Tls| {
            read_request(tls);
            let (_, body) = REPLY.split_once("\r\n\r\n").unwrap();
            write!(tls, "HTTP/1.1 200 OK\r\n\r\n{body}").unwrap();
            if is_ended {
                tls.conn.send_close_notify();
            }
            tls.flush().unwrap();
        };
        all_end_over_tls(script, |connection, output| {
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{connection}: {stderr}");
            let says = stderr.contains("the server closed the connection without ending TLS\n");
            assert_eq!(says, !is_ended, "{connection}: {stderr}");
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
        all_end_over_tls(script, |connection, output| {
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{connection}: {stderr}");
        });
    }
}

#[test]
fn a_server_that_demands_a_client_certificate_says_so() {
    let ca = TestCa::new("a CA");
    let pem = CaFile::new(ca.pem());
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        for _ in 0..10 {
            for connection in CONNECTIONS {
                let server = serve_tls(ca.server_with_client_verification("localhost", version), |tls| {
                    // It closes at once after the alert.
                    tls.conn.complete_io(&mut tls.sock).unwrap_err();
                });
                let output = call(connection, &format!("https://localhost:{}", server.port), Some(&pem));
                let stderr = String::from_utf8(output.stderr).unwrap();
                let line = stderr.lines().next().unwrap();
                assert!(
                    line.ends_with(": the server demands a client certificate"),
                    "{connection}: {stderr}"
                );
                server.finish();
            }
        }
    }
}
