use scnet_notebook::error::Malformed::{InvalidCode, NoCode, NotAnObject, NotJson, TooDeep};

use super::{Expectation, on};
use crate::expected::{malformed, started, too_long};

/// The cases that mean the same as the documented success.
const STARTED: [&str; 6] = [
    "json/extra-fields",
    "json/nested-code-first",
    "json/reordered",
    "json/pretty",
    "json/leading-ws",
    "json/1000-unknown-fields/2",
];

pub(super) fn expectations() -> Vec<Expectation> {
    let mut expectations = vec![
        on("json/keys-uppercase", malformed(NoCode)),
        on("json/non-json", malformed(NotAnObject)),
        on("json/html", malformed(NotAnObject)),
        on("json/trailing-garbage", malformed(NotJson)),
        on("json/two-documents", malformed(NotJson)),
        on("json/trailing-comma", malformed(NotJson)),
        on("json/single-quotes", malformed(NotJson)),
        on("json/truncated-valid-length", malformed(NotJson)),
        on("json/truncated-after-code", malformed(NotJson)),
        on("json/nan", malformed(NotJson)),
        on("json/jsonp", malformed(NotAnObject)),
        on("json/anti-hijack-prefix", malformed(NotAnObject)),
        on("json/array", malformed(NotAnObject)),
        on("json/array-tuple", malformed(NotAnObject)),
        on("json/string", malformed(NotAnObject)),
        on("json/null", malformed(NotAnObject)),
        on("json/empty-object", malformed(NoCode)),
        on("json/long-code", malformed(InvalidCode)),
        on("json/deep-10k", too_long()),
        on("json/deep-10k/2", malformed(TooDeep)),
        on("json/deep-10k-objects", too_long()),
        on("json/deep-10k-objects/2", malformed(TooDeep)),
        on("json/long-msg-4k", too_long()),
        on("json/long-msg-4k/2", started().saying(&"m".repeat(400))),
        on("json/1000-unknown-fields", too_long()),
    ];
    expectations.extend(STARTED.map(|name| on(name, started())));
    expectations
}
