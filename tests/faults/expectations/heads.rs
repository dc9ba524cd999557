use super::{Expectation, on};
use crate::expected::{invalid_head, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("frame/header-8k", started()),
        on("frame/header-100k", started()),
        on("frame/headers-64", started()),
        on("frame/headers-500", started()),
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
        on("frame/100-x20", invalid_head()),
        on("frame/100-x20/2", invalid_head()),
        on("frame/100-x20/3", started()),
    ]
}
