//! The table of cases, and how a case is found in it. No test here needs a socket.

use std::collections::BTreeSet;

use scnet_notebook::{Code, Outcome, error::CODES};
use scnet_notebook_mock::{Answer, Behavior, Case, Script, Trigger};

#[test]
fn names_are_unique_and_the_forms_of_a_fault_are_numbered_from_2() {
    let mut names = BTreeSet::new();
    for case in Case::all() {
        assert!(names.insert(case.name()), "{case}");
    }
    for name in &names {
        if let [family, fault, number] = name.split('/').collect::<Vec<_>>()[..] {
            let number: u32 = number.parse().unwrap();
            let before = match number {
                2 => format!("{family}/{fault}"),
                _ => format!("{family}/{fault}/{}", number - 1),
            };
            assert!(names.contains(before.as_str()), "{name}");
        }
    }
}

#[test]
fn every_case_has_a_summary_of_its_own() {
    let mut summaries = BTreeSet::new();
    for case in Case::all() {
        let summary = case.summary();
        assert!(
            summary.starts_with(char::is_uppercase) || summary.starts_with(char::is_numeric),
            "{case}"
        );
        assert!(summary.ends_with('.') && summary.len() < 100, "{case}");
        assert!(summaries.insert(summary), "{case}");
    }
}

#[test]
fn every_case_is_found_by_its_name() {
    for case in Case::all() {
        assert_eq!(&Case::named(case.name()).unwrap(), case);
        assert_eq!(&case.name().parse::<Case>().unwrap(), case);
    }
}

#[test]
fn a_documented_code_is_found_by_its_number_and_by_its_name() {
    for entry in CODES {
        let case = Case::from(entry.code);
        assert_eq!(case.behavior(), &Behavior::Answer(Answer::code(entry.code)));
        assert_eq!(Case::from(Answer::code(entry.code)), case);
        let (number, name) = (entry.code.number(), entry.name);
        for text in [
            format!("code/{number}"),
            format!("code/{name}"),
            number.to_string(),
            name.to_owned(),
        ] {
            assert_eq!(Case::named(&text).unwrap(), case, "{text}");
        }
        assert_eq!(case.to_string(), format!("code/{number} {name}"));
        assert_eq!(case.refuses(), entry.code.outcome() == Some(Outcome::Refused));
    }
    assert_eq!(Case::default(), Case::from(Code::SUCCESS));
}

#[test]
fn an_answer_refuses_by_its_code_or_else_by_its_status() {
    let raw = |status, body: &str| Case::from(Answer::raw(status, body)).refuses();
    // A documented code refuses under any status; 10001, 10012 and undocumented codes leave the outcome open.
    for status in [200, 404, 504] {
        assert!(raw(status, r#"{"code":10004}"#), "{status}");
        for code in ["10001", "10012", "500", "911042"] {
            assert!(!raw(status, &format!(r#"{{"code":"{code}"}}"#)), "{status} {code}");
        }
    }
    assert!(!Case::from(Code::new(911_042)).refuses());
    assert!(!Case::from(Answer::code(Code::INTERNAL_ERROR).with_status(400)).refuses());
    // So does code 0 under an error status, or without a boolean.
    assert!(raw(201, r#"{"code":"0","data":false}"#));
    for (status, body) in [
        (200, r#"{"code":"0","data":true}"#),
        (200, r#"{"code":"0","data":null}"#),
        (403, r#"{"code":"0","data":false}"#),
        (403, r#"{"code":"0","data":true}"#),
    ] {
        assert!(!raw(status, body), "{status} {body}");
    }
    // Without a code the status decides, unless the body may be the beginning of an envelope.
    let refused: Vec<_> = (200..600).filter(|status| raw(*status, "<html>")).collect();
    let statuses = [
        400, 401, 403, 404, 405, 406, 407, 411, 413, 414, 415, 417, 421, 426, 429, 431,
    ];
    assert_eq!(refused, statuses);
    for body in ["", "null", "{}", r#"{"code":"E403"}"#, r#"{"code":"010007"}"#] {
        assert!(raw(403, body) && !raw(200, body) && !raw(503, body), "{body}");
    }
    assert!(!raw(403, r#" {"code":"1000"#));
    // These statuses have no body.
    assert!(!raw(204, r#"{"code":"10004"}"#) && !raw(304, r#"{"code":"10004"}"#));
}

#[test]
fn an_unknown_name_is_an_error_that_names_the_closest() {
    for (wrong, text) in [
        (
            "conn/reset-mid-boddy",
            "no case is named \"conn/reset-mid-boddy\"; did you mean conn/reset-mid-body?",
        ),
        (
            "reset-mid-body",
            "no case is named \"reset-mid-body\"; did you mean conn/reset-mid-body?",
        ),
        (
            "user_frozen",
            "no case is named \"user_frozen\"; did you mean code/user-frozen?",
        ),
        (
            "tls/expired",
            "tls/expired is a TLS case, which is selected when the mock starts: --case tls/expired",
        ),
        (
            "wrong-host",
            "no case is named \"wrong-host\"; a TLS case is selected when the mock starts, --case tls/wrong-host",
        ),
        ("code/1007", "no case is named \"code/1007\"; did you mean code/10007?"),
        ("", "no case is named \"\""),
        ("\n\u{1b}", "no case is named \"\\n\\u{1b}\""),
        ("用户é", "no case is named \"用户é\""),
        (
            "\u{202e}\u{200b}\u{2066}a",
            "no case is named \"\\u{202e}\\u{200b}\\u{2066}a\"",
        ),
    ] {
        assert_eq!(Case::named(wrong).unwrap_err().to_string(), text);
    }
    for wrong in [
        "Code/0",
        "code/00",
        " 0",
        "CODE",
        "conn",
        "conn/",
        "frame/no-length-close/3",
    ] {
        assert!(Case::named(wrong).is_err(), "{wrong}");
    }
    let long = Case::named(&"x".repeat(10_000)).unwrap_err().to_string();
    assert!(long.len() < 200, "{long}");
}

#[test]
fn a_case_is_made_from_an_answer_a_script_or_a_code() {
    let answer = Answer::code(Code::USER_FROZEN).with_status(503);
    let case = Case::from(answer.clone());
    assert_eq!((case.name(), case.family()), ("answer/503", "answer"));
    assert_eq!(case.behavior(), &Behavior::Answer(answer));
    let script = Script::on(Trigger::Head).close();
    assert_eq!(Case::from(script.clone()).behavior(), &Behavior::Script(script));
    assert_eq!(Case::from(Code::new(820_001)).name(), "code/820001");
}
