use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{HeaderMap, StatusCode};
use scnet_notebook::Code;

use super::envelope::{Envelope, kind};
use crate::http::media_type_is_json;

/// Returns the differences of an answer from the service's page, in sentences that repeat none of its text. `body` is the
/// decoded body, unless it cannot be decoded.
pub(crate) fn differences(status: StatusCode, headers: &HeaderMap, body: Option<&[u8]>) -> Vec<String> {
    let mut found = in_head(status, headers);
    match body {
        None => found.push("the body cannot be decoded".to_owned()),
        Some(body) => found.extend(in_body(body)),
    }
    found
}

fn in_head(status: StatusCode, headers: &HeaderMap) -> Vec<String> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .map(|value| value.as_bytes().to_ascii_lowercase());
    let charset = content_type.as_ref().and_then(|value| {
        let start = value.windows(8).position(|eight| eight == b"charset=")?;
        value.get(start + 8..)
    });
    let is_utf_8 = |charset: &[u8]| {
        [&b"utf-8"[..], b"\"utf-8\""]
            .iter()
            .any(|name| charset.starts_with(name))
    };
    let is_chunked = headers.contains_key(TRANSFER_ENCODING);
    let mut found = Vec::new();
    if status != StatusCode::OK {
        found.push(format!("the HTTP status is {}, not 200", status.as_u16()));
    }
    let sentences = [
        (
            status.is_redirection() && headers.contains_key(LOCATION),
            "the answer is a redirect, which is not followed",
        ),
        (content_type.is_none(), "the header Content-Type is missing"),
        (
            content_type.is_some() && !media_type_is_json(headers),
            "the header Content-Type is not application/json",
        ),
        (
            charset.is_some_and(|charset| !is_utf_8(charset)),
            "the header Content-Type has a charset other than UTF-8",
        ),
        (headers.contains_key(CONTENT_ENCODING), "the body has a content coding"),
        (is_chunked, "the body came in chunks; the device gets it with a length"),
        (
            !is_chunked && !headers.contains_key(CONTENT_LENGTH),
            "the body came without a length; the device gets it with one",
        ),
    ];
    let holding = sentences
        .into_iter()
        .filter_map(|(holds, sentence)| holds.then_some(sentence));
    found.extend(holding.map(str::to_owned));
    found
}

fn in_body(body: &[u8]) -> Vec<String> {
    let (body, mut found) = match body.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, vec!["the body begins with a byte order mark".to_owned()]),
        None => (body, Vec::new()),
    };
    if body.is_empty() {
        found.push("the body is empty".to_owned());
        return found;
    }
    let Ok(text) = core::str::from_utf8(body) else {
        found.push("the body is not UTF-8".to_owned());
        return found;
    };
    match Envelope::parse(text) {
        Ok(envelope) => found.extend(in_envelope(&envelope)),
        Err(problem) => found.push(problem.to_owned()),
    }
    found
}

fn in_envelope(envelope: &Envelope) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["code", "msg", "data"] {
        match envelope.count(name) {
            0 => found.push(format!("{name} is missing")),
            1 => {}
            _ => found.push(format!("{name} is there more than once")),
        }
    }
    let (number, problem) = envelope.get("code").map_or((None, None), read_code);
    let code = number.map(Code::new);
    found.extend(problem);
    let documented = code.and_then(Code::documented);
    if code.is_some() && documented.is_none() {
        found.push("code is not one of the documented codes".to_owned());
    }
    if let Some(msg) = envelope.get("msg") {
        let expected = documented.map(|entry| match entry.code {
            Code::SUCCESS => "success",
            _ => entry.original,
        });
        match serde_json::from_str::<String>(msg) {
            Err(_) if msg.starts_with('"') => found.push("msg has an escape that is not a character".to_owned()),
            Err(_) => found.push(format!("msg is {}, not a string", kind(msg))),
            Ok(text) if expected.is_some_and(|expected| expected != text) => {
                found.push("msg is not the documented text of this code".to_owned());
            }
            Ok(_) => {}
        }
    }
    match (envelope.get("data"), code) {
        (Some("false"), Some(Code::SUCCESS)) => found.push("data is false with the code of the success".to_owned()),
        (Some("true"), Some(code)) if code != Code::SUCCESS => {
            found.push("data is true with the code of an error".to_owned());
        }
        (None | Some("true" | "false"), _) => {}
        (Some(data), _) => found.push(format!("data is {}, not a boolean", kind(data))),
    }
    match envelope.others(&["code", "msg", "data"]) {
        0 => {}
        count => found.push(format!("undocumented members of the envelope: {count}")),
    }
    found
}

/// Reads a code, and says what is odd about it.
fn read_code(code: &str) -> (Option<u32>, Option<String>) {
    let (digits, problem) = match serde_json::from_str::<String>(code) {
        Ok(text) => (text, None),
        Err(_) if code.starts_with('"') => {
            return (None, Some("code has an escape that is not a character".to_owned()));
        }
        Err(_) => (code.to_owned(), Some(format!("code is {}, not a string", kind(code)))),
    };
    let number = digits.parse::<u32>().ok().filter(|number| number.to_string() == digits);
    let odd = || Some("code is not a decimal number".to_owned());
    let problem = problem.or_else(|| if number.is_none() { odd() } else { None });
    (number, problem)
}

#[cfg(test)]
mod tests;
