//! The connection breaks, or is slow.

use core::time::Duration;

use super::reply::{SUCCESS, success, whole};
use crate::scenario::case::Case;
use crate::{Script, Trigger};

pub(crate) fn cases() -> Vec<Case> {
    [breaks(), stalls(), ends()].concat()
}

/// As much of a reply as comes before the fault.
fn part_of_head() -> &'static str {
    "HTTP/1.1 200 OK\r\nContent-Le"
}

fn head() -> String {
    success().replace(SUCCESS, "")
}

fn part_of_body() -> String {
    success().replace("success", "").replace(",\"data\":true}", "")
}

fn breaks() -> Vec<Case> {
    vec![
        Case::new(
            "conn/reset-on-accept",
            "The connection is reset before anything is read.",
            Script::on(Trigger::Accept).reset(),
        ),
        Case::new(
            "conn/close-on-accept",
            "The connection is closed before anything is read.",
            Script::on(Trigger::Accept).close(),
        ),
        Case::new(
            "conn/reset-after-request-head",
            "The connection is reset when the head of the request has come.",
            Script::on(Trigger::Head).reset(),
        ),
        Case::new(
            "conn/reset-before-headers",
            "The connection is reset when the request has come.",
            Script::on(Trigger::Request).reset(),
        ),
        Case::new(
            "conn/empty-response",
            "The connection is closed when the request has come.",
            Script::on(Trigger::Request).close(),
        ),
        Case::new(
            "conn/reset-mid-headers",
            "The connection is reset inside the head of the reply.",
            Script::reply(part_of_head()).reset(),
        ),
        Case::new(
            "conn/close-mid-headers",
            "The connection is closed inside the head of the reply.",
            Script::reply(part_of_head()).close(),
        ),
        Case::new(
            "conn/reset-after-headers",
            "The connection is reset between the head and the body of the reply.",
            Script::reply(head()).reset(),
        ),
        Case::new(
            "conn/reset-mid-body",
            "The connection is reset inside the body of the reply.",
            Script::reply(part_of_body()).reset(),
        ),
    ]
}

fn stalls() -> Vec<Case> {
    vec![
        Case::new(
            "conn/stall-before-headers",
            "No reply comes, and the connection stays open.",
            Script::on(Trigger::Request).hold(),
        ),
        Case::new(
            "conn/stall-after-headers",
            "The head of the reply comes, and then nothing more.",
            Script::reply(head()).hold(),
        ),
        Case::new(
            "conn/stall-mid-body",
            "A part of the body comes, and then nothing more.",
            Script::reply(part_of_body()).hold(),
        ),
        Case::new(
            "conn/dribble-headers",
            "The success comes a byte at a time, 20 in a second.",
            Script::on(Trigger::Request).dribble(success(), 1, Duration::from_millis(50)),
        ),
        Case::new(
            "conn/dribble-fast",
            "The success comes a byte at a time, one every millisecond.",
            Script::on(Trigger::Request).dribble(success(), 1, Duration::from_millis(1)),
        ),
        Case::new(
            "conn/latency-300ms",
            "The success comes after 300 milliseconds.",
            Script::on(Trigger::Request)
                .wait(Duration::from_millis(300))
                .send(success()),
        ),
    ]
}

fn ends() -> Vec<Case> {
    let announced = whole("200 OK", "Connection: close\r\n", SUCCESS);
    vec![
        Case::new(
            "conn/close-after-reply-unannounced",
            "The success comes, and then the connection is closed without an announcement.",
            Script::reply(success()).close(),
        ),
        Case::new(
            "conn/reset-after-reply-unannounced",
            "The success comes, and then the connection is reset.",
            Script::reply(success()).reset(),
        ),
        Case::new(
            "conn/close-announced",
            "The success announces that the connection is closed, and so it is.",
            Script::reply(&announced).close(),
        ),
        Case::new(
            "conn/close-announced/2",
            "The success announces that the connection is closed, and it stays open.",
            Script::reply(&announced).hold(),
        ),
        Case::new(
            "conn/garbage-then-close",
            "Bytes that are no HTTP come, and the connection is closed.",
            Script::reply(b"\x00\x07\xff\xfegarbage\r\n\r\n\x15\x03\x01").close(),
        ),
        Case::new(
            "conn/ok-head-then-garbage",
            "After a good status line come bytes that are no headers.",
            Script::reply(b"HTTP/1.1 200 OK\r\n\x00\x07\xff\xfegarbage\r\n\r\n").close(),
        ),
        Case::new(
            "conn/ok-head-then-garbage/2",
            "After a good head come bytes that are no chunks.",
            Script::reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\x00\xff garbage\r\n").close(),
        ),
    ]
}
