//! A proxy from the environment. Each test runs itself again in a process with that environment.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use embedded_svc::io::{Error, ErrorKind};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use scnet_notebook::StdHttpConnection;
use support::TestCa;
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

/// Takes the tunnel, answers the request in it, and returns the head of CONNECT and the request.
fn answer_in_tunnel(mut stream: impl Read + Write, config: Arc<ServerConfig>) -> (String, String) {
    let connect = read_head(&mut stream);
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    (connect, answer(&mut tls))
}

/// Checks a request through the proxy.
#[track_caller]
fn is_the_request(request: &str, target: &str, authorization: &str) {
    let start =
        format!("POST {target} HTTP/1.1\r\n{authorization}Host: behind-the-proxy.invalid\r\nConnection: close\r\n");
    assert!(request.starts_with(&start) && request.ends_with(BODY), "{request}");
}

#[test]
fn an_https_call_goes_through_the_proxy_of_the_environment_by_connect() {
    const TEST: &str = "proxy::an_https_call_goes_through_the_proxy_of_the_environment_by_connect";
    if is_child() {
        return is_answered_over_tls();
    }
    for (user, authorization) in [
        ("", ""),
        ("user:p%40ss%3A@", "Proxy-Authorization: Basic dXNlcjpwQHNzOg==\r\n"),
        ("user@", "Proxy-Authorization: Basic dXNlcjo=\r\n"),
    ] {
        let ca = TestCa::new("a CA");
        let config = ca.server("behind-the-proxy.invalid", 4096);
        let proxy = serve(move |listener| answer_in_tunnel(accept(listener), config));
        let url = format!("http://{user}127.0.0.1:{}", proxy.port);
        run_with(TEST, &[("ALL_PROXY", &url), (CA, &ca.pem())]);
        let (connect, request) = proxy.finish();
        assert_eq!(
            connect,
            format!(
                "CONNECT behind-the-proxy.invalid:443 HTTP/1.1\r\nHost: behind-the-proxy.invalid:443\r\n\
                 User-Agent: scnet-notebook/0.1.0\r\nProxy-Connection: Keep-Alive\r\n{authorization}\r\n"
            )
        );
        is_the_request(&request, "/start", "");
    }
}

#[test]
fn a_proxy_may_speak_tls() {
    const TEST: &str = "proxy::a_proxy_may_speak_tls";
    if is_child() {
        return is_answered_over_tls();
    }
    let ca = TestCa::new("a CA");
    let (outer, inner) = (
        ca.server("127.0.0.1", 4096),
        ca.server("behind-the-proxy.invalid", 4096),
    );
    let proxy = serve(move |listener| {
        let stream = StreamOwned::new(ServerConnection::new(outer).unwrap(), accept(listener));
        answer_in_tunnel(stream, inner)
    });
    let url = format!("https://127.0.0.1:{}", proxy.port);
    run_with(TEST, &[("ALL_PROXY", &url), (CA, &ca.pem())]);
    is_the_request(&proxy.finish().1, "/start", "");
}

#[test]
fn a_server_behind_a_proxy_that_is_not_trusted_is_sent_nothing() {
    const TEST: &str = "proxy::a_server_behind_a_proxy_that_is_not_trusted_is_sent_nothing";
    if is_child() {
        return is_refused(
            HTTPS_URL,
            "no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its \
             intermediate certificates",
        );
    }
    let config = TestCa::new("unmistakable").server("behind-the-proxy.invalid", 4096);
    let proxy = serve(move |listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
        StreamOwned::new(ServerConnection::new(config).unwrap(), stream).read(&mut [0])
    });
    run_with_proxy(TEST, proxy.port);
    assert!(proxy.finish().is_err());
}

#[test]
fn a_proxy_over_tls_that_is_not_trusted_is_sent_nothing() {
    const TEST: &str = "proxy::a_proxy_over_tls_that_is_not_trusted_is_sent_nothing";
    if is_child() {
        return is_refused(
            HTTPS_URL,
            "TLS of the proxy: the certificate of the server is for another host name",
        );
    }
    let ca = TestCa::new("a CA");
    let config = ca.server("unmistakable.test", 4096);
    let proxy = serve(move |listener| {
        let session = ServerConnection::new(config).unwrap();
        StreamOwned::new(session, accept(listener)).read(&mut [0])
    });
    let url = format!("https://user:unmistakable@127.0.0.1:{}", proxy.port);
    run_with(TEST, &[("ALL_PROXY", &url), (CA, &ca.pem())]);
    assert!(proxy.finish().is_err());
}

#[test]
fn an_http_call_goes_through_the_proxy_in_absolute_form() {
    const TEST: &str = "proxy::an_http_call_goes_through_the_proxy_in_absolute_form";
    if is_child() {
        return is_answered();
    }
    for (user, authorization) in [("", ""), ("user:word@", "Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n")] {
        let proxy = serve(|listener| answer(&mut accept(listener)));
        let url = format!("http://{user}127.0.0.1:{}", proxy.port);
        run_with(TEST, &[("ALL_PROXY", &url)]);
        let request = proxy.finish();
        let start = format!(
            "POST http://behind-the-proxy.invalid/start HTTP/1.1\r\n{authorization}Host: behind-the-proxy.invalid\r\n"
        );
        assert!(request.starts_with(&start) && request.ends_with(BODY), "{request}");
    }
}

#[test]
fn a_refusal_of_the_proxy_is_the_response_to_an_http_call() {
    const TEST: &str = "proxy::a_refusal_of_the_proxy_is_the_response_to_an_http_call";
    if is_child() {
        assert_eq!(post(&mut StdHttpConnection::new(), URL).unwrap(), (407, String::new()));
        return;
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        stream
            .write_all(b"HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
    });
    run_with_proxy(TEST, proxy.port);
    proxy.finish();
}

/// Answers CONNECT with these bytes, and closes.
#[track_caller]
fn refuses(test: &str, answer: &'static str) {
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        stream.write_all(answer.as_bytes()).unwrap();
    });
    run_with_proxy(test, proxy.port);
    proxy.finish();
}

#[test]
fn a_proxy_that_refuses_means_unsent() {
    if is_child() {
        return is_refused(HTTPS_URL, "the proxy refused CONNECT with HTTP status 407");
    }
    refuses(
        "proxy::a_proxy_that_refuses_means_unsent",
        "HTTP/1.1 407 unmistakable\r\nunmistakable: unmistakable\r\nContent-Length: 0\r\n\r\n",
    );
}

#[test]
fn a_server_that_is_not_a_proxy_means_unsent() {
    if is_child() {
        return is_refused(HTTPS_URL, "the proxy did not answer in HTTP");
    }
    refuses(
        "proxy::a_server_that_is_not_a_proxy_means_unsent",
        "unmistakable\r\n\r\n",
    );
}

#[test]
fn a_proxy_that_closes_means_unsent() {
    if is_child() {
        return is_refused(HTTPS_URL, "the proxy closed the connection");
    }
    refuses(
        "proxy::a_proxy_that_closes_means_unsent",
        "HTTP/1.1 200 unmistakable\r\n",
    );
}

#[test]
fn a_proxy_that_does_not_end_its_answer_means_unsent() {
    const TEST: &str = "proxy::a_proxy_that_does_not_end_its_answer_means_unsent";
    if is_child() {
        return is_refused(HTTPS_URL, "the head of the proxy is too long");
    }
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        while stream.write_all(b"HTTP/1.1 200 unmistakable\r\n").is_ok() {}
    });
    run_with_proxy(TEST, proxy.port);
    proxy.finish();
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
        return is_refused(URL, "the rules of the proxy forbid the connection");
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
