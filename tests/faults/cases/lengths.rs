//! Bodies of announced length, or of none.

use embedded_svc::io::ErrorKind;

use super::{Case, Leaves};
use crate::{
    expected::{broken, malformed, no_body, started, too_long, truncated},
    script::{SUCCESS, reply, success, whole},
};

/// A reply with these headers, each with its line end, and the documented body.
fn with(headers: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n{SUCCESS}")
}

/// The documented body with white space before it, this many bytes altogether.
fn padded(length: usize) -> String {
    " ".repeat(length - SUCCESS.len()) + SUCCESS
}

pub(super) fn lengths() -> Vec<Case> {
    let stray = whole("200 OK", "", r#"{"code":"10001","msg":"stray","data":null}"#);
    let half = &SUCCESS[..SUCCESS.len() / 2];
    let mib = padded(1 << 20);
    let chunked_mib = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n{mib}\r\n0\r\n\r\n");
    let part = 64 * 1024;
    vec![
        Case::new(
            "frame/truncated-body",
            reply(with("Content-Length: 100\r\n")).close(),
            truncated(),
        ),
        Case::new(
            "frame/content-length-short",
            reply(with("Content-Length: 30\r\n")),
            malformed(),
        ),
        Case::new("frame/extra-bytes-after-body", reply(success() + &stray), started(200)),
        // The stray reply comes in a segment of its own.
        Case::new(
            "frame/extra-bytes-after-body",
            reply(success()).send(&stray),
            started(200),
        ),
        // All of both may come in one read.
        Case::new(
            "frame/extra-bytes-after-body",
            reply(whole("200 OK", "", SUCCESS) + "HTTP/1.1 204 No Content\r\n\r\n"),
            started(200),
        ),
        // To a client that reads 128 bytes at a time, the stray reply shows only if it looks for more.
        Case::new(
            "frame/extra-bytes-after-body",
            reply(whole("200 OK", &format!("X: {}\r\n", "x".repeat(44)), SUCCESS) + &stray),
            started(200),
        ),
        Case::new("frame/no-length-close", reply(with("")).close(), started(200)),
        // ureq takes the reset for the end of the stream. That the body is whole is known from its JSON alone.
        Case::new(
            "frame/no-length-close",
            reply(with("")).reset(),
            no_body(ErrorKind::ConnectionReset),
        )
        .except_std(started(200), Leaves::Spoilt),
        Case::new(
            "frame/no-length-keepalive",
            reply(with("Connection: keep-alive\r\n")),
            no_body(ErrorKind::TimedOut),
        ),
        Case::new(
            "frame/no-length-truncated-json",
            reply(format!("HTTP/1.1 200 OK\r\n\r\n{half}")).close(),
            malformed(),
        ),
        Case::new(
            "frame/no-length-truncated-json",
            reply(format!("HTTP/1.1 200 OK\r\n\r\n{half}")).reset(),
            no_body(ErrorKind::ConnectionReset),
        )
        .except_std(malformed(), Leaves::Spoilt),
        Case::new(
            "frame/two-content-lengths-same",
            reply(with("Content-Length: 40\r\nContent-Length: 40\r\n")),
            started(200).or(broken()),
        )
        .doubtful(),
        Case::new(
            "frame/two-content-lengths-differ",
            reply(with("Content-Length: 40\r\nContent-Length: 41\r\n")),
            broken(),
        ),
        Case::new(
            "frame/content-length-negative",
            reply(with("Content-Length: -40\r\n")),
            broken(),
        ),
        Case::new(
            "frame/content-length-u64-overflow",
            // 40 in 64 bits.
            reply(with("Content-Length: 18446744073709551656\r\n")),
            broken(),
        ),
        Case::new(
            "frame/content-length-u64-overflow",
            // 40 in 32 bits.
            reply(with("Content-Length: 4294967336\r\n")),
            too_long(),
        ),
        Case::new(
            "frame/content-length-plus",
            reply(with("Content-Length: +40\r\n")),
            broken(),
        ),
        Case::new("frame/body-1mib", reply(whole("200 OK", "", &mib)), too_long()),
        // Whoever drains it waits for the rest.
        Case::new("frame/body-1mib", reply(&whole("200 OK", "", &mib)[..part]), too_long()),
        Case::new("frame/body-1mib-chunked", reply(&chunked_mib), too_long()),
        Case::new("frame/body-1mib-chunked", reply(&chunked_mib[..part]), too_long()),
        Case::new("frame/body-513", reply(whole("200 OK", "", &padded(511))), started(200)).usable(),
        Case::new("frame/body-513", reply(whole("200 OK", "", &padded(512))), started(200)).usable(),
        Case::new("frame/body-513", reply(whole("200 OK", "", &padded(513))), too_long()),
    ]
}
