use super::{Expectation, on};
use crate::expected::{broken, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("frame/header-8k", started()),
        // ureq takes heads of 64 KiB and of 128 headers.
        on("frame/header-100k", started()).except_std(broken()),
        on("frame/headers-64", started()),
        on("frame/headers-500", started()).except_std(broken()),
        on("frame/header-lowercase", started()),
        on("frame/header-uppercase", started()),
        on("frame/header-folded", started().or(broken())),
        on("frame/header-latin1", started()),
        on("frame/bare-lf", started().or(broken())),
        on("frame/leading-crlf", started().or(broken())),
        on("frame/no-reason", started()),
        on("frame/no-reason/2", started()),
        on("frame/http10", started()),
        on("frame/http10/2", started()),
        on("frame/http10-no-length", started()),
        on("frame/http2-preface", broken()),
        on("frame/status-200-mangled", broken()),
        on("frame/status-200-mangled/2", broken()),
        on("frame/status-200-mangled/3", broken()),
        on("frame/100-continue", started()),
        on("frame/103-early-hints", started()),
        // ureq passes over any number, until the deadline.
        on("frame/100-x20", broken()).except_std(started()),
        on("frame/100-x20/2", broken()).except_std(started()),
        on("frame/100-x20/3", started()),
    ]
}
