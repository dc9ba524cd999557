use embedded_svc::io::ErrorKind::ConnectionAborted;

use super::{Expectation, on};
use crate::expected::{broken, broken_body, no_body, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("frame/chunked-1byte", started()),
        on("frame/chunked-odd-ext-trailer", started()),
        on("frame/chunked-ext", started()),
        // ureq takes no line of a size with more than 20 bytes.
        on("frame/chunked-ext/2", started()).except_std(broken_body()),
        on("frame/chunked-ext-quoted", started()),
        on("frame/chunked-leading-zeros", started()),
        on("frame/chunked-trailer", started()),
        on("frame/chunked-space-after-size", started().or(broken_body())),
        on("frame/chunked-truncated", no_body(ConnectionAborted)),
        on("frame/chunked-no-last-chunk", no_body(ConnectionAborted)),
        // All of the body is there, and ureq does not miss the empty line after it.
        on("frame/chunked-no-last-chunk/2", no_body(ConnectionAborted)).except_std(started()),
        on("frame/chunked-bad-size", broken_body()),
        on("frame/chunked-bad-size/2", broken_body()),
        on("frame/chunked-overflow-size", broken_body()),
        // To ureq it is a size like any other, of which most does not come.
        on("frame/chunked-overflow-size/2", broken_body()).except_std(no_body(ConnectionAborted)),
        on("frame/chunked-and-length", started().or(broken())),
    ]
}
