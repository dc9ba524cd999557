//! Bodies in another encoding, or with text in it that is easily taken wrong.

use super::reply::{JSON, SUCCESS, envelope, whole};
use crate::Script;
use crate::scenario::case::Case;

/// The success, as gzip writes it.
const GZIP: &[u8; 57] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\xce\x4f\x49\x55\xb2\x52\x32\x50\xd2\
\x51\xca\x2d\x4e\x07\xb2\x8a\x4b\x93\x93\x53\x8b\x8b\x81\xfc\x94\xc4\x92\x44\x25\xab\x92\xa2\xd2\xd4\x5a\x00\xd8\x3f\
\x8f\x99\x28\x00\x00\x00";

/// What the service says of a frozen user, as GBK writes it.
const FROZEN: &[u8; 12] = b"\xd3\xc3\xbb\xa7\xd2\xd1\xb1\xbb\xb6\xb3\xbd\xe1";

/// What a network shows before it lets anybody out.
const LOGIN: &str = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form action=\"/login\" method=\"post\">\
<input name=\"user\"><input name=\"password\" type=\"password\"></form></body></html>";

pub(crate) fn cases() -> Vec<Case> {
    [encodings(), escapes(), raw(), types()].concat()
}

/// The success with this for a message, as it stands in JSON.
fn saying(message: impl AsRef<[u8]>) -> Script {
    let start = br#"{"code":"0","msg":""#;
    envelope([start, message.as_ref(), br#"","data":true}"#].concat())
}

fn encodings() -> Vec<Case> {
    let wide: Vec<u8> = SUCCESS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gbk = [&br#"{"code":"10007","msg":""#[..], FROZEN, br#"","data":null}"#].concat();
    let (gzip_headers, gbk_headers) = (
        format!("{JSON}Content-Encoding: gzip\r\n"),
        "Content-Type: application/json;charset=GBK\r\n",
    );
    vec![
        Case::new(
            "enc/gzip-unasked",
            "The body is compressed, though nobody asked for it.",
            Script::reply(whole("200 OK", &gzip_headers, GZIP)),
        ),
        Case::new(
            "enc/utf8-bom",
            "A byte order mark comes before the envelope.",
            envelope(format!("\u{feff}{SUCCESS}")),
        ),
        Case::new(
            "enc/gbk-msg",
            "The message of an error code is in GBK.",
            Script::reply(whole("200 OK", gbk_headers, gbk)),
        ),
        Case::new("enc/utf16le", "The envelope is in UTF-16.", envelope(wide)),
    ]
}

fn escapes() -> Vec<Case> {
    let refusal = |message: &str| envelope(format!(r#"{{"code":"10007","msg":"{message}","data":null}}"#));
    vec![
        Case::new(
            "enc/escapes",
            "The message is written with every escape there is.",
            saying(r#"\u6210\u529F \"\\\/\b\f\n\r\t"#),
        ),
        Case::new(
            "enc/surrogate-pair",
            "The message has a character that takes two escapes.",
            saying(r"\ud83d\ude00"),
        ),
        Case::refusing(
            "enc/lone-surrogate",
            "The message of a refusal has half of such a character.",
            refusal(r"\ud83d!"),
        ),
        Case::new(
            "enc/escaped-code",
            "The code is written as an escape.",
            envelope(SUCCESS.replace('0', r"\u0030")),
        ),
        Case::new(
            "enc/escaped-key",
            "The keys are written with escapes.",
            envelope(r#"{"\u0063ode":"0","m\u0073g":"success","dat\u0061":true}"#),
        ),
        Case::refusing(
            "enc/nul-in-msg",
            "The message of a refusal has an escape for NUL.",
            refusal(r"a\u0000b"),
        ),
    ]
}

fn raw() -> Vec<Case> {
    vec![
        Case::new("enc/nul-in-msg/2", "The message has a raw NUL.", saying(b"success\0")),
        Case::new(
            "enc/raw-control-in-msg",
            "The message has a raw line end.",
            saying(b"suc\ncess"),
        ),
        Case::new(
            "enc/raw-control-in-msg/2",
            "The message has a raw escape character.",
            saying(b"\x1b[2Jsuccess"),
        ),
        Case::new(
            "enc/invalid-utf8-in-msg",
            "The message has a byte that is no UTF-8.",
            saying(b"success\xff"),
        ),
        Case::new(
            "enc/invalid-utf8-in-msg/2",
            "The message ends inside a character.",
            saying(b"success\xe4\xb8"),
        ),
    ]
}

fn types() -> Vec<Case> {
    vec![
        Case::new(
            "enc/wrong-content-type",
            "The envelope is called a page.",
            Script::reply(whole("200 OK", "Content-Type: text/html\r\n", SUCCESS)),
        ),
        Case::new(
            "enc/no-content-type",
            "The envelope has no type.",
            Script::reply(whole("200 OK", "", SUCCESS)),
        ),
        Case::new(
            "enc/captive-portal",
            "The network answers with its log-in page, under status 200.",
            Script::reply(whole("200 OK", "Content-Type: text/html; charset=utf-8\r\n", LOGIN)),
        ),
    ]
}
