//! The forms in which a secret may stand in a text.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::percent_decode_str;

/// The most encodings inside each other that are decoded.
const ROUNDS: usize = 3;

/// Decodes percent signs, as in a URL, backslashes, as in JSON, and references by a number, as in HTML.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        if text.contains('%') {
            text = percent_decode_str(&text).decode_utf8_lossy().into_owned().into();
        }
        if text.contains('\\') {
            text = without_escapes(&text).into();
        }
        if text.contains("&#") {
            text = without_references(&text).into();
        }
    }
    text
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        plain += before;
        let hex = escape.strip_prefix('u').and_then(|digits| digits.get(..4));
        rest = match hex.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(number) => {
                plain.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
                &escape[5..]
            }
            None => match escape.chars().next() {
                // A line of Base64 may end there.
                Some(end @ ('n' | 'r' | 't')) => {
                    plain.push(if end == 't' { '\t' } else { '\n' });
                    &escape[1..]
                }
                // The escaped character itself: a quote is not part of a token.
                _ => escape,
            },
        };
    }
    plain + rest
}

fn without_references(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').unwrap_or((part, ""));
        let parsed = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        match parsed.ok().and_then(char::from_u32) {
            Some(character) => plain.extend([character.encode_utf8(&mut [0; 4]), rest]),
            None => plain.extend(["&#", part]),
        }
    }
    plain
}

/// Returns the letters and digits in lower case, to compare texts without their separators and capitals.
pub(super) fn squeezed(text: &str) -> String {
    let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
    kept.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Returns the squeezed forms of a secret: plain, in hexadecimal, and in Base64 at each of three places in a text.
pub(super) fn forms(secret: &str) -> [String; 5] {
    let hex = || secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    [
        squeezed(secret),
        hex(),
        base64(0, secret),
        base64(1, secret),
        base64(2, secret),
    ]
}

/// Returns the characters of Base64 that depend on the secret alone, if there are this many bytes before it.
fn base64(before: usize, secret: &str) -> String {
    let bytes = [&[0, 0][..before], secret.as_bytes()].concat();
    let text = STANDARD_NO_PAD.encode(&bytes);
    let start = (before * 4).div_ceil(3);
    let end = bytes.len() * 4 / 3;
    squeezed(&text[start.min(end)..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_also_inside_each_other() {
        for (text, plain) in [
            ("abc", "abc"),
            ("%61%62c", "abc"),
            ("%2561bc", "abc"),
            (r"\u0061b\u0063", "abc"),
            (r"\\u0061bc", "abc"),
            (r"%5Cu0061bc", "abc"),
            (r"\/a\", "/a"),
            (r"\u00", "u00"),
            (r"\ud800x", "\u{fffd}x"),
            (r"a\nb\\tc\rn", "a\nb\tc\nn"),
            ("100%", "100%"),
            ("%ff", "\u{fffd}"),
            ("é%", "é%"),
            ("&#97;&#x62;&#X63;", "abc"),
            ("a&#x2F;b&#45;c", "a/b-c"),
            ("&#38;#97;", "a"),
            ("&#97", "a"),
            ("&#a;&#;&#x110000;&#", "&#a;&#;&#x110000;&#"),
            (r"\ué123", "ué123"),
        ] {
            assert_eq!(decoded(text), plain, "{text}");
        }
    }

    #[test]
    fn the_base64_of_any_text_around_a_secret_has_one_of_its_forms() {
        let secret = "0f1e-2d3c_4b5a";
        let forms = forms(secret);
        for before in 0..7 {
            for after in 0..4 {
                let text = format!("{}{secret}{}", "?".repeat(before), "?".repeat(after));
                let text = squeezed(&STANDARD_NO_PAD.encode(text));
                assert!(forms.iter().any(|form| text.contains(form)), "{before} {after}");
            }
        }
        assert!(forms.iter().all(|form| form.len() >= 8));
    }
}
