use embedded_svc::io::ErrorKind::{ConnectionAborted, ConnectionReset, TimedOut};

use super::{Leaves, Outcome};
use crate::expected::{broken, broken_body, no_body, no_reply, no_reply_or_not_sent, started};

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::spoilt("conn/reset-on-accept", no_reply_or_not_sent()),
        Outcome::spoilt("conn/close-on-accept", no_reply_or_not_sent()),
        Outcome::spoilt("conn/reset-after-request-head", no_reply(ConnectionReset)),
        Outcome::spoilt("conn/reset-before-headers", no_reply(ConnectionReset)),
        Outcome::spoilt("conn/empty-response", no_reply(ConnectionAborted)),
        Outcome::spoilt("conn/reset-mid-headers", no_reply(ConnectionReset)),
        Outcome::spoilt("conn/close-mid-headers", no_reply(ConnectionAborted)),
        // ureq takes the reset for the end of the stream.
        Outcome::spoilt("conn/reset-after-headers", no_body(ConnectionReset))
            .except_std(no_body(ConnectionAborted), Leaves::Spoilt),
        Outcome::spoilt("conn/reset-mid-body", no_body(ConnectionReset))
            .except_std(no_body(ConnectionAborted), Leaves::Spoilt),
        Outcome::spoilt("conn/stall-before-headers", no_reply(TimedOut)),
        Outcome::spoilt("conn/stall-after-headers", no_body(TimedOut)),
        Outcome::spoilt("conn/stall-mid-body", no_body(TimedOut)),
        Outcome::spoilt("conn/dribble-headers", no_reply(TimedOut)),
        Outcome::usable("conn/dribble-fast", started(200)),
        Outcome::usable("conn/latency-300ms", started(200)),
        Outcome::spoilt("conn/close-after-reply-unannounced", started(200)),
        Outcome::spoilt("conn/reset-after-reply-unannounced", started(200)),
        Outcome::spoilt("conn/close-announced", started(200)),
        // The announcement alone is enough.
        Outcome::spoilt("conn/close-announced/2", started(200)),
        Outcome::spoilt("conn/garbage-then-close", broken()),
        Outcome::spoilt("conn/ok-head-then-garbage", broken()),
        Outcome::spoilt("conn/ok-head-then-garbage/2", broken_body()),
    ]
}
