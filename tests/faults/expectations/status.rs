use scnet_notebook::error::Malformed::{NotAnObject, StatusMismatch};

use super::Expectation;
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
    let no_permission = refused(Reason::Code(10008)).saying("no");
    let mismatch = malformed(StatusMismatch).saying("success");
    vec![
        ("status/204", malformed(NotAnObject).under(204)),
        ("status/200-empty", malformed(NotAnObject)),
        ("status/301", unknown_status(301)),
        ("status/302", unknown_status(302)),
        ("status/307-loop", unknown_status(307)),
        ("status/307-other-host", unknown_status(307)),
        ("status/304", unknown_status(304)),
        ("status/400", refused_status(400)),
        ("status/401", refused_status(401)),
        ("status/403", refused_status(403)),
        ("status/404", refused_status(404)),
        ("status/407", refused_status(407)),
        ("status/408-close", unknown_status(408)),
        ("status/413", refused_status(413)),
        ("status/429-seconds", refused_status(429).wait(7)),
        ("status/429-date", refused_status(429)),
        ("status/429-huge", refused_status(429).wait(u32::MAX)),
        ("status/500", unknown_status(500)),
        ("status/500-envelope", no_permission.clone().under(500)),
        ("status/401-envelope", no_permission.under(401)),
        ("status/502", unknown_status(502)),
        ("status/503", unknown_status(503).wait(30)),
        ("status/504", unknown_status(504)),
        ("status/503-code0", mismatch.under(503)),
        ("status/201-code0", started().under(201)),
        ("status/999", unknown_status(999)),
    ]
}
