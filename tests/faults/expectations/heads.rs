use super::{Expectation, on};
use crate::expected::{invalid_head, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("frame/header-8k", started()),
        // ureq accepts heads of up to 64 KiB and 128 headers.
        on("frame/header-100k", started()).except_std(invalid_head()),
        on("frame/headers-64", started()),
        on("frame/headers-500", started()).except_std(invalid_head()),
        on("frame/header-lowercase", started()),
        on("frame/header-uppercase", started()),
        on("frame/header-folded", started().or(invalid_head())),
        on("frame/header-latin1", started()),
        on("frame/bare-lf", started().or(invalid_head())),
        on("frame/leading-crlf", started().or(invalid_head())),
        on("frame/no-reason", started()),
        on("frame/no-reason/2", started()),
        on("frame/http10", started()),
        on("frame/http10/2", started()),
        on("frame/http10-no-length", started()),
        on("frame/http2-preface", invalid_head()),
        on("frame/status-200-mangled", invalid_head()),
        on("frame/status-200-mangled/2", invalid_head()),
        on("frame/status-200-mangled/3", invalid_head()),
        on("frame/100-continue", started()),
        on("frame/103-early-hints", started()),
        // ureq skips any number of interim responses, until the deadline.
        on("frame/100-x20", invalid_head()).except_std(started()),
        on("frame/100-x20/2", invalid_head()).except_std(started()),
        on("frame/100-x20/3", started()),
    ]
}
