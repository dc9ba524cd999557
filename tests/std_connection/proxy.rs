//! A proxy from the environment. Each test runs itself again in a process with that environment.

mod http;
mod http_refusals;
mod socks;

use std::io::{Read, Write};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use embedded_svc::io::{Error, ErrorKind};
use scnet_notebook::StdHttpConnection;
use support::server::{accept, ok, read_request, serve};

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

const HTTPS_URL: &str = "https://behind-the-proxy.invalid/start";

/// The certificate of a CA, in PEM.
const CA: &str = "STD_CONNECTION_TEST_CA";

#[track_caller]
fn is_answered() {
    let answer = post(&mut StdHttpConnection::new(), URL);
    assert_eq!(answer.unwrap(), (200, "{}".into()));
}

/// Makes a connection that trusts the CA, if there is one.
fn connection() -> StdHttpConnection {
    let connection = StdHttpConnection::new();
    match std::env::var(CA) {
        Ok(pem) => connection.with_private_ca(pem.as_bytes()).unwrap(),
        Err(_) => connection,
    }
}

#[track_caller]
fn is_answered_over_tls() {
    let answer = post(&mut connection(), HTTPS_URL);
    assert_eq!(answer.unwrap(), (200, "{}".into()));
}

#[track_caller]
fn is_refused(url: &str, reason: &str) {
    let error = post_unsent(&mut connection(), url);
    let proxy = std::env::var("ALL_PROXY").unwrap();
    let (_, proxy) = proxy.split_once("://").unwrap();
    let proxy = proxy.rsplit('@').next().unwrap();
    assert_eq!(
        error.to_string(),
        format!("connecting to behind-the-proxy.invalid through the proxy {proxy}: {reason}")
    );
    assert!(!format!("{error:?}").contains("unmistakable"), "{error:?}");
}

/// Answers the request behind the proxy, and returns it.
fn answer(stream: &mut (impl Read + Write)) -> String {
    let request = read_request(stream);
    stream.write_all(ok("{}").as_bytes()).unwrap();
    request
}

#[test]
fn a_slow_proxy_does_not_outlast_the_time_to_connect() {
    const TEST: &str = "proxy::a_slow_proxy_does_not_outlast_the_time_to_connect";
    if is_child() {
        let limit = Duration::from_secs(1);
        let begin = Instant::now();
        let mut connection = StdHttpConnection::new().with_connect_timeout(limit);
        let error = post_unsent(&mut connection, HTTPS_URL);
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
        assert!(begin.elapsed() >= limit && begin.elapsed() < limit * 5);
        return;
    }
    for protocol in ["http", "socks5h", "socks4a"] {
        let proxy = serve(|listener| {
            let mut stream = accept(listener);
            // One byte at a time, until the client closes.
            let bytes = if stream.read(&mut [0; 512]).unwrap() == 3 {
                &[5, 0, 5][..]
            } else {
                b"\0"
            };
            for byte in bytes.iter().chain([0; 300].iter()) {
                if stream.write_all(&[*byte]).is_err() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(300));
            }
        });
        run_with(
            TEST,
            &[("ALL_PROXY", &format!("{protocol}://127.0.0.1:{}", proxy.port))],
        );
        proxy.finish();
    }
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
        return is_refused(HTTPS_URL, "Connection refused (os error 111)");
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
fn a_header_of_a_cgi_request_is_no_proxy() {
    if is_child() {
        let error = post_unsent(&mut StdHttpConnection::new(), URL).to_string();
        assert!(error.starts_with("resolving behind-the-proxy.invalid: "), "{error}");
        return;
    }
    run_with(
        "proxy::a_header_of_a_cgi_request_is_no_proxy",
        &[("HTTP_PROXY", "http://127.0.0.1:9"), ("REQUEST_METHOD", "POST")],
    );
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
