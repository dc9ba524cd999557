//! Variants of the documented envelope.

use support::Random;

const KEYS: [&str; 16] = [
    "code",
    "code",
    "msg",
    "data",
    "message",
    r"c\u006fde",
    r"\u0064ata",
    r"m\u0073g",
    "Code",
    "codes",
    "",
    "用户",
    r"\ud83d",
    "a\\\"b",
    "requestId",
    "messages",
];

const CODES: [&str; 22] = [
    r#""0""#,
    r#""0""#,
    "0",
    r#""10001""#,
    r#""10007""#,
    "10008",
    r#""716865""#,
    r#""911042""#,
    r#""1\u0030007""#,
    r#""\u0030""#,
    "4294967295",
    "4294967296",
    "-0",
    "0.0",
    "1e4",
    r#""00""#,
    r#""""#,
    r#"" 0""#,
    "null",
    "true",
    "[]",
    r#""\ud83d""#,
];

const TEXTS: [&str; 18] = [
    "success",
    "成功",
    "用户已被冻结",
    r"\n\t\b\f\r\/\\",
    "\\\"",
    r"\u4e2d\u6587",
    r"\ud83d\ude00",
    r"\ud83d",
    r"\ude00\ud83d",
    r"\uD83Dx",
    r"\u0000",
    "😀",
    "é",
    "\u{7f}",
    "x",
    "{}[]:,",
    "\u{2028}",
    "用用用用用用用用用用",
];

const DATA: [&str; 8] = ["true", "true", "true", "false", "null", r#""true""#, "1", "{}"];

const SCALARS: [&str; 14] = [
    "null", "true", "false", "0", "-0", "10", "-1.5", "0.001", "1e5", "1E+5", "2.5e-10", "1e999", r#""""#, LARGE,
];

const LARGE: &str = "123456789012345678901234567890";

const WHITE_SPACE: [&str; 6] = ["", "", "", " ", "\n\t", "\r\n  "];

/// Bytes with a meaning in JSON, and bytes that are not allowed.
const BYTES: &[u8] = b"{}[]\",:\\/0123456789eE+-.tfnrubdacs \t\r\n\0\x01\x1f\x7f\x80\xc3\xe7\xed\xf0\xff\xef\xbb\xbf";

/// Generates a body. About half of the bodies are valid.
pub(crate) fn generate(random: &mut Random, to: &mut Vec<u8>) {
    match random.below(16) {
        0 => value(random, to, 0),
        1 => put(
            to,
            random.one_of(&["", " ", "<html>", "success", "null", "[", "{", "\u{feff}{}"]),
        ),
        _ => envelope(random, to),
    }
    if random.once_in(2) {
        for _ in 0..=random.below(3) {
            damage(random, to);
        }
    }
}

fn envelope(random: &mut Random, to: &mut Vec<u8>) {
    space(random, to);
    put(to, "{");
    let mut members = ["code", "msg", "data", "", ""];
    for last in (1..members.len()).rev() {
        members.swap(last, random.below(last + 1));
    }
    let mut is_first = true;
    for member in members {
        if random.once_in(12) {
            continue;
        }
        let key = match member {
            "" if random.once_in(2) => continue,
            "" => random.one_of(&KEYS),
            "msg" => random.one_of(&["msg", "msg", "message"]),
            member => member,
        };
        if !is_first {
            put(to, ",");
        }
        is_first = false;
        space(random, to);
        put(to, "\"");
        put(to, key);
        put(to, "\"");
        space(random, to);
        put(to, ":");
        space(random, to);
        match key {
            "code" => put(to, random.one_of(&CODES)),
            "msg" | "message" if !random.once_in(8) => string(random, to),
            "data" if !random.once_in(8) => put(to, random.one_of(&DATA)),
            _ => value(random, to, 0),
        }
        space(random, to);
    }
    put(to, "}");
    space(random, to);
}

fn value(random: &mut Random, to: &mut Vec<u8>, depth: usize) {
    match random.below(if depth > 4 { 3 } else { 6 }) {
        0 => string(random, to),
        1 | 2 => put(to, random.one_of(&SCALARS)),
        3 if depth == 0 && random.once_in(4) => nest(random, to),
        kind => {
            let is_object = kind == 5;
            put(to, if is_object { "{" } else { "[" });
            for index in 0..random.below(4) {
                if index > 0 {
                    put(to, ",");
                }
                space(random, to);
                if is_object {
                    put(to, "\"");
                    put(to, random.one_of(&KEYS));
                    put(to, "\":");
                }
                value(random, to, depth + 1);
            }
            space(random, to);
            put(to, if is_object { "}" } else { "]" });
        }
    }
}

/// Nests about as deep as the limit of the crate.
fn nest(random: &mut Random, to: &mut Vec<u8>) {
    let depth = 28 + random.below(7);
    let mut closing = Vec::new();
    for _ in 0..depth {
        let (open, close) = random.one_of(&[("[", b']'), (r#"{"a":"#, b'}')]);
        put(to, open);
        closing.push(close);
    }
    put(to, "0");
    closing.reverse();
    to.extend(closing);
}

fn string(random: &mut Random, to: &mut Vec<u8>) {
    put(to, "\"");
    for _ in 0..random.below(4) {
        put(to, random.one_of(&TEXTS));
    }
    put(to, "\"");
}

fn space(random: &mut Random, to: &mut Vec<u8>) {
    put(to, random.one_of(&WHITE_SPACE));
}

fn put(to: &mut Vec<u8>, text: &str) {
    to.extend(text.as_bytes());
}

fn damage(random: &mut Random, text: &mut Vec<u8>) {
    let at = random.below(text.len() + 1);
    let byte = random.one_of(BYTES);
    match random.below(6) {
        0 => text.insert(at, byte),
        1 if at < text.len() => text[at] = byte,
        2 if at < text.len() => text[at] ^= 1 << random.below(8),
        3 => text.truncate(at),
        4 => {
            let end = text.len().min(at + random.below(12));
            let piece = text[at..end].to_vec();
            let to = random.below(text.len() + 1);
            text.splice(to..to, piece);
        }
        _ => {
            let end = text.len().min(at + random.below(3) + 1);
            text.drain(at..end);
        }
    }
}
