//! A proxy from the environment, which calls in processes with that environment see.

mod http;
mod http_refusals;
mod socks;

use std::{
    env,
    io::{self, Read, Write},
    process::Command,
    time::{Duration, Instant},
};

use embedded_svc::io::Error;
use scnet_notebook::StdHttpConnection;
use support::server::{Server, accept, ok, read_request, serve};

use crate::client::{BODY, Step, post};

/// The URLs that a process calls.
const URLS: &str = "STD_CONNECTION_TEST_URLS";

/// The certificate of the CA that it trusts, in PEM.
const CA: &str = "STD_CONNECTION_TEST_CA";

/// The time it has to connect. Only a test that fails takes longer.
const LIMIT: Duration = Duration::from_secs(1);
const IS_LIMITED: &str = "STD_CONNECTION_TEST_IS_LIMITED";

/// A URL that only the proxy can reach.
const URL: &str = "http://behind-the-proxy.invalid/start";
const HTTPS_URL: &str = "https://behind-the-proxy.invalid/start";

/// The URL of a proxy that refuses connections.
const CLOSED: &str = "http://127.0.0.1:9";

/// Calls the URLs one after the other over one connection, in a process with these variables and no others for proxies. Returns
/// the end of each call, as [`one_process`] writes it. No end shows a secret.
pub(crate) fn call(urls: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    let mut command = Command::new(env::current_exe().unwrap());
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
        .args(["--ignored", "--exact", "proxy::one_process"])
        .env("RES_OPTIONS", "timeout:1 attempts:1") // a silent resolver gives up before the call times out
        .env(URLS, urls.join(" "));
    let output = command.envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let ends = String::from_utf8(output.stderr).unwrap();
    assert!(!ends.contains("unmistakable"), "{ends}");
    ends.lines().map(str::to_owned).collect()
}

/// The process of [`call`]. For each call it writes the status and the body, or the kind of the error, whether the request was
/// sent, and the text.
#[test]
#[ignore = "the process of the other tests"]
fn one_process() {
    let urls = env::var(URLS).unwrap();
    let mut connection = StdHttpConnection::new();
    if let Ok(pem) = env::var(CA) {
        connection = connection.with_private_ca(pem.as_bytes()).unwrap();
    }
    if env::var_os(IS_LIMITED).is_some() {
        connection = connection.with_connect_timeout(LIMIT);
    }
    for url in urls.split(' ') {
        let end = match post(&mut connection, url) {
            Ok((status, body)) => format!("{status} {body}"),
            Err((step, error)) => {
                assert!(!format!("{error:?}").contains("unmistakable"), "{error:?}");
                let is_unsent = matches!(step, Step::Request | Step::Write);
                assert_eq!(error.is_unsent(), is_unsent, "{error}");
                let sent = if is_unsent { "not sent" } else { "sent" };
                format!("{:?}, {sent}: {error}", error.kind())
            }
        };
        // Unlike that of a macro, its output is not captured.
        writeln!(io::stderr(), "{end}").unwrap();
    }
}

/// Calls a URL through the proxy with this URL, and returns the end of the call.
fn call_through(proxy: &str, url: &str) -> String {
    call(&[url], &[("ALL_PROXY", proxy)]).remove(0)
}

/// Returns the URL of a proxy.
fn proxy_url<T>(protocol: &str, server: &Server<T>) -> String {
    format!("{protocol}://127.0.0.1:{}", server.port)
}

/// Returns the end of a call that the proxy with this URL did not let through.
fn refusal(proxy: &str, kind: &str, reason: &str) -> String {
    let address = proxy.rsplit(['/', '@']).next().unwrap();
    format!("{kind}, not sent: connecting to behind-the-proxy.invalid through the proxy {address}: {reason}")
}

/// Checks that a call through the proxy with this URL is not sent, for this reason.
#[track_caller]
fn is_refused(proxy: &str, url: &str, kind: &str, reason: &str) {
    assert_eq!(call_through(proxy, url), refusal(proxy, kind, reason));
}

/// Checks that a call with these variables goes to the host behind the proxy itself, which no resolver knows.
#[track_caller]
fn is_direct(variables: &[(&str, &str)]) {
    let end = call(&[URL], variables).remove(0);
    let start = "NotFound, not sent: resolving behind-the-proxy.invalid: ";
    assert!(end.starts_with(start), "{end}");
}

