//! Invalid descriptions, each an error with the path and the expectation, and invalid by the schema as well.

use jsonschema::Validator;
use scnet_notebook_mock::Queued;

use super::{fits, schema};

const STEP: &str = "expected a step: an object with send, wait or dribble, or, at the end, keep, hold, close or reset";
const DESCRIPTION: &str = "expected the name of a case, or an object with case, code, answer or script";
const ONE: &str = "expected exactly one of case, code, answer and script";
const MEMBERS: &str = "expected one of case, code, msg, data, status, headers, answer, script, on, name, executed, times, \
                       delay, token, notebook";
const TOKEN: &str = "expected the last 4 to 64 characters of a token, in ASCII and without spaces";
const NO_FRAMING: &str = "expected another header: the mock writes this one; a script can send a wrong one";

/// Checks that each of these entries is an error with this path and this expectation.
#[track_caller]
fn invalid(rows: &[(&str, &str, &str)]) {
    let schema: Validator = schema();
    for (text, path, expectation) in rows {
        let error = Queued::from_json(text).expect_err(text);
        assert_eq!((error.path(), error.expectation()), (*path, *expectation), "{text}");
        let start = if path.is_empty() {
            String::new()
        } else {
            format!("{path}: ")
        };
        assert_eq!(error.to_string(), format!("{start}{expectation}"));
        assert!(!fits(&schema, text), "{text}");
    }
}

