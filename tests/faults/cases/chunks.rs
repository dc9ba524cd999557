//! Bodies in chunks.

use embedded_svc::io::ErrorKind;

use super::{Case, Leaves};
use crate::{
    expected::{Expected, broken, broken_body, no_body, started, truncated},
    script::{SUCCESS, reply},
};

/// A reply with this body, chunked as it is.
fn chunked(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n{body}")
}

/// The documented body as one chunk, after a line with its size, before what ends it all.
fn chunk(size: &str, end: &str) -> String {
    chunked("", &format!("{size}\r\n{SUCCESS}\r\n{end}"))
}

/// A reply that is understood, however it is framed.
fn fine(name: &'static str, bytes: String) -> Case {
    Case::new(name, reply(bytes), started(200)).usable()
}

/// A reply that is understood, but after which the connection had better go.
fn doubtful(name: &'static str, bytes: String, or: Expected) -> Case {
    Case::new(name, reply(bytes), started(200).or(or)).doubtful()
}

pub(super) fn chunks() -> Vec<Case> {
    let single: String = SUCCESS.chars().map(|byte| format!("1\r\n{byte}\r\n")).collect();
    let odd = "28 ; a=b ;c=\"d;\\\"e\"";
    let end = "0\r\n\r\n";
    vec![
        fine("frame/chunked-1byte", chunked("", &(single + end))),
        fine(
            "frame/chunked-odd-ext-trailer",
            chunk(odd, "0;z\r\nTrailer: x\r\nX-Y:\r\n\r\n"),
        ),
        fine("frame/chunked-ext", chunk("28;name=value", end)),
        // ureq takes no line of a size with more than 20 bytes.
        fine("frame/chunked-ext", chunk(&format!("28;name={}", "x".repeat(500)), end))
            .except_std(broken_body(), Leaves::Spoilt),
        fine("frame/chunked-ext-quoted", chunk("28;name=\"a;\\\"b\"", end)),
        fine("frame/chunked-leading-zeros", chunk("00000028", end)),
        fine(
            "frame/chunked-trailer",
            chunk("28", "0\r\nX-Checksum: 1f\r\nX-Other: y\r\n\r\n"),
        ),
        doubtful("frame/chunked-space-after-size", chunk("28  ", end), broken_body()),
        Case::new("frame/chunked-truncated", reply(chunk("50", "")).close(), truncated()),
        Case::new(
            "frame/chunked-no-last-chunk",
            reply(chunk("28", "")).close(),
            truncated(),
        ),
        // All of the body is there, and ureq does not miss the empty line after it.
        Case::new(
            "frame/chunked-no-last-chunk",
            reply(chunk("28", "0\r\n")).close(),
            truncated(),
        )
        .except_std(started(200), Leaves::Spoilt),
        Case::new("frame/chunked-bad-size", reply(chunk("zz", end)), broken_body()),
        Case::new("frame/chunked-bad-size", reply(chunk("-28", end)), broken_body()),
        // 40 in 64 bits.
        Case::new(
            "frame/chunked-overflow-size",
            reply(chunk("10000000000000028", end)),
            broken_body(),
        ),
        // 40 in 32 bits. To ureq it is a size like any other, of which most does not come.
        Case::new(
            "frame/chunked-overflow-size",
            reply(chunk("100000028", end)),
            broken_body(),
        )
        .except_std(no_body(ErrorKind::TimedOut), Leaves::Spoilt),
        doubtful(
            "frame/chunked-and-length",
            chunked("Content-Length: 40\r\n", &format!("28\r\n{SUCCESS}\r\n{end}")),
            broken(),
        ),
    ]
}
