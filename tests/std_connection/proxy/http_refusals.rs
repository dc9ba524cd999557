//! Answers of an HTTP proxy that refuse the tunnel.

use std::io::Write;

use support::server::{accept, read_head, serve};

use super::{HTTPS_URL, is_child, is_refused, run_with_proxy};

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
        "proxy::http_refusals::a_proxy_that_refuses_means_unsent",
        "HTTP/1.1 407 unmistakable\r\nunmistakable: unmistakable\r\nContent-Length: 0\r\n\r\n",
    );
}

#[test]
fn a_server_that_is_not_a_proxy_means_unsent() {
    if is_child() {
        return is_refused(HTTPS_URL, "the proxy did not answer in HTTP");
    }
    for answer in [
        "unmistakable\r\n\r\n",
        "220 unmistakable\r\n",
        "HTTP/1.1 +20 X\r\n\r\n",
        "HTTP/1.1 2000\r\n\r\n",
    ] {
        refuses(
            "proxy::http_refusals::a_server_that_is_not_a_proxy_means_unsent",
            answer,
        );
    }
}

#[test]
fn a_proxy_that_closes_means_unsent() {
    if is_child() {
        return is_refused(HTTPS_URL, "the proxy closed the connection");
    }
    refuses(
        "proxy::http_refusals::a_proxy_that_closes_means_unsent",
        "HTTP/1.1 200 unmistakable\r\n",
    );
}

#[test]
fn a_proxy_that_does_not_end_its_answer_means_unsent() {
    const TEST: &str = "proxy::http_refusals::a_proxy_that_does_not_end_its_answer_means_unsent";
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
