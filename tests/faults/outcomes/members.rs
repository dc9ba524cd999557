use super::Outcome;
use crate::expected::{Ending, answered, malformed, refused, started, started_saying};

/// What the service says of a frozen user.
const FROZEN: Option<&str> = Some("用户已被冻结");

/// Names of cases with a value that the contract does not know.
const MALFORMED: [&str; 26] = [
    "json/code-float",
    "json/code-float/2",
    "json/code-negative",
    "json/code-negative/2",
    "json/code-negative/3",
    "json/code-u64max",
    "json/code-u64max/2",
    "json/code-null",
    "json/code-missing",
    "json/code-bool",
    "json/code-leading-zeros",
    "json/code-000",
    "json/code-spaces",
    "json/code-spaces/2",
    "json/code-spaces/3",
    "json/code-empty",
    "json/code-text",
    "json/data-null",
    "json/data-missing",
    "json/data-string",
    "json/data-number",
    "json/data-object",
    "json/data-array",
    "json/dup-code-differ",
    "json/dup-code-differ-rev",
    "json/dup-data-differ",
];

pub(super) fn outcomes() -> Vec<Outcome> {
    let not_started = Ending::NotStarted(200, Some("success".to_owned()));
    let known = [
        Outcome::usable("json/msg-null", started_saying(None)),
        Outcome::usable("json/msg-missing", started_saying(None)),
        Outcome::usable("json/msg-number", started_saying(None)),
        Outcome::usable("json/msg-object", started_saying(None)),
        Outcome::usable("json/msg-empty", refused(200, 10007, Some(""))),
        Outcome::usable("json/code-number", started(200)),
        Outcome::usable("json/code-number-err", refused(200, 10007, FROZEN)),
        Outcome::usable("json/code-unknown", refused(200, 911_042, Some("unknown"))),
        Outcome::usable("json/data-false", answered(not_started)),
        Outcome::usable("json/err-data-null", refused(200, 10007, FROZEN)),
        Outcome::usable("json/err-data-missing", refused(200, 10007, FROZEN)),
        Outcome::usable("json/err-data-true", refused(200, 10007, FROZEN)),
    ];
    let malformed = MALFORMED.map(|name| Outcome::usable(name, malformed()));
    malformed.into_iter().chain(known).collect()
}
