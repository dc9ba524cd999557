//! Bodies with and without a length.

use super::entry::Entry;
use super::reply::{SUCCESS, success, whole};
use crate::scenario::script::Script;

pub(super) fn cases() -> Vec<Entry> {
    [wrong(), none(), odd(), long()].concat()
}

/// Makes a reply with these headers, each with its line end, and the documented body.
fn with(headers: &str) -> Script {
    Script::reply(format!("HTTP/1.1 200 OK\r\n{headers}\r\n{SUCCESS}"))
}

/// Returns the documented body after white space, this many bytes in total.
fn padded(length: usize) -> String {
    " ".repeat(length - SUCCESS.len()) + SUCCESS
}

fn wrong() -> Vec<Entry> {
    let stray = whole("200 OK", "", r#"{"code":"10001","msg":"stray","data":null}"#);
    let fills = whole("200 OK", &format!("X: {}\r\n", "x".repeat(44)), SUCCESS);
    vec![
        Entry::new(
            "frame/truncated-body",
            "The connection is closed after 40 of 100 announced bytes, which are whole JSON.",
            with("Content-Length: 100\r\n").close(),
        ),
        Entry::new(
            "frame/content-length-short",
            "30 bytes are announced, and 40 come.",
            with("Content-Length: 30\r\n"),
        ),
        Entry::new(
            "frame/extra-bytes-after-body",
            "A second, unsolicited reply follows.",
            Script::reply([success().as_bytes(), &stray].concat()),
        ),
        Entry::new(
            "frame/extra-bytes-after-body/2",
            "A second reply follows, in a segment of its own.",
            Script::reply(success()).send(&stray),
        ),
        Entry::new(
            "frame/extra-bytes-after-body/3",
            "A second reply follows, so short that one read may take both.",
            Script::reply([&whole("200 OK", "", SUCCESS)[..], b"HTTP/1.1 204 No Content\r\n\r\n"].concat()),
        ),
        Entry::new(
            "frame/extra-bytes-after-body/4",
            "A second reply follows where a read of 128 bytes ends.",
            Script::reply([fills, stray].concat()),
        ),
    ]
}

fn none() -> Vec<Entry> {
    let half = format!("HTTP/1.1 200 OK\r\n\r\n{}", &SUCCESS[..SUCCESS.len() / 2]);
    vec![
        Entry::new(
            "frame/no-length-close",
            "The body ends where the connection is closed.",
            with("").close(),
        ),
        Entry::new(
            "frame/no-length-close/2",
            "The body would end where the connection is closed, and it is reset.",
            with("").reset(),
        ),
        Entry::new(
            "frame/no-length-keepalive",
            "The body has no length, and the connection stays open.",
            with("Connection: keep-alive\r\n").hold(),
        ),
        Entry::new(
            "frame/no-length-truncated-json",
            "The connection is closed inside a body without a length.",
            Script::reply(&half).close(),
        ),
        Entry::new(
            "frame/no-length-truncated-json/2",
            "The connection is reset inside a body without a length.",
            Script::reply(&half).reset(),
        ),
    ]
}

fn odd() -> Vec<Entry> {
    vec![
        Entry::new(
            "frame/two-content-lengths-same",
            "The length is announced twice.",
            with("Content-Length: 40\r\nContent-Length: 40\r\n"),
        ),
        Entry::new(
            "frame/two-content-lengths-differ",
            "Two lengths are announced, which differ.",
            with("Content-Length: 40\r\nContent-Length: 41\r\n"),
        ),
        Entry::new(
            "frame/content-length-negative",
            "The length is negative.",
            with("Content-Length: -40\r\n"),
        ),
        Entry::new(
            "frame/content-length-u64-overflow",
            "Only the low 64 bits of the length are right.",
            with("Content-Length: 18446744073709551656\r\n"),
        ),
        Entry::new(
            "frame/content-length-u64-overflow/2",
            "Only the low 32 bits of the length are right.",
            with("Content-Length: 4294967336\r\n"),
        ),
        Entry::new(
            "frame/content-length-plus",
            "The length has a plus sign.",
            with("Content-Length: +40\r\n"),
        ),
    ]
}

fn long() -> Vec<Entry> {
    let body = padded(1 << 20);
    let mib = whole("200 OK", "", &body);
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n{body}\r\n0\r\n\r\n");
    let part = 64 * 1024;
    let of_length = |length| Script::reply(whole("200 OK", "", padded(length)));
    vec![
        Entry::new("frame/body-1mib", "The body has a mebibyte.", Script::reply(&mib)),
        Entry::new(
            "frame/body-1mib/2",
            "The body has a mebibyte, of which most never comes.",
            Script::reply(&mib[..part]).hold(),
        ),
        Entry::new(
            "frame/body-1mib-chunked",
            "The body has a mebibyte, in one chunk.",
            Script::reply(&chunked),
        ),
        Entry::new(
            "frame/body-1mib-chunked/2",
            "The body has a mebibyte, in one chunk of which most never comes.",
            Script::reply(&chunked[..part]).hold(),
        ),
        Entry::new("frame/body-513", "The body has 513 bytes.", of_length(513)),
        Entry::new("frame/body-513/2", "The body has 512 bytes.", of_length(512)),
        Entry::new("frame/body-513/3", "The body has 511 bytes.", of_length(511)),
    ]
}
