use scnet_notebook::error::Malformed::{NotAnObject, StatusMismatch};

use super::{Expectation, on};
use crate::expected::{Expected, Reason, malformed, refused, started, unknown};

/// A page that leaves open whether the start happened.
fn open(status: u16) -> Expected {
    unknown(Reason::Status).under(status)
}

/// A page that says that it did not.
fn no(status: u16) -> Expected {
    refused(Reason::Status).under(status)
}

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("status/204", malformed(NotAnObject).under(204)),
        on("status/200-empty", malformed(NotAnObject)),
        on("status/301", open(301)),
        on("status/302", open(302)),
        on("status/307-loop", open(307)),
        on("status/307-other-host", open(307)),
        on("status/304", open(304)),
        on("status/400", no(400)),
        on("status/401", no(401)),
        on("status/403", no(403)),
        on("status/404", no(404)),
        on("status/407", no(407)),
        on("status/408-close", open(408)),
        on("status/413", no(413)),
        on("status/429-seconds", no(429).wait(7)),
        on("status/429-date", no(429)),
        on("status/429-huge", no(429).wait(u32::MAX)),
        on("status/500", open(500)),
        on(
            "status/500-envelope",
            refused(Reason::Code(10008)).under(500).saying("no"),
        ),
        on(
            "status/401-envelope",
            refused(Reason::Code(10008)).under(401).saying("no"),
        ),
        on("status/502", open(502)),
        on("status/503", open(503).wait(30)),
        on("status/504", open(504)),
        on(
            "status/503-code0",
            malformed(StatusMismatch).under(503).saying("success"),
        ),
        on("status/201-code0", started().under(201)),
        on("status/999", open(999)),
    ]
}
