use scnet_notebook::Message;

use super::Outcome;
use crate::expected::{malformed, started, started_saying, too_long};

/// Names of cases that are no reply at all.
const MALFORMED: [&str; 18] = [
    "json/keys-uppercase",
    "json/non-json",
    "json/html",
    "json/trailing-garbage",
    "json/two-documents",
    "json/trailing-comma",
    "json/single-quotes",
    "json/truncated-valid-length",
    "json/truncated-after-code",
    "json/nan",
    "json/jsonp",
    "json/anti-hijack-prefix",
    "json/array",
    "json/array-tuple",
    "json/string",
    "json/null",
    "json/empty-object",
    "json/long-code",
];

/// Names of cases that are as good as the documented success.
const STARTED: [&str; 6] = [
    "json/extra-fields",
    "json/nested-code-first",
    "json/reordered",
    "json/pretty",
    "json/leading-ws",
    "json/1000-unknown-fields/2",
];

pub(super) fn outcomes() -> Vec<Outcome> {
    let cut = format!("{}…", "m".repeat(Message::CAPACITY));
    let large = [
        Outcome::spoilt("json/deep-10k", too_long()),
        Outcome::usable("json/deep-10k/2", malformed()),
        Outcome::spoilt("json/deep-10k-objects", too_long()),
        Outcome::usable("json/deep-10k-objects/2", malformed()),
        Outcome::spoilt("json/long-msg-4k", too_long()),
        Outcome::usable("json/long-msg-4k/2", started_saying(Some(&cut))),
        Outcome::spoilt("json/1000-unknown-fields", too_long()),
    ];
    let malformed = MALFORMED.map(|name| Outcome::usable(name, malformed()));
    let started = STARTED.map(|name| Outcome::usable(name, started(200)));
    malformed.into_iter().chain(started).chain(large).collect()
}
