//! Calls through an HTTP proxy.

use std::{
    io::{Read, Write},
    sync::Arc,
};

use rustls::ServerConfig;
use support::{
    TestCa,
    server::{accept, over_tls, read_head, read_request, serve},
};

use super::{CA, HTTPS_URL, URL, answer, call, call_through, is_refused, proxy_url, refusal};
use crate::client::BODY;

/// Opens the tunnel with these heads, answers the request in it, and returns the head of CONNECT and the request.
fn answer_in_tunnel(mut stream: impl Read + Write, heads: &str, config: Arc<ServerConfig>) -> (String, String) {
    let connect = read_head(&mut stream);
    stream.write_all(heads.as_bytes()).unwrap();
    (connect, answer(&mut over_tls(config, stream)))
}

/// Calls over HTTPS through the proxy with this URL, and checks the answer.
#[track_caller]
fn is_answered(proxy: &str, ca: &TestCa) {
    let ends = call(&[HTTPS_URL], &[("ALL_PROXY", proxy), (CA, &ca.pem())]);
    assert_eq!(ends, ["200 {}"]);
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
    let ca = TestCa::new("a CA");
    for (user, authorization) in [
        ("", ""),
        ("user:p%40ss%3A@", "Proxy-Authorization: Basic dXNlcjpwQHNzOg==\r\n"),
        ("user@", "Proxy-Authorization: Basic dXNlcjo=\r\n"),
    ] {
        let config = ca.server("behind-the-proxy.invalid", 4096);
        let opened = "HTTP/1.1 200 Connected\r\n\r\n";
        let proxy = serve(move |listener| answer_in_tunnel(accept(listener), opened, config));
        is_answered(&format!("http://{user}127.0.0.1:{}", proxy.port), &ca);
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
    let ca = TestCa::new("a CA");
    let (outer, inner) = (
        ca.server("127.0.0.1", 4096),
        ca.server("behind-the-proxy.invalid", 4096),
    );
    let proxy = serve(move |listener| {
        let stream = over_tls(outer, accept(listener));
        answer_in_tunnel(stream, "HTTP/1.1 200 Connected\r\n\r\n", inner)
    });
    is_answered(&proxy_url("https", &proxy), &ca);
    is_the_request(&proxy.finish().1, "/start", "");
}

#[test]
fn a_server_behind_a_proxy_that_is_not_trusted_is_sent_nothing() {
    let config = TestCa::new("unmistakable").server("behind-the-proxy.invalid", 4096);
    let proxy = serve(move |listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
        over_tls(config, stream).read(&mut [0])
    });
    let reason = "no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its \
                  intermediate certificates";
    is_refused(&proxy_url("http", &proxy), HTTPS_URL, "InvalidData", reason);
    assert!(proxy.finish().is_err());
}

#[test]
fn a_proxy_over_tls_that_is_not_trusted_is_sent_nothing() {
    let ca = TestCa::new("a CA");
    let config = ca.server("unmistakable.test", 4096);
    let proxy = serve(move |listener| over_tls(config, accept(listener)).read(&mut [0]));
    let url = format!("https://user:unmistakable@127.0.0.1:{}", proxy.port);
    let end = call(&[HTTPS_URL], &[("ALL_PROXY", &url), (CA, &ca.pem())]).remove(0);
    let reason =
        "TLS of the proxy: the certificate of the server is for another host name; call the server by a name in it";
    assert_eq!(end, refusal(&url, "InvalidData", reason));
    assert!(proxy.finish().is_err());
}

#[test]
fn an_http_call_goes_through_the_proxy_in_absolute_form() {
    for (user, authorization) in [("", ""), ("user:word@", "Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n")] {
        let proxy = serve(|listener| answer(&mut accept(listener)));
        let url = format!("http://{user}127.0.0.1:{}", proxy.port);
        assert_eq!(call_through(&url, URL), "200 {}");
        is_the_request(&proxy.finish(), URL, authorization);
    }
}

#[test]
fn a_refusal_of_the_proxy_is_the_response_to_an_http_call() {
    let proxy = support::server::serve_once("HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(call_through(&proxy_url("http", &proxy), URL), "407 ");
    proxy.finish();
}

/// An interim response says nothing (RFC 9110, section 15.2), and a line may end with a line feed alone (RFC 9112, section 2.2).
#[test]
fn a_tunnel_opens_after_interim_responses_and_line_feeds() {
    let ca = TestCa::new("a CA");
    for heads in [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nLink: x\r\n\r\nHTTP/1.1 200 X\r\n\r\n",
        "HTTP/1.0 200 X\nVia: x\n\n",
        "HTTP/1.1 200 X\nVia: x\r\n\n",
        // Neither header counts (RFC 9110, section 9.3.6).
        "HTTP/1.1 200 X\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
    ] {
        let config = ca.server("behind-the-proxy.invalid", 4096);
        let proxy = serve(move |listener| answer_in_tunnel(accept(listener), heads, config));
        is_answered(&proxy_url("http", &proxy), &ca);
        proxy.finish();
    }
}

#[test]
fn a_proxy_that_closes_instead_of_an_answer_is_named() {
    let proxy = serve(|listener| drop(read_request(&mut accept(listener))));
    let end = call_through(&proxy_url("http", &proxy), URL);
    let text = format!(
        "sent: behind-the-proxy.invalid through the proxy 127.0.0.1:{}: ",
        proxy.port
    );
    assert!(end.starts_with(&format!("ConnectionAborted, {text}")), "{end}");
    proxy.finish();
}
