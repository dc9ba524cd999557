use super::Outcome;
use crate::expected::{Ending, Expected, answered, malformed, refused, started, unknown};

/// A page that says no, with a known outcome.
fn page(name: &str, status: u16, expected: fn(Ending) -> Expected) -> Outcome {
    Outcome::usable(name, expected(Ending::Status(status, None)))
}

/// A page that asks to wait so many seconds.
fn wait(name: &str, status: u16, seconds: u32, expected: fn(Ending) -> Expected) -> Outcome {
    Outcome::usable(name, expected(Ending::Status(status, Some(seconds))))
}

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::usable("status/204", unknown(Ending::Malformed(204))),
        Outcome::usable("status/200-empty", malformed()),
        page("status/301", 301, unknown),
        page("status/302", 302, unknown),
        page("status/307-loop", 307, unknown),
        page("status/307-other-host", 307, unknown),
        page("status/304", 304, unknown),
        page("status/400", 400, answered),
        page("status/401", 401, answered),
        page("status/403", 403, answered),
        page("status/404", 404, answered),
        page("status/407", 407, answered),
        Outcome::spoilt("status/408-close", unknown(Ending::Status(408, None))),
        page("status/413", 413, answered),
        wait("status/429-seconds", 429, 7, answered),
        page("status/429-date", 429, answered),
        wait("status/429-huge", 429, u32::MAX, answered),
        page("status/500", 500, unknown),
        Outcome::usable("status/500-envelope", refused(500, 10008, Some("no"))),
        Outcome::usable("status/401-envelope", refused(401, 10008, Some("no"))),
        page("status/502", 502, unknown),
        wait("status/503", 503, 30, unknown),
        page("status/504", 504, unknown),
        page("status/503-code0", 503, unknown),
        Outcome::usable("status/201-code0", started(201)),
        page("status/999", 999, unknown),
    ]
}
