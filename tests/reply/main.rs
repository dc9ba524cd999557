//! The meaning of a reply, and replies that are malformed.

use Malformed::{InvalidCode, NoCode, NoResult, NotAnObject, NotJson, NotUtf8, RepeatedCode, RepeatedData, TooDeep};
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Outcome, Started, Token,
    error::{Kind, Malformed},
};
use support::{Failure, ScriptedConnection};

/// Makes a call, and returns its result and the message.
fn start(body: &[u8]) -> (Result<Started, Error<Failure>>, Option<String>) {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    let notebook = NotebookId::new("1821067171420946434").unwrap();
    // The split into two reads must not matter.
    let connection = ScriptedConnection::unannounced(body).piece(body.len().div_ceil(2).max(1));
    let mut buffer = [0; 4096];
    let mut client = Client::new(connection, base_url, Token::new("secret").unwrap(), &mut buffer);
    let result = client.start(notebook);
    (result, client.message().map(|message| message.chars().collect()))
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
    assert_eq!(
        started(r#"{"code":"0","msg":"success","data":true}"#).as_deref(),
        Some("success")
    );
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
    let codes = [
        r#""""#,
        r#"" 0""#,
        r#""0 ""#,
        r#""00""#,
        r#""000""#,
        r#""010007""#,
        r#""+0""#,
        r#""-0""#,
        r#""0x0""#,
        r#""0.0""#,
        r#""zero""#,
        r#""success""#,
        r#""０""#,
        r#""4294967296""#,
        r#""18446744073709551615""#,
        r#""1e0""#,
        "0.0",
        "-1",
        "-0",
        "1e4",
        "0e0",
        "4294967296",
        "18446744073709551615",
        "null",
        "true",
        "[]",
        "{}",
        r#"["0"]"#,
    ];
    for code in codes {
        assert_eq!(
            malformed(format!(r#"{{"code":{code},"data":true}}"#)),
            InvalidCode,
            "{code}"
        );
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
        assert_eq!(
            malformed(format!(r#"{{"code":"0","data":{data}}}"#)),
            NoResult,
            "{data}"
        );
    }
}

#[test]
fn data_does_not_matter_beside_an_error_code() {
    for data in [
        "true",
        "false",
        "null",
        "1",
        "-1.5e+3",
        r#""x""#,
        "{}",
        "[[]]",
        r#"{"code":"0","data":true}"#,
    ] {
        assert_eq!(
            refused(format!(r#"{{"code":"10007","data":{data}}}"#)).0,
            10007,
            "{data}"
        );
    }
}

#[test]
fn a_message_of_any_type_does_not_matter() {
    for msg in ["null", "5", "true", "{}", r#"["x"]"#, r#""""#] {
        assert_eq!(
            started(format!(r#"{{"code":"0","msg":{msg},"data":true}}"#)),
            None,
            "{msg}"
        );
    }
    assert_eq!(refused(r#"{"code":"10007","msg":""}"#), (10007, None));
}

#[test]
fn message_is_used_if_msg_is_missing() {
    assert_eq!(
        started(r#"{"code":0,"message":"sibling","data":true}"#).as_deref(),
        Some("sibling")
    );
    assert_eq!(
        started(r#"{"code":0,"message":"sibling","msg":"own","data":true}"#).as_deref(),
        Some("own")
    );
    assert_eq!(
        started(r#"{"code":0,"message":"sibling","msg":null,"data":true}"#).as_deref(),
        Some("sibling")
    );
    assert_eq!(
        started(r#"{"code":0,"msg":"first","msg":"last","data":true}"#).as_deref(),
        Some("last")
    );
}

#[test]
fn a_key_that_begins_like_a_known_one_is_another() {
    for key in [
        "message错误",
        "messageé",
        "messages",
        "message\\u00e9",
        "message\\ud83d\\ude00",
    ] {
        assert_eq!(
            started(format!(
                r#"{{"code":"0","message":"right","{key}":"wrong","data":true}}"#
            ))
            .as_deref(),
            Some("right")
        );
    }
    for key in ["codex", "code错误", "cod", "codé", "data ", "datas", "msgs", "ms"] {
        assert_eq!(started(format!(r#"{{"{key}":"10007","code":"0","data":true}}"#)), None);
    }
}

#[test]
fn escapes_mean_their_characters_everywhere() {
    let escaped = r#"{"\u0063\u006F\u0064\u0065":"\u0030","m\u0073g":"\"\\\/\b\f\n\r\t\u4e2d","d\u0061ta":true}"#;
    assert_eq!(started(escaped).as_deref(), Some("\"\\/\u{8}\u{C}\n\r\t中"));
    assert_eq!(refused(r#"{"code":"1\u0030007"}"#).0, 10007);
    // Only a string can have escapes.
    assert_eq!(malformed(r#"{"code":"0","data":\u0074rue}"#), NotJson);
}

#[test]
fn a_surrogate_pair_is_one_character_and_one_alone_is_replaced() {
    let cases = [
        (r"\ud83d\ude00", "😀"),
        (r"\uD83D\uDE00!", "😀!"),
        (r"\udbff\udfff", "\u{10FFFF}"),
        (r"\ud83d", "\u{FFFD}"),
        (r"\ude00", "\u{FFFD}"),
        (r"\ud83dx", "\u{FFFD}x"),
        (r"\ud83d\n", "\u{FFFD}\n"),
        (r"\ud83d\u0041", "\u{FFFD}A"),
        (r"\ude00\ud83d", "\u{FFFD}\u{FFFD}"),
        (r"\ud83d\ud83d\ude00", "\u{FFFD}😀"),
        (r"\u0000", "\0"),
    ];
    for (written, meant) in cases {
        let (code, message) = refused(format!(r#"{{"code":"10007","msg":"{written}"}}"#));
        assert_eq!((code, message.as_deref()), (10007, Some(meant)), "{written}");
    }
}

#[test]
fn a_long_message_arrives_whole() {
    for text in ["x".repeat(4000), "用".repeat(1300), "😀".repeat(1000)] {
        let body = format!(r#"{{"code":"10007","msg":"{text}"}}"#);
        assert_eq!(refused(body), (10007, Some(text)));
    }
}

#[test]
fn other_members_may_have_any_value() {
    let values = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "10",
        "-1.5",
        "0.001",
        "1e5",
        "1E+5",
        "2.5e-10",
        "1e999",
        r#""""#,
        r#""\u0041\\\"""#,
        "[]",
        "{}",
        "[ ]",
        "{ }",
        "[1,[2,[3]],{\"a\":[{}]}]",
        r#"{"a":{"b":{"c":null}},"d":[]}"#,
        r#"{"code":"10007","code":"1"}"#,
        r#"" 中文 é 😀""#,
    ];
    for value in values {
        assert_eq!(started(ignored(value)), None, "{value}");
    }
    let name = "n".repeat(500);
    assert_eq!(started(format!(r#"{{"{name}":1,"code":"0","data":true}}"#)), None);
}

#[test]
fn invalid_json_is_malformed_in_any_place() {
    let values = [
        "",
        "tru",
        "truth",
        "True",
        "nul",
        "nil",
        "undefined",
        "NaN",
        "Infinity",
        "-Infinity",
        "success",
        "'x'",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "-a",
        "0x10",
        "1_000",
        "00",
        "--1",
        "1.2.3",
        "\"",
        "\"\\\"",
        r#""\x41""#,
        r#""\u12""#,
        r#""\u12G4""#,
        r#""\u+123""#,
        "\"\t\"",
        "\"\n\"",
        "\"\0\"",
        "\"\u{1f}\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,]",
        "[1 2]",
        "[1}",
        "{",
        "{]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{a:1}"#,
        r#"{1:1}"#,
        r#"{"a" 1}"#,
        "{,}",
        r#"{"a":1 "b":2}"#,
        "1,",
        "1 1",
        "/**/1",
        "\u{feff}1",
        "\u{a0}1",
        "\u{c}1",
        "true false",
    ];
    for value in values {
        assert_eq!(malformed(ignored(value)), NotJson, "{value:?}");
        assert_eq!(malformed(ignored(&format!("[[0,{value}]]"))), NotJson, "{value:?}",);
    }
}

#[test]
fn text_around_the_object_is_malformed() {
    let reply = r#"{"code":"0","msg":"success","data":true}"#;
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
    for body in [
        "",
        " ",
        "[]",
        "null",
        "true",
        "0",
        r#""code""#,
        html,
        "success",
        r#"["0","success",true]"#,
    ] {
        assert_eq!(malformed(body), NotAnObject, "{body}");
    }
}

#[test]
fn invalid_utf8_is_malformed_in_any_place() {
    let gbk = b"{\"code\":\"10007\",\"msg\":\"\xd3\xc3\xbb\xa7\"}";
    assert_eq!(malformed(gbk), NotUtf8);
    for bytes in [
        &b"\xff"[..],
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe4\xb8",
        b"\x80",
    ] {
        let (before, after) = (br#"{"code":"0","x":""#, br#"","data":true}"#);
        assert_eq!(malformed([before, bytes, after].concat()), NotUtf8);
    }
    let wide: Vec<u8> = r#"{"code":"0"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(malformed(wide), NotJson);
    assert_eq!(malformed(b"\x1f\x8b\x08\x00\x00"), NotAnObject, "gzip");
    assert_eq!(
        malformed("{\"code\":\"0\",é"),
        NotJson,
        "beyond ASCII is in strings only"
    );
}

#[test]
fn every_character_of_a_message_arrives() {
    let characters: Vec<char> = ('\u{20}'..=char::MAX)
        .step_by(if cfg!(miri) { 9973 } else { 1 })
        .filter(|c| !matches!(c, '"' | '\\'))
        .collect();
    for few in characters.chunks(24) {
        let sent: String = few.iter().collect();
        assert_eq!(
            started(format!(r#"{{"code":"0","msg":"{sent}","data":true}}"#)).as_deref(),
            Some(&*sent)
        );
    }
}

#[test]
fn utf8_is_as_the_standard_library_defines_it() {
    let (before, after) = (br#"{"code":"0","msg":""#, br#"","data":true}"#);
    let agrees = |bytes: &[u8]| {
        let body = [&before[..], bytes, after].concat();
        match std::str::from_utf8(bytes) {
            Ok(sent) => assert_eq!(started(body).as_deref(), Some(sent)),
            Err(_) => assert_eq!(malformed(body), NotUtf8, "{bytes:x?}"),
        }
    };
    // The bounds of every rule: continuations, overlong encodings, surrogates, the last plane.
    let bounds = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF];
    let bounds = if cfg!(miri) { &bounds[2..4] } else { &bounds[..] };
    for lead in (0x80..=0xFF).step_by(if cfg!(miri) { 24 } else { 1 }) {
        agrees(&[lead]);
        for &second in bounds {
            agrees(&[lead, second]);
            for &third in bounds {
                agrees(&[lead, second, third]);
                for fourth in [0x41, 0x80, 0xBF, 0xC0] {
                    agrees(&[lead, second, third, fourth]);
                }
            }
        }
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
