//! Calls through an HTTP proxy.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use scnet_notebook::StdHttpConnection;
use support::TestCa;
use support::server::{accept, read_head, read_request, serve};

use super::{
    CA, HTTPS_URL, URL, answer, is_answered, is_answered_over_tls, is_child, is_refused, run_with, run_with_proxy,
};
use crate::client::{BODY, post, post_in_vain};

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
    const TEST: &str = "proxy::http::an_https_call_goes_through_the_proxy_of_the_environment_by_connect";
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
    const TEST: &str = "proxy::http::a_proxy_may_speak_tls";
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
    const TEST: &str = "proxy::http::a_server_behind_a_proxy_that_is_not_trusted_is_sent_nothing";
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
    const TEST: &str = "proxy::http::a_proxy_over_tls_that_is_not_trusted_is_sent_nothing";
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
    const TEST: &str = "proxy::http::an_http_call_goes_through_the_proxy_in_absolute_form";
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
    const TEST: &str = "proxy::http::a_refusal_of_the_proxy_is_the_response_to_an_http_call";
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

/// An interim response says nothing (RFC 9110, section 15.2), and a line may end with a line feed alone (RFC 9112, section 2.2).
#[test]
fn a_tunnel_opens_after_interim_responses_and_line_feeds() {
    const TEST: &str = "proxy::http::a_tunnel_opens_after_interim_responses_and_line_feeds";
    if is_child() {
        return is_answered_over_tls();
    }
    for heads in [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nLink: x\r\n\r\nHTTP/1.1 200 X\r\n\r\n",
        "HTTP/1.0 200 X\nVia: x\n\n",
        "HTTP/1.1 200 X\nVia: x\r\n\n",
        // Neither header counts (RFC 9110, section 9.3.6).
        "HTTP/1.1 200 X\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
    ] {
        let ca = TestCa::new("a CA");
        let config = ca.server("behind-the-proxy.invalid", 4096);
        let proxy = serve(move |listener| {
            let mut stream = accept(listener);
            read_head(&mut stream);
            stream.write_all(heads.as_bytes()).unwrap();
            answer(&mut StreamOwned::new(ServerConnection::new(config).unwrap(), stream))
        });
        let url = format!("http://127.0.0.1:{}", proxy.port);
        run_with(TEST, &[("ALL_PROXY", &url), (CA, &ca.pem())]);
        proxy.finish();
    }
}

#[test]
fn a_proxy_that_closes_instead_of_an_answer_is_named() {
    const TEST: &str = "proxy::http::a_proxy_that_closes_instead_of_an_answer_is_named";
    if is_child() {
        let (_, error) = post_in_vain(&mut StdHttpConnection::new(), URL);
        let url = std::env::var("ALL_PROXY").unwrap();
        let proxy = url.trim_start_matches("http://");
        let start = format!("behind-the-proxy.invalid through the proxy {proxy}: ");
        assert!(error.to_string().starts_with(&start), "{error}");
        return;
    }
    let proxy = serve(|listener| drop(read_request(&mut accept(listener))));
    run_with_proxy(TEST, proxy.port);
    proxy.finish();
}
