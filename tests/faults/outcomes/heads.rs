use super::{Leaves, Outcome};
use crate::expected::{broken, started};

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::usable("frame/header-8k", started(200)),
        // ureq takes heads of 64 KiB and of 128 headers.
        Outcome::usable("frame/header-100k", started(200)).except_std(broken(), Leaves::Spoilt),
        Outcome::usable("frame/headers-64", started(200)),
        Outcome::usable("frame/headers-500", started(200)).except_std(broken(), Leaves::Spoilt),
        Outcome::usable("frame/header-lowercase", started(200)),
        Outcome::usable("frame/header-uppercase", started(200)),
        Outcome::doubtful("frame/header-folded", started(200).or(broken())),
        Outcome::usable("frame/header-latin1", started(200)),
        Outcome::doubtful("frame/bare-lf", started(200).or(broken())),
        Outcome::doubtful("frame/leading-crlf", started(200).or(broken())),
        Outcome::usable("frame/no-reason", started(200)),
        Outcome::usable("frame/no-reason/2", started(200)),
        Outcome::spoilt("frame/http10", started(200)),
        Outcome::spoilt("frame/http10/2", started(200)),
        Outcome::spoilt("frame/http10-no-length", started(200)),
        Outcome::spoilt("frame/http2-preface", broken()),
        Outcome::spoilt("frame/status-200-mangled", broken()),
        Outcome::spoilt("frame/status-200-mangled/2", broken()),
        Outcome::spoilt("frame/status-200-mangled/3", broken()),
        Outcome::usable("frame/100-continue", started(200)),
        Outcome::usable("frame/103-early-hints", started(200)),
        // ureq passes over any number, until the deadline.
        Outcome::spoilt("frame/100-x20", broken()).except_std(started(200), Leaves::Usable),
        Outcome::spoilt("frame/100-x20/2", broken()).except_std(started(200), Leaves::Usable),
        Outcome::usable("frame/100-x20/3", started(200)),
    ]
}
