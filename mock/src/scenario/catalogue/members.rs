//! Envelopes in which `code`, `msg` or `data` has another value, is missing, or is there twice.

use scnet_notebook::Code;

use super::entry::Entry;
use super::reply::{SUCCESS, documented, envelope};
use crate::scenario::script::Script;

pub(super) fn cases() -> Vec<Entry> {
    [messages(), codes(), texts(), data(), refusals(), twice()].concat()
}

/// Makes the success with another value for a member, given as JSON.
fn with(member: &str, value: &str) -> Script {
    let (msg, code, data) = match member {
        "msg" => (value, r#""0""#, "true"),
        "code" => (r#""success""#, value, "true"),
        _ => (r#""success""#, r#""0""#, value),
    };
    envelope(format!(r#"{{"code":{code},"msg":{msg},"data":{data}}}"#))
}

fn messages() -> Vec<Entry> {
    vec![
        Entry::new("json/msg-null", "The message is null.", with("msg", "null")),
        Entry::new(
            "json/msg-missing",
            "There is no message.",
            envelope(r#"{"code":"0","data":true}"#),
        ),
        Entry::new("json/msg-number", "The message is a number.", with("msg", "5")),
        Entry::new(
            "json/msg-object",
            "The message is an object.",
            with("msg", r#"{"en":"success"}"#),
        ),
        Entry::refusing(
            "json/msg-empty",
            "A refusal has an empty message.",
            envelope(r#"{"code":"10007","msg":"","data":null}"#),
        ),
    ]
}

fn codes() -> Vec<Entry> {
    vec![
        Entry::new("json/code-number", "The code is the number 0.", with("code", "0")),
        Entry::refusing(
            "json/code-number-err",
            "The code of a refusal is a number.",
            envelope(documented(Code::USER_FROZEN).replace(r#""10007""#, "10007")),
        ),
        Entry::new("json/code-float", "The code is 0.0.", with("code", "0.0")),
        Entry::new("json/code-float/2", "The code is 0e0.", with("code", "0e0")),
        Entry::new("json/code-negative", "The code is \"-1\".", with("code", r#""-1""#)),
        Entry::new("json/code-negative/2", "The code is the number -1.", with("code", "-1")),
        Entry::new("json/code-negative/3", "The code is \"-0\".", with("code", r#""-0""#)),
        Entry::new(
            "json/code-u64max",
            "The code is the largest number of 64 bits, as a string.",
            with("code", r#""18446744073709551615""#),
        ),
        Entry::new(
            "json/code-u64max/2",
            "The code is the largest number of 64 bits.",
            with("code", "18446744073709551615"),
        ),
        Entry::new(
            "json/code-unknown",
            "The code is not documented: 911042.",
            envelope(r#"{"code":"911042","msg":"unknown","data":null}"#),
        ),
        Entry::new("json/code-null", "The code is null.", with("code", "null")),
        Entry::new(
            "json/code-missing",
            "There is no code.",
            envelope(r#"{"msg":"success","data":true}"#),
        ),
        Entry::new("json/code-bool", "The code is true.", with("code", "true")),
    ]
}

fn texts() -> Vec<Entry> {
    vec![
        Entry::new(
            "json/code-leading-zeros",
            "The code is \"010007\".",
            with("code", r#""010007""#),
        ),
        Entry::new("json/code-000", "The code is \"000\".", with("code", r#""000""#)),
        Entry::new("json/code-spaces", "The code is \" 0 \".", with("code", r#"" 0 ""#)),
        Entry::new("json/code-spaces/2", "The code is \" 0\".", with("code", r#"" 0""#)),
        Entry::new("json/code-spaces/3", "The code is \"0 \".", with("code", r#""0 ""#)),
        Entry::new("json/code-empty", "The code is an empty string.", with("code", r#""""#)),
        Entry::new("json/code-text", "The code is a word.", with("code", r#""success""#)),
    ]
}

fn data() -> Vec<Entry> {
    vec![
        Entry::new("json/data-null", "The success has null for data.", with("data", "null")),
        Entry::new(
            "json/data-missing",
            "The success has no data.",
            envelope(r#"{"code":"0","msg":"success"}"#),
        ),
        Entry::refusing(
            "json/data-false",
            "Code 0 reports that the notebook was not started.",
            with("data", "false"),
        ),
        Entry::new("json/data-string", "The data is \"true\".", with("data", r#""true""#)),
        Entry::new("json/data-number", "The data is 1.", with("data", "1")),
        Entry::new("json/data-object", "The data is an object.", with("data", "{}")),
        Entry::new("json/data-array", "The data is an array.", with("data", "[true]")),
    ]
}

fn refusals() -> Vec<Entry> {
    vec![
        Entry::refusing(
            "json/err-data-null",
            "A refusal has null for data.",
            envelope(documented(Code::USER_FROZEN)),
        ),
        Entry::refusing(
            "json/err-data-missing",
            "A refusal has no data.",
            envelope(documented(Code::USER_FROZEN).replace(r#","data":null"#, "")),
        ),
        Entry::refusing(
            "json/err-data-true",
            "A refusal has true for data.",
            envelope(documented(Code::USER_FROZEN).replace("null", "true")),
        ),
    ]
}

fn twice() -> Vec<Entry> {
    let code =
        |first, second| envelope(SUCCESS.replace(r#""code":"0""#, &format!(r#""code":"{first}","code":"{second}""#)));
    vec![
        Entry::new(
            "json/dup-code-differ",
            "Code 0 is followed by code 10007.",
            code("0", "10007"),
        ),
        Entry::new(
            "json/dup-code-differ-rev",
            "Code 10007 is followed by code 0.",
            code("10007", "0"),
        ),
        Entry::new(
            "json/dup-data-differ",
            "False is followed by true.",
            envelope(SUCCESS.replace(r#""data":true"#, r#""data":false,"data":true"#)),
        ),
    ]
}
