//! The meaning of a reply, and replies that are malformed.

mod json;
mod text;

use Malformed::{InvalidCode, NoCode, NoResult, NotAnObject, NotJson, NotUtf8, RepeatedCode, RepeatedData, TooDeep};
use scnet_notebook::{
    Error, Outcome, Started,
    error::{Kind, Malformed},
};
use support::{
    Failure, ScriptedConnection,
    documented::{SUCCESS, client, message, notebook},
};

/// Makes a call, and returns its result and the message.
fn start(body: &[u8]) -> (Result<Started, Error<Failure>>, Option<String>) {
    // The split into two reads must not matter.
    let connection = ScriptedConnection::unannounced(body).piece(body.len().div_ceil(2).max(1));
    let mut buffer = [0; 4096];
    let mut client = client(connection, &mut buffer);
    (client.start(notebook()), message(&client))
}

#[track_caller]
fn started(body: impl AsRef<[u8]>) -> Option<String> {
    let body = body.as_ref();
    let (result, message) = start(body);
    if let Err(error) = result {
        panic!("{:?}: {error}", String::from_utf8_lossy(body));
    }
    message
}

#[track_caller]
fn refused(body: impl AsRef<[u8]>) -> (u32, Option<String>) {
    let (result, message) = start(body.as_ref());
    match result.as_ref().map_err(Error::kind) {
        Err(Kind::Code(code)) => (code.number(), message),
        _ => panic!("{:?}: {result:?}", String::from_utf8_lossy(body.as_ref())),
    }
}

#[track_caller]
fn malformed(body: impl AsRef<[u8]>) -> Malformed {
    let (result, message) = start(body.as_ref());
    match result.as_ref().map_err(|error| (error.kind(), error.outcome())) {
        Err((Kind::Malformed { reason, .. }, Outcome::Unknown)) if message.is_none() => *reason,
        _ => panic!("{:?}: {result:?}", String::from_utf8_lossy(body.as_ref())),
    }
}

