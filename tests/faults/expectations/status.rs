use scnet_notebook::error::Malformed::{NotAnObject, StatusMismatch};

use super::{Expectation, on};
use crate::{
    call_result::Reason,
    expected::{Expected, malformed, refused, started, unknown},
};

/// Expects a status that means unknown.
fn unknown_status(status: u16) -> Expected {
    unknown(Reason::Status).under(status)
}

/// Expects a status that means refused.
fn refused_status(status: u16) -> Expected {
    refused(Reason::Status).under(status)
}

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("status/204", malformed(NotAnObject).under(204)),
        on("status/200-empty", malformed(NotAnObject)),
        on("status/301", unknown_status(301)),
        on("status/302", unknown_status(302)),
        on("status/307-loop", unknown_status(307)),
        on("status/307-other-host", unknown_status(307)),
        on("status/304", unknown_status(304)),
        on("status/400", refused_status(400)),
        on("status/401", refused_status(401)),
        on("status/403", refused_status(403)),
        on("status/404", refused_status(404)),
        on("status/407", refused_status(407)),
        on("status/408-close", unknown_status(408)),
        on("status/413", refused_status(413)),
        on("status/429-seconds", refused_status(429).wait(7)),
        on("status/429-date", refused_status(429)),
        on("status/429-huge", refused_status(429).wait(u32::MAX)),
        on("status/500", unknown_status(500)),
        on(
            "status/500-envelope",
            refused(Reason::Code(10008)).under(500).saying("no"),
        ),
        on(
            "status/401-envelope",
            refused(Reason::Code(10008)).under(401).saying("no"),
        ),
        on("status/502", unknown_status(502)),
        on("status/503", unknown_status(503).wait(30)),
        on("status/504", unknown_status(504)),
        on(
            "status/503-code0",
            malformed(StatusMismatch).under(503).saying("success"),
        ),
        on("status/201-code0", started().under(201)),
        on("status/999", unknown_status(999)),
    ]
}
