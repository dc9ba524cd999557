use embedded_svc::io::ErrorKind::ConnectionAborted;

use super::{Expectation, on};
use crate::expected::{invalid_body, invalid_head, no_body, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("frame/chunked-1byte", started()),
        on("frame/chunked-odd-ext-trailer", started()),
        on("frame/chunked-ext", started()),
        on("frame/chunked-ext/2", started()),
        on("frame/chunked-ext-quoted", started()),
        on("frame/chunked-leading-zeros", started()),
        on("frame/chunked-trailer", started()),
        on("frame/chunked-space-after-size", started().or(invalid_body())),
        on("frame/chunked-truncated", no_body(ConnectionAborted)),
        on("frame/chunked-no-last-chunk", no_body(ConnectionAborted)),
        on("frame/chunked-no-last-chunk/2", no_body(ConnectionAborted)),
        on("frame/chunked-bad-size", invalid_body()),
        on("frame/chunked-bad-size/2", invalid_body()),
        on("frame/chunked-overflow-size", invalid_body()),
        on("frame/chunked-overflow-size/2", invalid_body()),
        on("frame/chunked-and-length", started().or(invalid_head())),
    ]
}
