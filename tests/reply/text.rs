//! Text: escapes, surrogates and UTF-8.

use super::*;

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
    // Characters beyond ASCII are in strings only.
    assert_eq!(malformed("{\"code\":\"0\",é"), NotJson);
}

#[test]
fn every_character_of_a_message_arrives() {
    let characters: Vec<char> = ('\u{20}'..=char::MAX)
        .step_by(if cfg!(miri) { 9973 } else { 1 })
        .filter(|c| !matches!(c, '"' | '\\'))
        .collect();
    for few in characters.chunks(24) {
        let sent: String = few.iter().collect();
        let body = format!(r#"{{"code":"0","msg":"{sent}","data":true}}"#);
        assert_eq!(started(body), Some(sent));
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
