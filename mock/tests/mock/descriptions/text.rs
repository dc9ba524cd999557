//! Errors of the text, the rules beyond the schema, and entries of the queue.

use std::time::Duration;

use scnet_notebook::Code;
use scnet_notebook_mock::{Case, Delay, Queued, Server};

use super::{fits, schema};
use crate::admin;

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
            "case: tls/expired is a TLS case, which is selected when the mock starts: --case tls/expired",
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
        // In the journal and in a filter, these are the mock's own cases.
        (
            r#"{"code": 5, "name": "user-frozen"}"#,
            "name: expected a name that no other case has",
        ),
        (
            r#"{"code": 5, "name": "10007"}"#,
            "name: expected a name that no other case has",
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
    let many = r#"[{"case": "0", "times": 10000}, "0"]"#;
    assert_eq!(
        Queued::from_json(many).unwrap_err().to_string(),
        "expected at most 10000 uses in all"
    );
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

#[test]
fn a_valid_entry_is_read_as_the_schema_says() {
    let schema = schema();
    let entry = || Queued::new(Case::default());
    let delay = |text: &str| entry().delay(text.parse::<Delay>().unwrap());
    let day = Delay::fixed(Duration::from_secs(24 * 60 * 60));
    for (member, queued) in [
        (r#""times": 1"#, entry()),
        (r#""times": 10000"#, entry().times(10_000)),
        (r#""times": 3.0"#, entry().times(3)),
        (r#""delay": "300ms""#, delay("300ms")),
        (r#""delay": "100ms..2s""#, delay("100ms..2s")),
        (r#""delay": "1m 30s .. 0.5 hours""#, delay("90s..30min")),
        (r#""delay": "1day""#, entry().delay(day)),
        (r#""token": "w5c4""#, entry().token("w5c4")),
        (r#""token": "…w5c4""#, entry().token("w5c4")),
        (
            r#""notebook": "1821067171420946434""#,
            entry().notebook("1821067171420946434"),
        ),
        (
            r#""times": 2, "token": "w5c4", "notebook": "忙""#,
            entry().times(2).token("w5c4").notebook("忙"),
        ),
    ] {
        let text = format!(r#"{{"code": 0, {member}}}"#);
        assert_eq!(Queued::from_json(&text), Ok(vec![queued]), "{text}");
        assert!(fits(&schema, &text), "{text}");
    }
}

#[test]
fn a_byte_order_mark_before_a_description_is_skipped() {
    let frozen = || Case::from(Code::USER_FROZEN);
    assert_eq!(Case::from_json("\u{feff}\"10007\""), Ok(frozen()));
    let server = Server::start();
    for text in [
        "\u{feff}\"10007\"",
        "\u{feff}[\"10007\"]",
        "\u{feff} {\"cases\":[\"10007\"]}",
    ] {
        let read = Queued::from_json(text);
        assert_eq!(
            read.is_ok_and(|read| read == [frozen().into()]),
            !text.contains("cases"),
            "{text}"
        );
        assert_eq!(admin::call(&server, "POST /__admin/queue", text).0, 200, "{text}");
    }
    assert_eq!(
        admin::call(&server, "PUT /__admin/delay", "\u{feff}{\"delay\":\"0\"}").0,
        200
    );
}
