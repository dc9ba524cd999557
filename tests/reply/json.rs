//! JSON: valid and invalid values, nesting, and text around the object.

use super::*;

#[test]
fn other_members_may_have_any_value() {
    let words = ["null", "true", "false"];
    let numbers = ["0", "-0", "10", "-1.5", "0.001", "1e5", "1E+5", "2.5e-10", "1e999"];
    let empty = [r#""""#, "[]", "{}", "[ ]", "{ }"];
    let others = [
        r#""\u0041\\\"""#,
        "[1,[2,[3]],{\"a\":[{}]}]",
        r#"{"a":{"b":{"c":null}},"d":[]}"#,
        r#"{"code":"10007","code":"1"}"#,
        r#"" 中文 é 😀""#,
    ];
    for value in [&words[..], &numbers, &empty, &others].concat() {
        assert_eq!(started(ignored(value)), None, "{value}");
    }
    let name = "n".repeat(500);
    assert_eq!(started(format!(r#"{{"{name}":1,"code":"0","data":true}}"#)), None);
}

#[test]
fn invalid_json_is_malformed_in_any_place() {
    let words = [
        "", "tru", "truth", "True", "nul", "nil", "NaN", "Infinity", "success", "'x'",
    ];
    let long_words = ["undefined", "-Infinity", "true false"];
    let numbers = [
        "01", "-", "+1", "1.", ".5", "1e", "1e+", "-a", "0x10", "1_000", "00", "--1", "1.2.3",
    ];
    let strings = ["\"", "\"\\\"", "\"\t\"", "\"\n\"", "\"\0\"", "\"\u{1f}\""];
    let escapes = [r#""\x41""#, r#""\u12""#, r#""\u12G4""#, r#""\u+123""#];
    let arrays = ["[", "]", "[1", "[1,", "[1,]", "[,]", "[1 2]", "[1}"];
    let objects = ["{", "{]", "{a:1}", "{1:1}", "{,}"];
    let members = [r#"{"a"}"#, r#"{"a":}"#, r#"{"a":1,}"#, r#"{"a" 1}"#, r#"{"a":1 "b":2}"#];
    let around = ["1,", "1 1", "/**/1", "\u{feff}1", "\u{a0}1", "\u{c}1"];
    let all = [
        &words[..],
        &long_words,
        &numbers,
        &strings,
        &escapes,
        &arrays,
        &objects,
        &members,
        &around,
    ];
    for value in all.concat() {
        assert_eq!(malformed(ignored(value)), NotJson, "{value:?}");
        assert_eq!(malformed(ignored(&format!("[[0,{value}]]"))), NotJson, "{value:?}",);
    }
}

#[test]
fn text_around_the_object_is_malformed() {
    let reply = SUCCESS;
    for after in ["x", "}", "{}", ",", reply, ";", "\0", "<!-- -->"] {
        assert_eq!(malformed(format!("{reply}{after}")), NotJson, "{after}");
        assert_eq!(malformed(format!("{reply}\n{after}")), NotJson, "{after}");
    }
    for before in ["\u{feff}", "x", ")]}',\n", "callback(", "[", "\0", "\u{c}"] {
        assert_eq!(malformed(format!("{before}{reply}")), NotAnObject, "{before}");
    }
}

#[test]
fn a_reply_that_is_not_an_object_is_malformed() {
    let html = "<html><head><title>Log in</title></head></html>";
    let array = r#"["0","success",true]"#;
    for body in ["", " ", "[]", "null", "true", "0", r#""code""#, html, "success", array] {
        assert_eq!(malformed(body), NotAnObject, "{body}");
    }
}

#[test]
fn nesting_is_allowed_31_deep() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let inner = if open == "[" { "" } else { "1" };
        let nested = |depth: usize| ignored(&format!("{}{inner}{}", open.repeat(depth), close.repeat(depth)));
        assert_eq!(started(nested(31)), None);
        assert_eq!(malformed(nested(32)), TooDeep);
    }
    let mixed = format!("{}{}", r#"[{"a":"#.repeat(15), "[]") + &"}]".repeat(15);
    assert_eq!(started(ignored(&mixed)), None);
}