#[test]
fn a_description_has_exactly_one_kind_and_the_members_of_that_kind() {
    let own = "name and executed are not for a case of the catalogue, which has its own";
    let code = "expected a code of at most 9 digits, as a number or a string";
    invalid(&[
        ("1", "", DESCRIPTION),
        ("null", "", DESCRIPTION),
        ("true", "", DESCRIPTION),
        ("{}", "", ONE),
        (r#"{"case": "0", "code": 0}"#, "", ONE),
        (r#"{"case": 1}"#, "case", "expected a string"),
        (r#"{"case": null}"#, "case", "expected a string"),
        (r#"{"csae": "0"}"#, "csae", MEMBERS),
        (r#"{"case": "0", "a\n": 0}"#, "a\\n", MEMBERS),
        (r#"{"case": "0", "name": "a"}"#, "", own),
        (r#"{"case": "0", "executed": true}"#, "", own),
        (r#"{"code": -1}"#, "code", code),
        (r#"{"code": 1.5}"#, "code", code),
        (r#"{"code": 1000000000}"#, "code", code),
        (r#"{"code": "1000000000"}"#, "code", code),
        (r#"{"code": "007"}"#, "code", code),
        (r#"{"code": "+7"}"#, "code", code),
        (r#"{"code": ""}"#, "code", code),
        (r#"{"code": null}"#, "code", code),
    ]);
}

#[test]
fn an_invalid_answer_is_an_error() {
    let only_code = "msg, data, status and headers are only for a code";
    let status = "expected a whole number from 200 to 599";
    invalid(&[
        (r#"{"case": "0", "status": 200}"#, "", only_code),
        (r#"{"answer": {}, "msg": null}"#, "", only_code),
        (r#"{"code": 0, "status": 199}"#, "status", status),
        (r#"{"code": 0, "status": 600}"#, "status", status),
        (r#"{"code": 0, "status": 1e300}"#, "status", status),
        (r#"{"code": 0, "status": "200"}"#, "status", status),
        (r#"{"code": 0, "status": null}"#, "status", status),
        (
            r#"{"code": 5, "name": "upstream"}"#,
            "name",
            "expected a name that no other case has",
        ),
        (
            r#"{"code": 0, "headers": []}"#,
            "headers",
            "expected an object of headers",
        ),
        (
            r#"{"code": 0, "headers": {"a b": "c"}}"#,
            "headers.a b",
            "expected the name of a header",
        ),
        (
            r#"{"code": 0, "headers": {"": "c"}}"#,
            "headers.",
            "expected the name of a header",
        ),
        (
            r#"{"code": 0, "headers": {"é": "c"}}"#,
            "headers.é",
            "expected the name of a header",
        ),
        (
            r#"{"code": 0, "headers": {"Content-Length": "1"}}"#,
            "headers.Content-Length",
            NO_FRAMING,
        ),
        (
            r#"{"code": 0, "headers": {"transfer-ENCODING": "x"}}"#,
            "headers.transfer-ENCODING",
            NO_FRAMING,
        ),
        (
            r#"{"answer": {"headers": {"x-a": "b\r\nc: d"}}}"#,
            "answer.headers.x-a",
            "expected the value of a header, without control characters",
        ),
        (
            r#"{"answer": {"headers": {"x-a": 1}}}"#,
            "answer.headers.x-a",
            "expected a string",
        ),
        (
            r#"{"answer": []}"#,
            "answer",
            "expected an object with status, headers and body",
        ),
        (
            r#"{"answer": {"code": 0}}"#,
            "answer.code",
            "expected one of status, headers, body",
        ),
        (
            r#"{"answer": {"body": null}}"#,
            "answer.body",
            r#"expected a string, or {"base64": "…"}"#,
        ),
        (
            r#"{"answer": {"body": {}}}"#,
            "answer.body",
            "expected the member base64",
        ),
        (
            r#"{"answer": {"body": {"base64": "AP8"}}}"#,
            "answer.body.base64",
            "expected base64, padded with =",
        ),
        (
            r#"{"answer": {"body": {"base64": "AP9="}}}"#,
            "answer.body.base64",
            "expected base64, padded with =",
        ),
        (
            r#"{"answer": {"body": {"base64": "A P8="}}}"#,
            "answer.body.base64",
            "expected base64, padded with =",
        ),
        (
            r#"{"answer": {"body": {"base64": "", "x": 0}}}"#,
            "answer.body.x",
            "expected only the member base64",
        ),
    ]);
}

#[test]
fn an_invalid_script_is_an_error() {
    let only_code = "msg, data, status and headers are only for a code";
    let time = "expected a time such as 300ms";
    let never = "executed cannot be true for a script on accept or head: the service has no whole request to carry out";
    invalid(&[
        (r#"{"code": 0, "answer": {}, "script": ["close"]}"#, "", ONE),
        (r#"{"script": ["close"], "headers": {}}"#, "", only_code),
        (r#"{"code": 0, "on": "head"}"#, "", "on is only for a script"),
        (r#"{"script": []}"#, "script", "expected at least one step"),
        (r#"{"script": "close"}"#, "script", "expected an array"),
        (r#"{"script": ["end"]}"#, "script[0]", STEP),
        (r#"{"script": [{"send": ""}, 1]}"#, "script[1]", STEP),
        (
            r#"{"script": [{}]}"#,
            "script[0]",
            "expected exactly one of send, wait and dribble",
        ),
        (
            r#"{"script": [{"send": "", "wait": "1s"}]}"#,
            "script[0]",
            "expected exactly one of send, wait and dribble",
        ),
        (
            r#"{"script": [{"reset": null}]}"#,
            "script[0].reset",
            "expected one of send, wait, dribble",
        ),
        (
            r#"{"script": [{"wait": 300}]}"#,
            "script[0].wait",
            "expected a time in quotes, such as \"300ms\"",
        ),
        (r#"{"script": [{"wait": "soon"}]}"#, "script[0].wait", time),
        (r#"{"script": [{"wait": ""}]}"#, "script[0].wait", time),
        (r#"{"script": [{"wait": "-1s"}]}"#, "script[0].wait", time),
        (r#"{"script": [{"wait": "1ms..2ms"}]}"#, "script[0].wait", time),
        (r#"{"script": [{"wait": "12345678901ms"}]}"#, "script[0].wait", time),
        (
            r#"{"script": [{"wait": "300"}]}"#,
            "script[0].wait",
            "expected a time such as 300ms: a number has no unit; write 5s or 300ms",
        ),
        (
            r#"{"script": [{"dribble": {"bytes": "", "every": "1s"}}]}"#,
            "script[0].dribble",
            "expected the member piece",
        ),
        (
            r#"{"script": [{"dribble": {"bytes": "", "piece": 0, "every": "1s"}}]}"#,
            "script[0].dribble.piece",
            "expected a whole number from 1 to 1000000",
        ),
        (
            r#"{"script": [{"dribble": {"bytes": "", "piece": 1, "every": "1"}}]}"#,
            "script[0].dribble.every",
            "expected a time such as 300ms: a number has no unit; write 5s or 300ms",
        ),
        (
            r#"{"script": ["close"], "on": "read"}"#,
            "on",
            "expected accept, head or request",
        ),
        (r#"{"script": ["close"], "on": "accept", "executed": true}"#, "", never),
        (r#"{"script": ["close"], "on": "head", "executed": true}"#, "", never),
        (
            r#"{"script": ["close"], "executed": "no"}"#,
            "executed",
            "expected a boolean",
        ),
        (r#"{"script": ["close"], "name": 1}"#, "name", "expected a string"),
    ]);
}

#[test]
fn an_invalid_entry_is_an_error() {
    let times = "expected a whole number from 1 to 10000";
    let delay = "expected a delay such as 300ms or 100ms..2s";
    invalid(&[
        (r#"{"times": 3}"#, "", ONE),
        (r#"{"case": "0", "times": 0}"#, "times", times),
        (r#"{"case": "0", "times": 10001}"#, "times", times),
        (r#"{"case": "0", "times": 1.5}"#, "times", times),
        (r#"{"case": "0", "times": "3"}"#, "times", times),
        (r#"{"case": "0", "delay": "soon"}"#, "delay", delay),
        (r#"{"case": "0", "delay": "1s.."}"#, "delay", delay),
        (r#"{"case": "0", "token": "5c4"}"#, "token", TOKEN),
        (r#"{"case": "0", "token": "w 5c4"}"#, "token", TOKEN),
        (
            r#"{"case": "0", "notebook": ""}"#,
            "notebook",
            "expected a notebook id of 1 to 64 characters",
        ),
    ]);
}
