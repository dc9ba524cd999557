//! Heads that are long, odd, old, or missing.

use super::entry::Entry;
use super::reply::{SUCCESS, success, whole};
use crate::scenario::script::Script;

pub(super) fn cases() -> Vec<Entry> {
    [long(), odd(), old(), interim()].concat()
}

/// Makes the documented success with these headers, each with its line end.
fn with(headers: &str) -> Script {
    Script::reply(whole("200 OK", headers, SUCCESS))
}

/// Makes the documented success with one part replaced.
fn but(from: &str, to: &str) -> Script {
    Script::reply(success().replace(from, to))
}

fn long() -> Vec<Entry> {
    let long = |length| with(&format!("X-Long: {}\r\n", "x".repeat(length)));
    let many = |count: usize| with(&(0..count).map(|n| format!("X-{n}: {n}\r\n")).collect::<String>());
    vec![
        Entry::new("frame/header-8k", "A header has 8 KiB.", long(8 * 1024)),
        Entry::new("frame/header-100k", "A header has 100 KiB.", long(100 * 1024)),
        Entry::new("frame/headers-64", "The head has 64 headers more.", many(64)),
        Entry::new("frame/headers-500", "The head has 500 headers more.", many(500)),
    ]
}

fn odd() -> Vec<Entry> {
    let latin1 = whole("200 OK", "X-Where: caf?\r\n", SUCCESS);
    let latin1: Vec<u8> = latin1
        .iter()
        .map(|byte| if *byte == b'?' { 0xe9 } else { *byte })
        .collect();
    vec![
        Entry::new(
            "frame/header-lowercase",
            "The name Content-Length is in lower case.",
            but("Content-Length", "content-length"),
        ),
        Entry::new(
            "frame/header-uppercase",
            "The name Content-Length is in upper case.",
            but("Content-Length", "CONTENT-LENGTH"),
        ),
        Entry::new(
            "frame/header-folded",
            "A header is folded over three lines.",
            with("X-Folded: a\r\n b\r\n\tc: d\r\n"),
        ),
        Entry::new(
            "frame/header-latin1",
            "A header has a letter in Latin-1.",
            Script::reply(latin1),
        ),
        Entry::new(
            "frame/bare-lf",
            "The lines of the head end in LF alone.",
            but("\r\n", "\n"),
        ),
        Entry::new(
            "frame/leading-crlf",
            "An empty line comes before the reply.",
            Script::reply(format!("\r\n{}", success())),
        ),
        Entry::new(
            "frame/no-reason",
            "The status line ends with the status.",
            but(" OK", ""),
        ),
        Entry::new(
            "frame/no-reason/2",
            "The status line ends with a space after the status.",
            but("OK", ""),
        ),
    ]
}

fn old() -> Vec<Entry> {
    let old = |headers: &str| Script::reply(format!("HTTP/1.0 200 OK\r\n{headers}\r\n{SUCCESS}"));
    vec![
        Entry::new(
            "frame/http10",
            "The reply is HTTP/1.0, and the connection is closed after it.",
            old("Content-Length: 40\r\n").close(),
        ),
        Entry::new(
            "frame/http10/2",
            "The reply is HTTP/1.0, and the connection stays open.",
            old("Content-Length: 40\r\n").hold(),
        ),
        Entry::new(
            "frame/http10-no-length",
            "The reply is HTTP/1.0, and its body ends where the connection is closed.",
            old("").close(),
        ),
        Entry::new(
            "frame/http2-preface",
            "The server speaks HTTP/2.",
            Script::reply("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").hold(),
        ),
        Entry::new(
            "frame/status-200-mangled",
            "The status has a letter for a digit.",
            but("200", "2O0"),
        ),
        Entry::new(
            "frame/status-200-mangled/2",
            "The status has two digits.",
            but("200", "20"),
        ),
        Entry::new(
            "frame/status-200-mangled/3",
            "The status has four digits.",
            but("200", "2000"),
        ),
    ]
}

fn interim() -> Vec<Entry> {
    let after = |status: &str, count| {
        let interim = format!("HTTP/1.1 {status}\r\n\r\n");
        Script::reply(interim.repeat(count) + &success())
    };
    vec![
        Entry::new(
            "frame/100-continue",
            "100 Continue comes before the reply, although the request did not expect it.",
            after("100 Continue", 1),
        ),
        Entry::new(
            "frame/103-early-hints",
            "103 Early Hints come before the reply.",
            after("103 Early Hints\r\nLink: </a.css>; rel=preload", 1),
        ),
        Entry::new(
            "frame/100-x20",
            "100 Continue comes twenty times before the reply.",
            after("100 Continue", 20),
        ),
        Entry::new(
            "frame/100-x20/2",
            "100 Continue comes nine times before the reply.",
            after("100 Continue", 9),
        ),
        Entry::new(
            "frame/100-x20/3",
            "100 Continue comes eight times before the reply.",
            after("100 Continue", 8),
        ),
    ]
}
