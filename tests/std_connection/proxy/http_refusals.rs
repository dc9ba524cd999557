//! Answers of an HTTP proxy that refuse the tunnel.

use std::io::Write;

use support::server::{accept, read_head, serve};

use super::{HTTPS_URL, is_refused, proxy_url};

/// Answers CONNECT with these bytes this many times, and closes. The call is not sent.
#[track_caller]
fn refuses(answer: &'static str, times: usize, kind: &str, reason: &str) {
    let proxy = serve(move |listener| {
        let mut stream = accept(listener);
        read_head(&mut stream);
        // The client may have closed.
        let _ = (0..times).try_for_each(|_| stream.write_all(answer.as_bytes()));
    });
    is_refused(&proxy_url("http", &proxy), HTTPS_URL, kind, reason);
    proxy.finish();
}

#[test]
fn a_proxy_that_refuses_means_unsent() {
    let answer = "HTTP/1.1 407 unmistakable\r\nunmistakable: unmistakable\r\nContent-Length: 0\r\n\r\n";
    let reason = "the proxy refused CONNECT with HTTP status 407; give the user and the password in its URL";
    refuses(answer, 1, "Other", reason);
}

#[test]
fn a_server_that_is_not_a_proxy_means_unsent() {
    for answer in [
        "unmistakable\r\n\r\n",
        "220 unmistakable\r\n",
        "HTTP/1.1 +20 X\r\n\r\n",
        "HTTP/1.1 2000\r\n\r\n",
    ] {
        refuses(answer, 1, "InvalidData", "the proxy did not answer in HTTP");
    }
}

#[test]
fn a_proxy_that_closes_means_unsent() {
    let reason = "the proxy closed the connection";
    refuses("HTTP/1.1 200 unmistakable\r\n", 1, "ConnectionAborted", reason);
}

#[test]
fn a_proxy_that_does_not_end_its_answer_means_unsent() {
    let reason = "the head of the proxy is too long";
    refuses("HTTP/1.1 200 unmistakable\r\n", usize::MAX, "InvalidData", reason);
}
