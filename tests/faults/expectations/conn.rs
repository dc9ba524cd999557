use embedded_svc::io::ErrorKind::{ConnectionAborted, ConnectionReset, TimedOut};

use super::{Expectation, on};
use crate::expected::{invalid_body, invalid_head, no_body, no_reply, no_reply_or_not_sent, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("conn/reset-on-accept", no_reply_or_not_sent()),
        on("conn/close-on-accept", no_reply_or_not_sent()),
        on("conn/reset-after-request-head", no_reply(ConnectionReset)),
        on("conn/reset-before-headers", no_reply(ConnectionReset)),
        on("conn/empty-response", no_reply(ConnectionAborted)),
        on("conn/reset-mid-headers", no_reply(ConnectionReset)),
        on("conn/close-mid-headers", no_reply(ConnectionAborted)),
        on("conn/reset-after-headers", no_body(ConnectionReset)),
        on("conn/reset-mid-body", no_body(ConnectionReset)),
        on("conn/stall-before-headers", no_reply(TimedOut)),
        on("conn/stall-after-headers", no_body(TimedOut)),
        on("conn/stall-mid-body", no_body(TimedOut)),
        on("conn/dribble-headers", no_reply(TimedOut)),
        on("conn/dribble-fast", started()),
        on("conn/latency-300ms", started()),
        on("conn/close-after-reply-unannounced", started()),
        on("conn/reset-after-reply-unannounced", started()),
        on("conn/close-announced", started()),
        // The announcement alone closes the connection.
        on("conn/close-announced/2", started()),
        on("conn/garbage-then-close", invalid_head()),
        on("conn/ok-head-then-garbage", invalid_head()),
        on("conn/ok-head-then-garbage/2", invalid_body()),
    ]
}