/// Puts a JSON value into a member that is ignored.
fn ignored(value: &str) -> String {
    format!(r#"{{"code":"0","x":{value},"data":true}}"#)
}

#[test]
fn the_documented_reply_is_a_start() {
    assert_eq!(started(SUCCESS).as_deref(), Some("success"));
    let pretty = "{\n\"code\":\"0\",\n\"msg\":\"success\",\n\"data\":true\n}";
    assert_eq!(started(pretty).as_deref(), Some("success"));
}

#[test]
fn the_order_of_members_and_the_white_space_do_not_matter() {
    assert_eq!(started(r#"{"data":true,"msg":"ok","code":"0"}"#).as_deref(), Some("ok"));
    assert_eq!(started("\r\n\t {\t\"data\" :\ntrue , \"code\"\r: \"0\" } \n"), None);
}

#[test]
fn a_code_may_be_a_string_or_a_number() {
    started(r#"{"code":0,"data":true}"#);
    assert_eq!(refused(r#"{"code":10007}"#).0, 10007);
    assert_eq!(refused(r#"{"code":"10007"}"#).0, 10007);
    assert_eq!(refused(r#"{"code":4294967295}"#).0, u32::MAX);
}

#[test]
fn an_undocumented_code_keeps_its_number() {
    for code in [1, 2, 1001, 10000, 816_000, 911_042] {
        assert_eq!(refused(format!(r#"{{"code":"{code}"}}"#)).0, code);
    }
}

#[test]
fn a_code_in_any_other_form_is_malformed() {
    let texts = [
        "", " 0", "0 ", "00", "000", "010007", "+0", "-0", "0x0", "0.0", "zero", "success", "０", "1e0",
    ];
    let large = ["4294967296", "18446744073709551615"];
    let strings = texts.iter().chain(&large).map(|text| format!("\"{text}\""));
    let numbers = ["0.0", "-1", "-0", "1e4", "0e0"];
    let others = ["null", "true", "[]", "{}", r#"["0"]"#];
    let values = [&numbers[..], &large, &others].concat();
    for code in strings.chain(values.into_iter().map(str::to_owned)) {
        let body = format!(r#"{{"code":{code},"data":true}}"#);
        assert_eq!(malformed(body), InvalidCode, "{code}");
    }
    let long = "9".repeat(400);
    assert_eq!(malformed(format!(r#"{{"code":"{long}"}}"#)), InvalidCode);
    assert_eq!(malformed(format!(r#"{{"code":{long}}}"#)), InvalidCode);
}

#[test]
fn a_reply_without_a_code_is_malformed() {
    for body in [
        r"{}",
        r#"{"msg":"success","data":true}"#,
        r#"{"Code":"0","CODE":"0"}"#,
        r#"{"x":{"code":"0"}}"#,
    ] {
        assert_eq!(malformed(body), NoCode, "{body}");
    }
}

#[test]
fn a_repeated_code_or_data_is_malformed() {
    assert_eq!(malformed(r#"{"code":"0","code":"10007","data":true}"#), RepeatedCode);
    assert_eq!(malformed(r#"{"code":"0","c\u006fde":"0","data":true}"#), RepeatedCode);
    assert_eq!(malformed(r#"{"code":"0","data":true,"data":true}"#), RepeatedData);
    assert_eq!(malformed(r#"{"code":"10007","data":null,"data":null}"#), RepeatedData);
}

#[test]
fn code_0_with_data_false_is_a_refusal() {
    let (result, message) = start(br#"{"code":"0","msg":"busy","data":false}"#);
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (&Kind::NotStarted, Outcome::Refused));
    assert_eq!(message.as_deref(), Some("busy"));
}

#[test]
fn code_0_without_a_boolean_is_malformed() {
    assert_eq!(malformed(r#"{"code":"0","msg":"success"}"#), NoResult);
    for data in ["null", r#""true""#, "1", "0", "{}", "[]", "[true]", r#"{"x":true}"#] {
        let body = format!(r#"{{"code":"0","data":{data}}}"#);
        assert_eq!(malformed(body), NoResult, "{data}");
    }
}

#[test]
fn data_does_not_matter_beside_an_error_code() {
    let success = r#"{"code":"0","data":true}"#;
    for data in ["true", "false", "null", "1", "-1.5e+3", r#""x""#, "{}", "[[]]", success] {
        let body = format!(r#"{{"code":"10007","data":{data}}}"#);
        assert_eq!(refused(body).0, 10007, "{data}");
    }
}

#[test]
fn a_message_of_any_type_does_not_matter() {
    for msg in ["null", "5", "true", "{}", r#"["x"]"#, r#""""#] {
        let body = format!(r#"{{"code":"0","msg":{msg},"data":true}}"#);
        assert_eq!(started(body), None, "{msg}");
    }
    assert_eq!(refused(r#"{"code":"10007","msg":""}"#), (10007, None));
}

#[test]
fn message_is_used_if_msg_is_missing() {
    for (members, message) in [
        (r#""message":"sibling""#, "sibling"),
        (r#""message":"sibling","msg":"own""#, "own"),
        (r#""message":"sibling","msg":null"#, "sibling"),
        (r#""msg":"first","msg":"last""#, "last"),
    ] {
        let body = format!(r#"{{"code":0,{members},"data":true}}"#);
        assert_eq!(started(body).as_deref(), Some(message), "{members}");
    }
}

#[test]
fn a_key_that_begins_like_a_known_one_is_another() {
    for end in ["错误", "é", "s", r"\u00e9", r"\ud83d\ude00"] {
        let body = format!(r#"{{"code":"0","message":"right","message{end}":"wrong","data":true}}"#);
        assert_eq!(started(body).as_deref(), Some("right"), "{end}");
    }
    for key in ["codex", "code错误", "cod", "codé", "data ", "datas", "msgs", "ms"] {
        assert_eq!(started(format!(r#"{{"{key}":"10007","code":"0","data":true}}"#)), None);
    }
}
