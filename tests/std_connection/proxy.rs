//! A proxy from the environment. Each test runs itself again in a process with that environment.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output};

use scnet_notebook::StdHttpConnection;
use support::server::{accept, ok, read_head, read_request, serve};

use crate::client::{BODY, post, post_unsent};

const CHILD: &str = "STD_CONNECTION_TEST_CHILD";

/// Returns whether this process runs with the environment of the test.
fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

fn run_with_proxy(test: &str, port: u16) {
    run(test, Some(&format!("http://127.0.0.1:{port}")));
}

fn run_with_socks(test: &str, port: u16) {
    run(test, Some(&format!("socks5h://127.0.0.1:{port}")));
}

/// Runs a test in a process without any proxy, unless this is that process already.
pub(crate) fn without_proxy(test: &str) -> bool {
    if !is_child() {
        run(test, None);
    }
    is_child()
}

/// Runs a test in a process with this proxy and no other.
fn run(test: &str, proxy: Option<&str>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in [
        "ALL_PROXY",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "all_proxy",
        "https_proxy",
        "http_proxy",
        "NO_PROXY",
        "no_proxy",
    ] {
        command.env_remove(name);
    }
    let run = command
        .args(["--exact", test])
        .envs(proxy.map(|proxy| ("ALL_PROXY", proxy)))
        .env(CHILD, "1")
        .output();
    let run = run.unwrap();
    passed(&run);
}

/// Checks that the one test was found, and passed.
#[track_caller]
fn passed(run: &Output) {
    let output = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && output.contains("1 passed"), "{output}");
}

/// A URL that only the proxy can reach.
const URL: &str = "http://behind-the-proxy.invalid/start";

#[track_caller]
fn is_answered() {
    let answer = post(&mut StdHttpConnection::new(), URL);
    assert_eq!(answer.unwrap(), (200, "{}".into()));
}

#[track_caller]
fn is_refused(reason: &str) {
    let error = post_unsent(&mut StdHttpConnection::new(), URL);
    assert_eq!(
        error.to_string(),
        format!("connecting to behind-the-proxy.invalid: {reason}")
    );
    assert!(!format!("{error:?}").contains("unmistakable"), "{error:?}");
}

/// Answers the request behind the proxy, and returns it.
fn answer(stream: &mut TcpStream) -> String {
    let request = read_request(stream);
    stream.write_all(ok("{}").as_bytes()).unwrap();
    request
}

#[test]
fn a_call_goes_through_the_proxy_of_the_environment() {
    if is_child() {
        return is_answered();
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        let connect = read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
        (connect, answer(&mut stream))
    });
    run_with_proxy("proxy::a_call_goes_through_the_proxy_of_the_environment", proxy.port);
    let (connect, request) = proxy.finish();
    assert_eq!(
        connect,
        "CONNECT behind-the-proxy.invalid:80 HTTP/1.1\r\nHost: behind-the-proxy.invalid:80\r\n\
         User-Agent: scnet-notebook/0.1.0\r\nProxy-Connection: Keep-Alive\r\n\r\n"
    );
    assert!(
        request.starts_with("POST /start HTTP/1.1\r\nhost: behind-the-proxy.invalid\r\n"),
        "{request}"
    );
    assert!(request.ends_with(BODY), "{request}");
}

#[test]
fn a_proxy_that_refuses_means_unsent() {
    if is_child() {
        return is_refused("proxy answered with HTTP status 407");
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        stream
            .write_all(b"HTTP/1.1 407 unmistakable\r\nunmistakable: unmistakable\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
    });
    run_with_proxy("proxy::a_proxy_that_refuses_means_unsent", proxy.port);
    proxy.finish();
}

#[test]
fn a_server_that_is_not_a_proxy_means_unsent() {
    if is_child() {
        return is_refused("http parse fail");
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        stream.write_all(b"unmistakable\r\n\r\n").unwrap();
    });
    run_with_proxy("proxy::a_server_that_is_not_a_proxy_means_unsent", proxy.port);
    proxy.finish();
}

/// Reads a request to connect by SOCKS 5 (RFC 1928), and returns the host and the port it names.
fn read_socks(stream: &mut TcpStream) -> (String, u16) {
    fn read<const N: usize>(stream: &mut TcpStream) -> [u8; N] {
        let mut bytes = [0; N];
        stream.read_exact(&mut bytes).unwrap();
        bytes
    }
    // Version 5, and one way to authenticate: none.
    assert_eq!(read(stream), [5, 1, 0]);
    stream.write_all(&[5, 0]).unwrap();
    // Version 5, connect, reserved, then a name and its length.
    let [5, 1, 0, 3, length] = read(stream) else {
        panic!("no request to connect to a name")
    };
    let mut host = vec![0; length.into()];
    stream.read_exact(&mut host).unwrap();
    (String::from_utf8(host).unwrap(), u16::from_be_bytes(read(stream)))
}

#[test]
fn a_call_goes_through_a_socks_proxy() {
    if is_child() {
        return is_answered();
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        let target = read_socks(&mut stream);
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        (target, answer(&mut stream))
    });
    run_with_socks("proxy::a_call_goes_through_a_socks_proxy", proxy.port);
    let (target, request) = proxy.finish();
    assert_eq!(target, ("behind-the-proxy.invalid".into(), 80));
    assert!(request.starts_with("POST /start HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(BODY), "{request}");
}

#[test]
fn a_socks_proxy_that_refuses_means_unsent() {
    if is_child() {
        return is_refused("connection not allowed by ruleset");
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_socks(&mut stream);
        stream.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
    });
    run_with_socks("proxy::a_socks_proxy_that_refuses_means_unsent", proxy.port);
    proxy.finish();
}

#[test]
fn this_machine_is_called_without_the_proxy() {
    if let Ok(port) = std::env::var("STD_CONNECTION_TEST_PORT") {
        for host in ["127.0.0.1", "localhost"] {
            let answer = post(&mut StdHttpConnection::new(), &format!("http://{host}:{port}/start"));
            assert_eq!(answer.unwrap(), (200, "{}".into()));
        }
        return;
    }
    let server = serve(|listener| {
        for _ in 0..2 {
            assert!(answer(&mut accept(listener)).ends_with(BODY));
        }
    });
    // Nothing listens at the address of the proxy.
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "proxy::this_machine_is_called_without_the_proxy"])
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .env("STD_CONNECTION_TEST_PORT", server.port.to_string())
        .output()
        .unwrap();
    passed(&run);
    server.finish();
}
