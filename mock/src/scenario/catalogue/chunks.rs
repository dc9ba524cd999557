//! Chunked bodies.

use super::entry::Entry;
use super::reply::SUCCESS;
use crate::scenario::script::Script;

/// The last chunk, and the end of the body.
const END: &str = "0\r\n\r\n";

pub(super) fn cases() -> Vec<Entry> {
    [good(), bad()].concat()
}

/// Makes a reply with this chunked body.
fn chunked(headers: &str, body: &str) -> Script {
    Script::reply(format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n{body}"
    ))
}

/// Makes a reply with the documented body as one chunk, and this end.
fn chunk(size: &str, end: &str) -> Script {
    chunked("", &format!("{size}\r\n{SUCCESS}\r\n{end}"))
}

fn good() -> Vec<Entry> {
    let single: String = SUCCESS.chars().map(|byte| format!("1\r\n{byte}\r\n")).collect();
    vec![
        Entry::new(
            "frame/chunked-1byte",
            "Each byte is a chunk.",
            chunked("", &(single + END)),
        ),
        Entry::new(
            "frame/chunked-odd-ext-trailer",
            "The chunks have odd extensions, and an empty trailer.",
            chunk("28 ; a=b ;c=\"d;\\\"e\"", "0;z\r\nTrailer: x\r\nX-Y:\r\n\r\n"),
        ),
        Entry::new(
            "frame/chunked-ext",
            "The chunk has an extension.",
            chunk("28;name=value", END),
        ),
        Entry::new(
            "frame/chunked-ext/2",
            "The chunk has an extension of 500 bytes.",
            chunk(&format!("28;name={}", "x".repeat(500)), END),
        ),
        Entry::new(
            "frame/chunked-ext-quoted",
            "The chunk has an extension with a quoted semicolon.",
            chunk("28;name=\"a;\\\"b\"", END),
        ),
        Entry::new(
            "frame/chunked-leading-zeros",
            "The size of the chunk has zeros before it.",
            chunk("00000028", END),
        ),
        Entry::new(
            "frame/chunked-trailer",
            "Headers follow the last chunk.",
            chunk("28", "0\r\nX-Checksum: 1f\r\nX-Other: y\r\n\r\n"),
        ),
        Entry::new(
            "frame/chunked-space-after-size",
            "Spaces follow the size of the chunk.",
            chunk("28  ", END),
        ),
    ]
}

fn bad() -> Vec<Entry> {
    vec![
        Entry::new(
            "frame/chunked-truncated",
            "The connection is closed inside a chunk, after whole JSON.",
            chunk("50", "").close(),
        ),
        Entry::new(
            "frame/chunked-no-last-chunk",
            "The connection is closed before the last chunk.",
            chunk("28", "").close(),
        ),
        Entry::new(
            "frame/chunked-no-last-chunk/2",
            "The connection is closed inside the last chunk.",
            chunk("28", "0\r\n").close(),
        ),
        Entry::new(
            "frame/chunked-bad-size",
            "The size of the chunk is not a number.",
            chunk("zz", END),
        ),
        Entry::new(
            "frame/chunked-bad-size/2",
            "The size of the chunk is negative.",
            chunk("-28", END),
        ),
        Entry::new(
            "frame/chunked-overflow-size",
            "Only the low 64 bits of the chunk's size are right.",
            chunk("10000000000000028", END),
        ),
        Entry::new(
            "frame/chunked-overflow-size/2",
            "Only the low 32 bits of the chunk's size are right.",
            chunk("100000028", END),
        ),
        Entry::new(
            "frame/chunked-and-length",
            "The body is chunked, and has a length as well.",
            chunked("Content-Length: 40\r\n", &format!("28\r\n{SUCCESS}\r\n{END}")),
        ),
    ]
}
