//! The connection fails, or is slow.

use std::time::Duration;

use embedded_svc::io::ErrorKind;

use super::{Case, Leaves};
use crate::{
    expected::{broken, broken_body, no_body, no_reply, no_reply_or_not_sent, started},
    script::{Cue, SUCCESS, Script, after_request, reply, success, whole},
};

pub(crate) fn conn() -> Vec<Case> {
    let reset = ErrorKind::ConnectionReset;
    let closed = ErrorKind::ConnectionAborted;
    let timed_out = ErrorKind::TimedOut;
    let part_of_head = "HTTP/1.1 200 OK\r\nContent-Le";
    let head = success().replace(SUCCESS, "");
    let part_of_body = success().replace("success", "").replace(",\"data\":true}", "");
    vec![
        Case::new(
            "conn/reset-on-accept",
            Script::on(Cue::Accepted).reset(),
            no_reply_or_not_sent(),
        ),
        Case::new(
            "conn/close-on-accept",
            Script::on(Cue::Accepted).close(),
            no_reply_or_not_sent(),
        ),
        Case::new(
            "conn/reset-after-request-head",
            Script::on(Cue::Head).reset(),
            no_reply(reset),
        ),
        Case::new("conn/reset-before-headers", after_request().reset(), no_reply(reset)),
        Case::new("conn/empty-response", after_request().close(), no_reply(closed)),
        Case::new("conn/reset-mid-headers", reply(part_of_head).reset(), no_reply(reset)),
        Case::new("conn/close-mid-headers", reply(part_of_head).close(), no_reply(closed)),
        // ureq takes the reset for the end of the stream.
        Case::new("conn/reset-after-headers", reply(&head).reset(), no_body(reset))
            .except_std(no_body(closed), Leaves::Spoilt),
        Case::new("conn/reset-mid-body", reply(&part_of_body).reset(), no_body(reset))
            .except_std(no_body(closed), Leaves::Spoilt),
        Case::new("conn/stall-before-headers", after_request(), no_reply(timed_out)),
        Case::new("conn/stall-after-headers", reply(&head), no_body(timed_out)),
        Case::new("conn/stall-mid-body", reply(&part_of_body), no_body(timed_out)),
        Case::new(
            "conn/dribble-headers",
            after_request().dribble(success(), Duration::from_millis(50)),
            no_reply(timed_out),
        ),
        Case::new(
            "conn/dribble-fast",
            after_request().dribble(success(), Duration::from_millis(1)),
            started(200),
        )
        .usable(),
        Case::new(
            "conn/latency-300ms",
            after_request().pause(Duration::from_millis(300)).send(success()),
            started(200),
        )
        .usable(),
        Case::new(
            "conn/close-after-reply-unannounced",
            reply(success()).close(),
            started(200),
        ),
        Case::new(
            "conn/reset-after-reply-unannounced",
            reply(success()).reset(),
            started(200),
        ),
        Case::new(
            "conn/close-announced",
            reply(whole("200 OK", "Connection: close\r\n", SUCCESS)).close(),
            started(200),
        ),
        // The announcement alone is enough.
        Case::new(
            "conn/close-announced",
            reply(whole("200 OK", "Connection: close\r\n", SUCCESS)),
            started(200),
        ),
        Case::new(
            "conn/garbage-then-close",
            reply(b"\x00\x07\xff\xfegarbage\r\n\r\n\x15\x03\x01").close(),
            broken(),
        ),
        Case::new(
            "conn/ok-head-then-garbage",
            reply(b"HTTP/1.1 200 OK\r\n\x00\x07\xff\xfegarbage\r\n\r\n").close(),
            broken(),
        ),
        Case::new(
            "conn/ok-head-then-garbage",
            reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\x00\xff garbage\r\n").close(),
            broken_body(),
        ),
    ]
}
