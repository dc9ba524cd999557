use embedded_svc::io::ErrorKind::{ConnectionAborted, ConnectionReset, TimedOut};

use super::Expectation;
use crate::expected::{invalid_body, invalid_head, no_body, no_reply, no_reply_or_not_sent, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        ("conn/reset-on-accept", no_reply_or_not_sent()),
        ("conn/close-on-accept", no_reply_or_not_sent()),
        ("conn/reset-after-request-head", no_reply(ConnectionReset)),
        ("conn/reset-before-headers", no_reply(ConnectionReset)),
        ("conn/empty-response", no_reply(ConnectionAborted)),
        ("conn/reset-mid-headers", no_reply(ConnectionReset)),
        ("conn/close-mid-headers", no_reply(ConnectionAborted)),
        ("conn/reset-after-headers", no_body(ConnectionReset)),
        ("conn/reset-mid-body", no_body(ConnectionReset)),
        ("conn/stall-before-headers", no_reply(TimedOut)),
        ("conn/stall-after-headers", no_body(TimedOut)),
        ("conn/stall-mid-body", no_body(TimedOut)),
        ("conn/dribble-headers", no_reply(TimedOut)),
        ("conn/dribble-fast", started()),
        ("conn/latency-300ms", started()),
        ("conn/close-after-reply-unannounced", started()),
        ("conn/reset-after-reply-unannounced", started()),
        ("conn/close-announced", started()),
        ("conn/garbage-then-close", invalid_head()),
        ("conn/ok-head-then-garbage", invalid_head()),
        ("conn/ok-head-then-garbage/2", invalid_body()),
    ]
}
