//! Bodies in another encoding, or with text that is easily misread.

use super::entry::Entry;
use super::reply::{JSON, SUCCESS, envelope, whole};
use crate::scenario::script::Script;

/// The success, compressed by gzip.
const GZIP: &[u8; 57] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\xce\x4f\x49\x55\xb2\x52\x32\x50\xd2\
\x51\xca\x2d\x4e\x07\xb2\x8a\x4b\x93\x93\x53\x8b\x8b\x81\xfc\x94\xc4\x92\x44\x25\xab\x92\xa2\xd2\xd4\x5a\x00\xd8\x3f\
\x8f\x99\x28\x00\x00\x00";

/// The message of code 10007 in GBK.
const FROZEN: &[u8; 12] = b"\xd3\xc3\xbb\xa7\xd2\xd1\xb1\xbb\xb6\xb3\xbd\xe1";

/// The login page of a captive portal.
const LOGIN: &str = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form action=\"/login\" method=\"post\">\
<input name=\"user\"><input name=\"password\" type=\"password\"></form></body></html>";

pub(super) fn cases() -> Vec<Entry> {
    [encodings(), escapes(), raw(), types()].concat()
}

/// Makes the success with this message, escaped as in JSON.
fn saying(message: impl AsRef<[u8]>) -> Script {
    let start = br#"{"code":"0","msg":""#;
    envelope([start, message.as_ref(), br#"","data":true}"#].concat())
}

fn encodings() -> Vec<Entry> {
    let wide: Vec<u8> = SUCCESS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gbk = [&br#"{"code":"10007","msg":""#[..], FROZEN, br#"","data":null}"#].concat();
    let (gzip_headers, gbk_headers) = (
        format!("{JSON}Content-Encoding: gzip\r\n"),
        "Content-Type: application/json;charset=GBK\r\n",
    );
    vec![
        Entry::new(
            "enc/gzip-unasked",
            "The body is compressed, although the request did not allow it.",
            Script::reply(whole("200 OK", &gzip_headers, GZIP)),
        ),
        Entry::new(
            "enc/utf8-bom",
            "A byte order mark comes before the envelope.",
            envelope(format!("\u{feff}{SUCCESS}")),
        ),
        Entry::new(
            "enc/gbk-msg",
            "The message of an error code is in GBK.",
            Script::reply(whole("200 OK", gbk_headers, gbk)),
        ),
        Entry::new("enc/utf16le", "The envelope is in UTF-16.", envelope(wide)),
    ]
}

fn escapes() -> Vec<Entry> {
    let refusal = |message: &str| envelope(format!(r#"{{"code":"10007","msg":"{message}","data":null}}"#));
    vec![
        Entry::new(
            "enc/escapes",
            "The message has every kind of escape.",
            saying(r#"\u6210\u529F \"\\\/\b\f\n\r\t"#),
        ),
        Entry::new(
            "enc/surrogate-pair",
            "The message has a surrogate pair.",
            saying(r"\ud83d\ude00"),
        ),
        Entry::refusing(
            "enc/lone-surrogate",
            "The message of a refusal has one half of a surrogate pair.",
            refusal(r"\ud83d!"),
        ),
        Entry::new(
            "enc/escaped-code",
            "The code is written as an escape.",
            envelope(SUCCESS.replace('0', r"\u0030")),
        ),
        Entry::new(
            "enc/escaped-key",
            "The keys are written with escapes.",
            envelope(r#"{"\u0063ode":"0","m\u0073g":"success","dat\u0061":true}"#),
        ),
        Entry::refusing(
            "enc/nul-in-msg",
            "The message of a refusal has an escape for NUL.",
            refusal(r"a\u0000b"),
        ),
    ]
}

fn raw() -> Vec<Entry> {
    vec![
        Entry::new("enc/nul-in-msg/2", "The message has a raw NUL.", saying(b"success\0")),
        Entry::new(
            "enc/raw-control-in-msg",
            "The message has a raw line feed.",
            saying(b"suc\ncess"),
        ),
        Entry::new(
            "enc/raw-control-in-msg/2",
            "The message has a raw escape character.",
            saying(b"\x1b[2Jsuccess"),
        ),
        Entry::new(
            "enc/invalid-utf8-in-msg",
            "The message has a byte that is not UTF-8.",
            saying(b"success\xff"),
        ),
        Entry::new(
            "enc/invalid-utf8-in-msg/2",
            "The message ends inside a character.",
            saying(b"success\xe4\xb8"),
        ),
    ]
}

fn types() -> Vec<Entry> {
    vec![
        Entry::new(
            "enc/wrong-content-type",
            "The Content-Type of the envelope is text/html.",
            Script::reply(whole("200 OK", "Content-Type: text/html\r\n", SUCCESS)),
        ),
        Entry::new(
            "enc/no-content-type",
            "The envelope has no Content-Type.",
            Script::reply(whole("200 OK", "", SUCCESS)),
        ),
        Entry::new(
            "enc/captive-portal",
            "A captive portal answers with its login page, with status 200.",
            Script::reply(whole("200 OK", "Content-Type: text/html; charset=utf-8\r\n", LOGIN)),
        ),
    ]
}
