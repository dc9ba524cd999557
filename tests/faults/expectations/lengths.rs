use embedded_svc::io::ErrorKind::{ConnectionAborted, ConnectionReset, TimedOut};
use scnet_notebook::error::Malformed::NotJson;

use super::{Expectation, on};
use crate::expected::{invalid_head, malformed, no_body, started, too_long};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("frame/truncated-body", no_body(ConnectionAborted)),
        on("frame/content-length-short", malformed(NotJson)),
        on("frame/extra-bytes-after-body", started()),
        on("frame/extra-bytes-after-body/2", started()),
        on("frame/extra-bytes-after-body/3", started()),
        on("frame/extra-bytes-after-body/4", started()),
        on("frame/no-length-close", started()),
        on("frame/no-length-close/2", no_body(ConnectionReset)),
        on("frame/no-length-keepalive", no_body(TimedOut)),
        on("frame/no-length-truncated-json", malformed(NotJson)),
        on("frame/no-length-truncated-json/2", no_body(ConnectionReset)),
        on("frame/two-content-lengths-same", started().or(invalid_head())),
        on("frame/two-content-lengths-differ", invalid_head()),
        on("frame/content-length-negative", invalid_head()),
        on("frame/content-length-u64-overflow", invalid_head()),
        on("frame/content-length-u64-overflow/2", no_body(ConnectionAborted)),
        on("frame/content-length-plus", invalid_head()),
        on("frame/body-1mib", too_long()),
        // A client that reads all of it waits for the rest.
        on("frame/body-1mib/2", too_long()),
        on("frame/body-1mib-chunked", too_long()),
        on("frame/body-1mib-chunked/2", too_long()),
        on("frame/body-513", too_long()),
        on("frame/body-513/2", started()),
        on("frame/body-513/3", started()),
    ]
}
