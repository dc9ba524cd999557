//! Heads: long, odd, old, or none.

use super::{Case, Leaves};
use crate::{
    expected::{broken, started},
    script::{SUCCESS, reply, success, whole},
};

/// The documented success with these headers, each with its line end.
fn with(headers: &str) -> String {
    whole("200 OK", headers, SUCCESS)
}

/// A reply that is understood.
fn fine(name: &'static str, bytes: impl AsRef<[u8]>) -> Case {
    Case::new(name, reply(bytes), started(200)).usable()
}

/// A reply that may be understood, but after which the connection had better go.
fn doubtful(name: &'static str, bytes: &str) -> Case {
    Case::new(name, reply(bytes), started(200).or(broken())).doubtful()
}

pub(super) fn heads() -> Vec<Case> {
    let long = |length| with(&format!("X-Long: {}\r\n", "x".repeat(length)));
    let many = |count: usize| with(&(0..count).map(|n| format!("X-{n}: {n}\r\n")).collect::<String>());
    let interim = |status: &str, count| format!("HTTP/1.1 {status}\r\n\r\n").repeat(count) + &success();
    let old = |headers: &str| format!("HTTP/1.0 200 OK\r\n{headers}\r\n{SUCCESS}");
    let mut latin1 = with("X-Where: caf?\r\n").into_bytes();
    latin1
        .iter_mut()
        .filter(|byte| **byte == b'?')
        .for_each(|byte| *byte = 0xe9);
    vec![
        fine("frame/header-8k", long(8 * 1024)),
        // ureq takes heads of 64 KiB and of 128 headers.
        fine("frame/header-100k", long(100 * 1024)).except_std(broken(), Leaves::Spoilt),
        fine("frame/headers-64", many(64)),
        fine("frame/headers-500", many(500)).except_std(broken(), Leaves::Spoilt),
        fine(
            "frame/header-lowercase",
            success().replace("Content-Length", "content-length"),
        ),
        fine(
            "frame/header-uppercase",
            success().replace("Content-Length", "CONTENT-LENGTH"),
        ),
        doubtful("frame/header-folded", &with("X-Folded: a\r\n b\r\n\tc: d\r\n")),
        fine("frame/header-latin1", latin1),
        doubtful("frame/bare-lf", &success().replace("\r\n", "\n")),
        doubtful("frame/leading-crlf", &format!("\r\n{}", success())),
        fine("frame/no-reason", success().replace(" OK", "")),
        fine("frame/no-reason", success().replace("OK", "")),
        Case::new(
            "frame/http10",
            reply(old("Content-Length: 40\r\n")).close(),
            started(200),
        ),
        Case::new("frame/http10", reply(old("Content-Length: 40\r\n")), started(200)),
        Case::new("frame/http10-no-length", reply(old("")).close(), started(200)),
        Case::new(
            "frame/http2-preface",
            reply("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            broken(),
        ),
        Case::new(
            "frame/status-200-mangled",
            reply(success().replace("200", "2O0")),
            broken(),
        ),
        Case::new(
            "frame/status-200-mangled",
            reply(success().replace("200", "20")),
            broken(),
        ),
        Case::new(
            "frame/status-200-mangled",
            reply(success().replace("200", "2000")),
            broken(),
        ),
        fine("frame/100-continue", interim("100 Continue", 1)),
        fine(
            "frame/103-early-hints",
            interim("103 Early Hints\r\nLink: </a.css>; rel=preload", 1),
        ),
        fine("frame/100-x20", interim("100 Continue", 8)),
        // ureq passes over any number, until the deadline.
        Case::new("frame/100-x20", reply(interim("100 Continue", 9)), broken())
            .except_std(started(200), Leaves::Usable),
        Case::new("frame/100-x20", reply(interim("100 Continue", 20)), broken())
            .except_std(started(200), Leaves::Usable),
    ]
}
