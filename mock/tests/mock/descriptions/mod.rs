//! Descriptions of cases and entries in JSON: the parser, and the schema.

mod agreement;
mod invalid;
mod text;

use std::time::Duration;

use jsonschema::Validator;
use scnet_notebook::Code;
use scnet_notebook_mock::{Answer, Case, Script, Server, TlsCase, Trigger};
use serde_json::Value;

use crate::client;

const OWN_NAME: &str = "expected a name of 1 to 64 characters of ASCII, with no space at its ends";

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
        "1007",
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
