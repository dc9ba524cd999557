//! Broken and slow connections.

use core::time::Duration;

use super::entry::Entry;
use super::reply::{SUCCESS, success, whole};
use crate::scenario::script::{Script, Trigger};

pub(super) fn cases() -> Vec<Entry> {
    [breaks(), stalls(), ends()].concat()
}

/// Returns the part of a reply before the fault.
fn part_of_head() -> &'static str {
    "HTTP/1.1 200 OK\r\nContent-Le"
}

fn head() -> String {
    success().replace(SUCCESS, "")
}

fn part_of_body() -> String {
    success().replace("success", "").replace(",\"data\":true}", "")
}

fn breaks() -> Vec<Entry> {
    vec![
        Entry::new(
            "conn/reset-on-accept",
            "The connection is reset before anything is read.",
            Script::on(Trigger::Accept).reset(),
        ),
        Entry::new(
            "conn/close-on-accept",
            "The connection is closed before anything is read.",
            Script::on(Trigger::Accept).close(),
        ),
        Entry::new(
            "conn/reset-after-request-head",
            "The connection is reset when the head of the request has come.",
            Script::on(Trigger::Head).reset(),
        ),
        Entry::new(
            "conn/reset-before-headers",
            "The connection is reset when the request has come.",
            Script::on(Trigger::Request).reset(),
        ),
        Entry::new(
            "conn/empty-response",
            "The connection is closed when the request has come.",
            Script::on(Trigger::Request).close(),
        ),
        Entry::new(
            "conn/reset-mid-headers",
            "The connection is reset inside the head of the reply.",
            Script::reply(part_of_head()).reset(),
        ),
        Entry::new(
            "conn/close-mid-headers",
            "The connection is closed inside the head of the reply.",
            Script::reply(part_of_head()).close(),
        ),
        Entry::new(
            "conn/reset-after-headers",
            "The connection is reset between the head and the body of the reply.",
            Script::reply(head()).reset(),
        ),
        Entry::new(
            "conn/reset-mid-body",
            "The connection is reset inside the body of the reply.",
            Script::reply(part_of_body()).reset(),
        ),
    ]
}

fn stalls() -> Vec<Entry> {
    vec![
        Entry::new(
            "conn/stall-before-headers",
            "No reply comes, and the connection stays open.",
            Script::on(Trigger::Request).hold(),
        ),
        Entry::new(
            "conn/stall-after-headers",
            "The head of the reply comes, and then nothing more.",
            Script::reply(head()).hold(),
        ),
        Entry::new(
            "conn/stall-mid-body",
            "A part of the body comes, and then nothing more.",
            Script::reply(part_of_body()).hold(),
        ),
        Entry::new(
            "conn/dribble-headers",
            "The success comes a byte at a time, 20 in a second.",
            Script::on(Trigger::Request).dribble(success(), 1, Duration::from_millis(50)),
        ),
        Entry::new(
            "conn/dribble-fast",
            "The success comes a byte at a time, one every millisecond.",
            Script::on(Trigger::Request).dribble(success(), 1, Duration::from_millis(1)),
        ),
        Entry::new(
            "conn/latency-300ms",
            "The success comes after 300 milliseconds.",
            Script::on(Trigger::Request)
                .wait(Duration::from_millis(300))
                .send(success()),
        ),
    ]
}

fn ends() -> Vec<Entry> {
    let announced = whole("200 OK", "Connection: close\r\n", SUCCESS);
    vec![
        Entry::new(
            "conn/close-after-reply-unannounced",
            "The success comes, and then the connection is closed without an announcement.",
            Script::reply(success()).close(),
        ),
        Entry::new(
            "conn/reset-after-reply-unannounced",
            "The success comes, and then the connection is reset.",
            Script::reply(success()).reset(),
        ),
        Entry::new(
            "conn/close-announced",
            "The success announces that the connection is closed, and it is closed.",
            Script::reply(&announced).close(),
        ),
        Entry::new(
            "conn/close-announced/2",
            "The success announces that the connection is closed, and it stays open.",
            Script::reply(&announced).hold(),
        ),
        Entry::new(
            "conn/garbage-then-close",
            "The reply is not HTTP, and the connection is closed.",
            Script::reply(b"\x00\x07\xff\xfegarbage\r\n\r\n\x15\x03\x01").close(),
        ),
        Entry::new(
            "conn/ok-head-then-garbage",
            "After a good status line come bytes that are not headers.",
            Script::reply(b"HTTP/1.1 200 OK\r\n\x00\x07\xff\xfegarbage\r\n\r\n").close(),
        ),
        Entry::new(
            "conn/ok-head-then-garbage/2",
            "After a good head come bytes that are not chunks.",
            Script::reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\x00\xff garbage\r\n").close(),
        ),
    ]
}