/// Answers the request behind the proxy, and returns it.
fn answer(stream: &mut (impl Read + Write)) -> String {
    let request = read_request(stream);
    stream.write_all(ok("{}").as_bytes()).unwrap();
    request
}

#[test]
fn a_slow_proxy_does_not_outlast_the_time_to_connect() {
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
        let begin = Instant::now();
        let variables = [("ALL_PROXY", &*proxy_url(protocol, &proxy)), (IS_LIMITED, "")];
        let end = call(&[HTTPS_URL], &variables).remove(0);
        assert!(end.starts_with("TimedOut, not sent: "), "{end}");
        assert!(begin.elapsed() >= LIMIT && begin.elapsed() < LIMIT * 5);
        proxy.finish();
    }
}

#[test]
fn this_machine_is_called_without_the_proxy() {
    let server = serve(|listener| {
        for _ in 0..2 {
            assert!(answer(&mut accept(listener)).ends_with(BODY));
        }
    });
    let urls = ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{}/start", server.port));
    let ends = call(&[&urls[0], &urls[1]], &[("ALL_PROXY", CLOSED)]);
    assert_eq!(ends, ["200 {}"; 2]);
    server.finish();
}

#[test]
fn a_proxy_that_is_down_is_named() {
    for url in [URL, HTTPS_URL] {
        let end = call_through(CLOSED, url);
        let reason = "connecting to the proxy 127.0.0.1:9: Connection refused (os error 111)";
        assert_eq!(end, format!("ConnectionRefused, not sent: {reason}"));
    }
}

#[test]
fn a_host_in_no_proxy_is_called_without_the_proxy() {
    for name in ["no_proxy", "NO_PROXY"] {
        is_direct(&[("ALL_PROXY", CLOSED), (name, "foo, .behind-the-proxy.invalid")]);
    }
}

#[test]
fn a_header_of_a_cgi_request_is_no_proxy() {
    is_direct(&[("HTTP_PROXY", CLOSED), ("REQUEST_METHOD", "POST")]);
}

#[test]
fn the_variable_of_the_scheme_comes_before_that_for_all() {
    let variables = [
        ("ALL_PROXY", "http://all.invalid:1"),
        ("HTTP_PROXY", "http://http.invalid:1"),
        ("https_proxy", "http://https.invalid:1"),
        ("HTTPS_PROXY", "x://y"),
    ];
    let ends = call(&[URL, HTTPS_URL], &variables);
    for (scheme, end) in ["http", "https"].iter().zip(ends) {
        let start = format!("NotFound, not sent: resolving the proxy {scheme}.invalid:1: ");
        assert!(end.starts_with(&start), "{end}");
    }
}

#[test]
fn a_variable_that_names_no_proxy_is_an_error_and_not_shown() {
    let scheme = "its scheme is none of http, https, socks4, socks4a, socks5 and socks5h";
    for (value, reason) in [
        ("\"http://user:unmistakable@127.0.0.1:9\"", "it is in quotation marks"),
        ("http://user:unmistakable@127.0.0.1:9\r", "it has a line end"),
        ("ftp://user:unmistakable@127.0.0.1:9", scheme),
    ] {
        for (name, all) in [("ALL_PROXY", value), ("http_proxy", CLOSED)] {
            let end = call(&[URL], &[("ALL_PROXY", all), (name, value)]).remove(0);
            let text = format!("the environment variable {name} is not the URL of an HTTP or SOCKS proxy: {reason}");
            assert_eq!(end, format!("InvalidInput, not sent: {text}"));
        }
    }
}

#[test]
fn an_exception_that_may_be_misread_is_an_error_if_there_is_a_proxy() {
    let quoted = ("NO_PROXY", "\"behind-the-proxy.invalid\"");
    let end = call(&[URL], &[("ALL_PROXY", CLOSED), quoted]).remove(0);
    let text = "the environment variable NO_PROXY is not a list of hosts; it may have a quotation mark, or a URL";
    assert_eq!(end, format!("InvalidInput, not sent: {text}"));
    is_direct(&[quoted]);
}
