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
    run_with(
        test,
        &proxy.map(|proxy| ("ALL_PROXY", proxy)).into_iter().collect::<Vec<_>>(),
    );
}

/// Runs a test in a process with these variables for proxies and no others.
fn run_with(test: &str, variables: &[(&str, &str)]) {
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
        .envs(variables.iter().copied())
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
    let proxy = std::env::var("ALL_PROXY").unwrap();
    let (_, proxy) = proxy.split_once("://").unwrap();
    assert_eq!(
        error.to_string(),
        format!("connecting to behind-the-proxy.invalid through the proxy {proxy}: {reason}")
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
        return is_refused("proxy refused CONNECT with HTTP status 407");
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

#[test]
fn a_proxy_that_is_down_is_named() {
    if is_child() {
        return is_refused("Connection refused (os error 111)");
    }
    // Nothing listens there.
    run_with_proxy("proxy::a_proxy_that_is_down_is_named", 9);
}

#[test]
fn a_host_in_no_proxy_is_called_without_the_proxy() {
    const TEST: &str = "proxy::a_host_in_no_proxy_is_called_without_the_proxy";
    if is_child() {
        let error = post_unsent(&mut StdHttpConnection::new(), URL);
        assert!(
            error.to_string().starts_with("resolving behind-the-proxy.invalid: "),
            "{error}"
        );
        return;
    }
    // Nothing listens at the address of the proxy.
    for name in ["no_proxy", "NO_PROXY"] {
        run_with(
            TEST,
            &[
                ("ALL_PROXY", "http://127.0.0.1:9"),
                (name, "foo, .behind-the-proxy.invalid"),
            ],
        );
    }
}

#[test]
fn the_variable_of_the_scheme_comes_before_that_for_all() {
    const TEST: &str = "proxy::the_variable_of_the_scheme_comes_before_that_for_all";
    if is_child() {
        let mut connection = StdHttpConnection::new();
        for scheme in ["http", "https"] {
            let error = post_unsent(&mut connection, &format!("{scheme}://behind-the-proxy.invalid/start"));
            let proxy = format!(" through the proxy {scheme}.invalid:1: ");
            assert!(error.to_string().contains(&proxy), "{error}");
        }
        return;
    }
    let others = [
        ("ALL_PROXY", "http://all.invalid:1"),
        ("HTTP_PROXY", "http://http.invalid:1"),
    ];
    run_with(
        TEST,
        &[
            &others[..],
            &[("https_proxy", "http://https.invalid:1"), ("HTTPS_PROXY", "x://y")],
        ]
        .concat(),
    );
}

#[test]
fn a_variable_that_names_no_proxy_is_an_error_and_not_shown() {
    const TEST: &str = "proxy::a_variable_that_names_no_proxy_is_an_error_and_not_shown";
    if is_child() {
        let error = post_unsent(&mut StdHttpConnection::new(), URL);
        let name = if std::env::var_os("http_proxy").is_some() {
            "http_proxy"
        } else {
            "ALL_PROXY"
        };
        let reason = format!("the environment variable {name} is not the URL of an HTTP or SOCKS proxy");
        assert_eq!(error.to_string(), reason);
        assert!(!format!("{error:?}").contains("unmistakable"), "{error:?}");
        return;
    }
    for value in [
        "\"http://user:unmistakable@127.0.0.1:9\"",
        "http://user:unmistakable@127.0.0.1:9\r",
        "ftp://user:unmistakable@127.0.0.1:9",
        "htp://127.0.0.1:9",
    ] {
        run_with(TEST, &[("ALL_PROXY", value)]);
        run_with(TEST, &[("ALL_PROXY", "http://127.0.0.1:9"), ("http_proxy", value)]);
    }
}
