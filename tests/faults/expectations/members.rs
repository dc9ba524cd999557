use scnet_notebook::error::Malformed::{InvalidCode, NoCode, NoResult, RepeatedCode, RepeatedData};

use super::{Expectation, on};
use crate::{
    call_result::Reason,
    expected::{frozen, malformed, refused, started, started_without_message, unknown},
};

/// The message of the service about a frozen user.
const FROZEN: &str = "用户已被冻结";

/// The cases with an invalid code.
const INVALID_CODE: [&str; 16] = [
    "json/code-float",
    "json/code-float/2",
    "json/code-negative",
    "json/code-negative/2",
    "json/code-negative/3",
    "json/code-u64max",
    "json/code-u64max/2",
    "json/code-null",
    "json/code-bool",
    "json/code-leading-zeros",
    "json/code-000",
    "json/code-spaces",
    "json/code-spaces/2",
    "json/code-spaces/3",
    "json/code-empty",
    "json/code-text",
];

/// The cases with code 0 and without a boolean as data.
const NO_RESULT: [&str; 6] = [
    "json/data-null",
    "json/data-missing",
    "json/data-string",
    "json/data-number",
    "json/data-object",
    "json/data-array",
];

pub(super) fn expectations() -> Vec<Expectation> {
    let mut expectations = vec![
        on("json/msg-null", started_without_message()),
        on("json/msg-missing", started_without_message()),
        on("json/msg-number", started_without_message()),
        on("json/msg-object", started_without_message()),
        on("json/msg-empty", frozen()),
        on("json/code-number", started()),
        on("json/code-number-err", frozen().saying(FROZEN)),
        on("json/code-unknown", unknown(Reason::Code(911_042)).saying("unknown")),
        on("json/code-missing", malformed(NoCode)),
        on("json/data-false", refused(Reason::NotStarted).saying("success")),
        on("json/err-data-null", frozen().saying(FROZEN)),
        on("json/err-data-missing", frozen().saying(FROZEN)),
        on("json/err-data-true", frozen().saying(FROZEN)),
        on("json/dup-code-differ", malformed(RepeatedCode)),
        on("json/dup-code-differ-rev", malformed(RepeatedCode)),
        on("json/dup-data-differ", malformed(RepeatedData)),
    ];
    expectations.extend(INVALID_CODE.map(|name| on(name, malformed(InvalidCode))));
    expectations.extend(NO_RESULT.map(|name| on(name, malformed(NoResult))));
    expectations
}
