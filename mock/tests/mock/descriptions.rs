//! Descriptions of cases and entries in JSON: the parser, and the schema.

use std::time::Duration;

use jsonschema::Validator;
use scnet_notebook::Code;
use scnet_notebook_mock::{Answer, Case, Queued, Script, Server, TlsCase, Trigger};
use serde_json::Value;

use crate::client;

const STEP: &str = "expected a step: an object with send, wait or dribble, or, at the end, keep, hold, close or reset";
const DESCRIPTION: &str = "expected the name of a case, or an object with case, code, answer or script";
const ONE: &str = "expected exactly one of case, code, answer and script";
const MEMBERS: &str = "expected one of case, code, msg, data, status, headers, answer, script, on, name, executed, times, \
                       delay, token, notebook";
const OWN_NAME: &str = "expected a name of 1 to 64 characters of ASCII, with no space at its ends";
const TOKEN: &str = "expected the last 4 to 64 characters of a token, in ASCII and without spaces";
const NO_FRAMING: &str = "expected another header: the mock writes this one; a script can send a wrong one";

/// Fetches the schema of the mock.
fn schema() -> Validator {
    let server = Server::start();
    let reply = client::exchange(server.address(), client::request("GET /__admin/schema", "", ""));
    let (_, schema) = reply.split_once("\r\n\r\n").unwrap();
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn fits(schema: &Validator, text: &str) -> bool {
    serde_json::from_str(text).is_ok_and(|value| schema.is_valid(&value))
}

#[test]
fn a_valid_description_is_read_as_the_schema_says_and_survives_being_written() {
    let pause = Duration::from_millis(300);
    let named = |name| Case::named(name).unwrap();
    let schema = schema();
    for (text, case) in [
        (r#""conn/reset-mid-body""#, named("conn/reset-mid-body")),
        (r#"{"case": "user-frozen"}"#, named("code/10007")),
        (r#"{"code": 10007}"#, named("code/10007")),
        (r#"{"code": "10007"}"#, named("code/10007")),
        (r#"{"code": -0}"#, named("code/0")),
        (r#"{"code": 1.0007e4}"#, named("code/10007")),
        (r#"{"code": 911042}"#, Code::new(911_042).into()),
        (r#"{"code": 999999999}"#, Code::new(999_999_999).into()),
        (
            r#"{"code": 0, "status": 502}"#,
            Answer::default().with_status(502).into(),
        ),
        (
            r#"{"code": 0, "status": 502.0}"#,
            Answer::default().with_status(502).into(),
        ),
        (
            r#"{"code": 0, "headers": {"X-A": "b\t忙", "content-type": ""}}"#,
            Answer::default()
                .with_header("x-a", "b\t忙")
                .with_header("Content-Type", "")
                .into(),
        ),
        // Any JSON is sent as it is written.
        (
            r#"{"code": 7, "msg": null, "data": {"b": 1.00, "a": [1e3]}}"#,
            Answer::raw(200, r#"{"code":"7","msg":null,"data":{"b": 1.00, "a": [1e3]}}"#)
                .with_header("content-type", "application/json")
                .into(),
        ),
        (r#"{"answer": {}}"#, Answer::raw(200, "").into()),
        (
            r#"{"answer": {"status": 599, "headers": {"Retry-After": "7"}, "body": "忙"}}"#,
            Answer::raw(599, "忙").with_header("retry-after", "7").into(),
        ),
        (
            r#"{"answer": {"body": {"base64": "AP8="}}}"#,
            Answer::raw(200, [0, 0xff]).into(),
        ),
        (
            r#"{"script": [{"send": "a"}, {"wait": "300ms"}, {"dribble": {"bytes": "bc", "piece": 1, "every": "300ms"}}]}"#,
            Script::reply("a").wait(pause).dribble("bc", 1, pause).into(),
        ),
        (
            r#"{"script": [{"send": {"base64": "AP8="}}, "reset"], "on": "request"}"#,
            Script::reply([0, 0xff]).reset().into(),
        ),
        (
            r#"{"script": ["keep"], "on": "head"}"#,
            Script::on(Trigger::Head).into(),
        ),
        (r#"{"script": ["hold"]}"#, Script::on(Trigger::Request).hold().into()),
        (
            r#"{"script": ["close"], "on": "accept"}"#,
            Script::on(Trigger::Accept).close().into(),
        ),
        (r#"{"script": ["reset"], "on": "accept", "executed": false}"#, {
            Case::refusing(Script::on(Trigger::Accept).reset())
        }),
        (r#"{"script": ["close"], "executed": false}"#, {
            Case::refusing(Script::on(Trigger::Request).close())
        }),
        (
            r#"{"code": 911042, "executed": false}"#,
            Case::refusing(Code::new(911_042)),
        ),
        (
            r#"{"answer": {"status": 500}, "executed": false}"#,
            Case::refusing(Answer::raw(500, "")),
        ),
    ] {
        let read = Case::from_json(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read, case, "{text}");
        assert!(fits(&schema, text), "{text}");
        let written = read.to_json();
        assert_eq!(Case::from_json(&written), Ok(case), "{written}");
        assert!(fits(&schema, &written), "{written}");
    }
}

#[test]
fn an_answer_is_judged_by_its_code_and_status_unless_the_description_says_otherwise() {
    for (text, refuses) in [
        (r#"{"code": 10007}"#, true),
        (r#"{"code": 10007, "executed": true}"#, false),
        (r#"{"code": 10001}"#, false),
        (r#"{"code": 0, "data": false}"#, true),
        (r#"{"code": 0, "data": false, "status": 502}"#, false),
        (r#"{"answer": {"status": 401}}"#, true),
        (r#"{"answer": {"status": 401}, "executed": true}"#, false),
        (r#"{"answer": {"status": 503}}"#, false),
        (r#"{"answer": {"status": 503, "body": "{\"code\":10007}"}}"#, true),
        (r#"{"script": ["close"]}"#, false),
        (r#"{"script": ["close"], "executed": true}"#, false),
        (r#"{"script": ["close"], "executed": false}"#, true),
    ] {
        let case = Case::from_json(text).unwrap();
        assert_eq!(case.refuses(), refuses, "{text}");
        assert_eq!(Case::from_json(&case.to_json()), Ok(case), "{text}");
    }
}

#[test]
fn a_name_of_ones_own_is_shown_and_cannot_be_taken_for_one_of_the_catalogue() {
    let schema = schema();
    let described = |name: &str| serde_json::json!({"script": ["close"], "name": name}).to_string();
    for name in [
        "busy",
        "a",
        "a b/c",
        "10007",
        "answer/200",
        "codes/0",
        "~!\"\\",
        &"x".repeat(64),
    ] {
        let text = described(name);
        let case = Case::from_json(&text).unwrap();
        assert_eq!(
            (case.name(), case.alias(), case.to_string().as_str()),
            (name, None, name)
        );
        assert!(fits(&schema, &text), "{name}");
        assert_eq!(Case::from_json(&case.to_json()), Ok(case));
    }
    let cases = Case::all()
        .iter()
        .flat_map(|case| [Some(case.name()), case.alias()])
        .flatten();
    let cases: Vec<_> = cases.chain(TlsCase::ALL.map(TlsCase::name)).collect();
    let upper: Vec<_> = cases.iter().map(|name| name.to_uppercase()).collect();
    for name in cases.into_iter().chain(upper.iter().map(String::as_str)) {
        let error = Case::from_json(&described(name)).unwrap_err();
        let family = name.split('/').next().unwrap();
        let expectation = format!("expected a name that does not begin with {family}/, as names of the catalogue do");
        assert_eq!((error.path(), error.expectation()), ("name", expectation.as_str()));
        assert!(!fits(&schema, &described(name)), "{name}");
    }
    for name in ["", " a", "a ", "é", "a\n", "a\u{7f}", "\u{202e}a", &"x".repeat(65)] {
        let error = Case::from_json(&described(name)).unwrap_err();
        assert_eq!((error.path(), error.expectation()), ("name", OWN_NAME), "{name:?}");
        assert!(!fits(&schema, &described(name)), "{name:?}");
    }
    // The own name replaces both names of a code.
    let case = Case::from_json(r#"{"code": 10007, "name": "mine"}"#).unwrap();
    assert_eq!(
        (case.to_string().as_str(), case.alias(), case.refuses()),
        ("mine", None, true)
    );
}

#[test]
fn an_invalid_entry_is_an_error_with_the_path_and_the_expectation_and_the_schema_agrees() {
    let schema = schema();
    let only_code = "msg, data, status and headers are only for a code";
    let own = "name and executed are not for a case of the catalogue, which has its own";
    let status = "expected a whole number from 200 to 599";
    let times = "expected a whole number from 1 to 10000";
    let code = "expected a code of at most 9 digits, as a number or a string";
    let time = "expected a time such as 300ms";
    let delay = "expected a delay such as 300ms or 100ms..2s";
    let never = "executed cannot be true for a script on accept or head: the service has no whole request to carry out";
    for (text, path, expectation) in [
        ("1", "", DESCRIPTION),
        ("null", "", DESCRIPTION),
        ("true", "", DESCRIPTION),
        ("{}", "", ONE),
        (r#"{"times": 3}"#, "", ONE),
        (r#"{"case": "0", "code": 0}"#, "", ONE),
        (r#"{"code": 0, "answer": {}, "script": ["close"]}"#, "", ONE),
        (r#"{"case": 1}"#, "case", "expected a string"),
        (r#"{"case": null}"#, "case", "expected a string"),
        (r#"{"csae": "0"}"#, "csae", MEMBERS),
        (r#"{"case": "0", "a\n": 0}"#, "a\\n", MEMBERS),
        (r#"{"case": "0", "status": 200}"#, "", only_code),
        (r#"{"answer": {}, "msg": null}"#, "", only_code),
        (r#"{"script": ["close"], "headers": {}}"#, "", only_code),
        (r#"{"code": 0, "on": "head"}"#, "", "on is only for a script"),
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
        (r#"{"code": 0, "status": 199}"#, "status", status),
        (r#"{"code": 0, "status": 600}"#, "status", status),
        (r#"{"code": 0, "status": 1e300}"#, "status", status),
        (r#"{"code": 0, "status": "200"}"#, "status", status),
        (r#"{"code": 0, "status": null}"#, "status", status),
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
            "expected base64",
        ),
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
        (r#"{"script": [{"wait": 300}]}"#, "script[0].wait", "expected a string"),
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
    ] {
        let error = Queued::from_json(text).expect_err(text);
        assert_eq!((error.path(), error.expectation()), (path, expectation), "{text}");
        let whole = if path.is_empty() {
            expectation.to_owned()
        } else {
            format!("{path}: {expectation}")
        };
        assert_eq!(error.to_string(), whole);
        assert!(!fits(&schema, text), "{text}");
    }
}

#[test]
fn the_rules_that_a_schema_cannot_state_are_errors_as_well() {
    let schema = schema();
    for (text, expected) in [
        (
            r#""json/nul""#,
            "no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            r#"{"case": "zzz"}"#,
            "case: no case is named \"zzz\"; --list and GET /__admin/cases list all cases",
        ),
        (
            r#"{"case": "tls/expired"}"#,
            "case: no case is named \"tls/expired\"; a TLS case is selected when the mock starts, --case tls/expired",
        ),
        (
            r#"{"script": [{"wait": "25h"}]}"#,
            "script[0].wait: expected a time such as 300ms: longer than a day",
        ),
        (
            r#"{"case": "0", "delay": "2s..1s"}"#,
            "delay: expected a delay such as 300ms or 100ms..2s: the shorter delay comes first, as in 100ms..2s",
        ),
        (
            r#"{"script": ["close", "close"]}"#,
            "script: expected keep, hold, close or reset only as the last step",
        ),
        (
            r#"{"script": ["keep", {"send": ""}]}"#,
            "script: expected keep, hold, close or reset only as the last step",
        ),
        (
            r#"{"code": 0, "headers": {"X-A": "b", "x-a": "c"}}"#,
            "headers: expected each header once, whatever its case",
        ),
        (
            r#"{"case": "0", "times": 1, "times": 2}"#,
            "expected the member times only once",
        ),
    ] {
        assert_eq!(Queued::from_json(text).unwrap_err().to_string(), expected, "{text}");
        assert!(fits(&schema, text), "{text}");
    }
    let headers: Vec<_> = (0..101).map(|number| format!(r#""x-{number}":"""#)).collect();
    let many = format!(r#"{{"code":0,"headers":{{{}}}}}"#, headers.join(","));
    let error = Queued::from_json(&many).unwrap_err();
    assert_eq!(error.to_string(), "headers: expected at most 100 headers");
    assert!(!fits(&schema, &many));
}

#[test]
fn text_that_is_not_json_is_an_error_with_its_place() {
    let deep = format!(r#"{{"code":0,"data":{}{}"#, "[".repeat(100_000), "]".repeat(100_000));
    for (text, place) in [
        ("", "line 1, column 0"),
        ("{", "line 1, column 1"),
        ("{\"case\": \"0\"}\n x", "line 2, column 2"),
        ("{\"case\": \"0\",}", "line 1, column 14"),
        ("conn/reset-mid-body", "line 1, column 1"),
        ("{\"case\": \"\\ud800\"}", "line 1, column 17"),
        (&deep, "line 1, column 200017"),
    ] {
        let error = Queued::from_json(text).unwrap_err();
        assert_eq!(error.to_string(), format!("expected JSON: see {place}"));
        assert_eq!(Case::from_json(text), Err(error));
    }
    // Deep data are sent as they are.
    let case = Case::from_json(&format!("{deep}}}")).unwrap();
    assert!(!case.refuses());
    for text in [
        "[".repeat(100_000),
        "{\"script\":".repeat(100_000),
        "{\"answer\":".repeat(100_000),
    ] {
        assert!(Queued::from_json(&text).is_err() && Case::from_json(&text).is_err());
    }
}

#[test]
fn an_error_repeats_no_value_and_no_long_name() {
    let secret = "eyJhbGciOiJIUzI1NiJ9.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    for text in [
        "\"SECRET\"",
        r#"{"SECRET": 1}"#,
        r#"{"case": "SECRET"}"#,
        r#"{"code": "SECRET"}"#,
        r#"{"code": 0, "status": "SECRET"}"#,
        r#"{"code": 0, "headers": {"SECRET=": ""}}"#,
        r#"{"code": 0, "headers": "SECRET, expected"}"#,
        r#"{"answer": "SECRET, expected"}"#,
        r#"{"script": ["SECRET"]}"#,
        r#"{"script": [{"wait": "SECRET"}]}"#,
        r#"{"script": ["close"], "on": "SECRET"}"#,
        r#"{"script": ["close"], "executed": "SECRET"}"#,
        r#"{"case": "0", "token": "SECRET"}"#,
        r#"{"case": "0", "times": "SECRET"}"#,
    ] {
        let text = text.replace("SECRET", secret);
        let error = Queued::from_json(&text).unwrap_err().to_string();
        assert!(!error.contains("eyJ") && !error.contains("aaa"), "{error}");
    }
    // The end of a token is shown as the journal shows it.
    let queued = Queued::from_json(r#"{"case": "0", "token": "bbbbbbbbbbbbw5c4"}"#).unwrap();
    let debug = format!("{queued:?}");
    assert!(debug.contains("…w5c4") && !debug.contains("bw5c4"), "{debug}");
}

#[test]
fn an_array_has_the_entries_of_a_queue_in_their_order() {
    let entries = Queued::from_json(r#" ["json/null", {"code": 0, "times": 3, "token": "…w5c4", "notebook": "182"}]"#);
    let second = Queued::new(Case::default()).times(3).token("w5c4").notebook("182");
    assert_eq!(entries, Ok(vec![Case::named("json/null").unwrap().into(), second]));
    assert_eq!(Queued::from_json("[]"), Ok(Vec::new()));
    let error = Queued::from_json(r#"["json/null", {"script": [{"wait": "x"}]}]"#).unwrap_err();
    assert_eq!(error.to_string(), "[1].script[0].wait: expected a time such as 300ms");
    // A description is no entry.
    let only = "times, delay, token and notebook are only for an entry of the queue";
    for member in [
        r#""times": 1"#,
        r#""delay": "1s""#,
        r#""token": "w5c4""#,
        r#""notebook": "1""#,
    ] {
        let error = Case::from_json(&format!(r#"{{"case": "0", {member}}}"#)).unwrap_err();
        assert_eq!(error.to_string(), only);
    }
}
