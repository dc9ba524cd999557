use embedded_svc::io::ErrorKind::{ConnectionReset, TimedOut};

use super::{Leaves, Outcome};
use crate::expected::{broken, malformed, no_body, started, too_long, truncated};

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::spoilt("frame/truncated-body", truncated()),
        Outcome::spoilt("frame/content-length-short", malformed()),
        Outcome::spoilt("frame/extra-bytes-after-body", started(200)),
        Outcome::spoilt("frame/extra-bytes-after-body/2", started(200)),
        Outcome::spoilt("frame/extra-bytes-after-body/3", started(200)),
        Outcome::spoilt("frame/extra-bytes-after-body/4", started(200)),
        Outcome::spoilt("frame/no-length-close", started(200)),
        // ureq takes the reset for the end of the stream. That the body is whole is known from its JSON alone.
        Outcome::spoilt("frame/no-length-close/2", no_body(ConnectionReset)).except_std(started(200), Leaves::Spoilt),
        Outcome::spoilt("frame/no-length-keepalive", no_body(TimedOut)),
        Outcome::spoilt("frame/no-length-truncated-json", malformed()),
        Outcome::spoilt("frame/no-length-truncated-json/2", no_body(ConnectionReset))
            .except_std(malformed(), Leaves::Spoilt),
        Outcome::doubtful("frame/two-content-lengths-same", started(200).or(broken())),
        Outcome::spoilt("frame/two-content-lengths-differ", broken()),
        Outcome::spoilt("frame/content-length-negative", broken()),
        Outcome::spoilt("frame/content-length-u64-overflow", broken()),
        Outcome::spoilt("frame/content-length-u64-overflow/2", too_long()),
        Outcome::spoilt("frame/content-length-plus", broken()),
        Outcome::spoilt("frame/body-1mib", too_long()),
        // Whoever drains it waits for the rest.
        Outcome::spoilt("frame/body-1mib/2", too_long()),
        Outcome::spoilt("frame/body-1mib-chunked", too_long()),
        Outcome::spoilt("frame/body-1mib-chunked/2", too_long()),
        Outcome::spoilt("frame/body-513", too_long()),
        Outcome::usable("frame/body-513/2", started(200)),
        Outcome::usable("frame/body-513/3", started(200)),
    ]
}
