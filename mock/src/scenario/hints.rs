use http::header::{CONTENT_ENCODING, CONTENT_TYPE, EXPECT};
use http::{HeaderMap, HeaderValue};

use crate::http::RequestHead;

use super::body::Body;
use super::selection::ID_PREFIX;

/// The length of the longest notebook id that the client sends.
pub(super) const ID_MAX: usize = 64;

/// Returns what is odd about a valid start: the mock plays its case, but no real client would send it.
pub(crate) fn hints(head: &RequestHead, body: &Body) -> Option<String> {
    let id = body.notebook_id.as_str();
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
    let token = head.headers.get("token").map_or(&b""[..], |token| token.as_bytes());
    let is_other = |name, value: &str| {
        let header = head.headers.get(name);
        header.is_some_and(|header: &HeaderValue| !header.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
    };
    let hints = [
        (head.has_bare_line_feed, "a line of the head ends in LF, not in CR LF"),
        (
            head.has_fragment,
            "the target has a fragment, which is not sent over HTTP",
        ),
        (head.query.is_some(), "the documented call has no query"),
        (
            token.contains(&b' '),
            "the token has a space: the service wants the token alone, without a scheme such as Bearer",
        ),
        (!token.is_ascii(), "the token has characters other than ASCII"),
        (
            token.iter().any(|byte| b"\"'`".contains(byte)),
            "the token has quotation marks, which no token has",
        ),
        (
            is_placeholder(token),
            "the token is a placeholder, or the text of a variable without a value",
        ),
        (
            is_other(CONTENT_ENCODING, "identity"),
            "the header Content-Encoding says that the body is encoded, and it is not",
        ),
        (
            is_other(EXPECT, "100-continue"),
            "the header Expect is not 100-continue",
        ),
        (
            has_other_charset(&head.headers),
            "the charset of Content-Type is not UTF-8, which JSON has",
        ),
        (
            !is_number && !id.starts_with(ID_PREFIX),
            "notebookId has characters other than digits",
        ),
        (id.len() > ID_MAX, "notebookId is longer than 64 characters"),
        (body.has_others, "the body has members other than notebookId"),
    ];
    let hints: Vec<_> = hints
        .into_iter()
        .filter_map(|(holds, hint)| holds.then_some(hint))
        .collect();
    (!hints.is_empty()).then(|| hints.join("; "))
}

/// Returns whether a token is a name in a script or a sample, or the text that a language has for no value.
fn is_placeholder(token: &[u8]) -> bool {
    let words = [
        "null",
        "(null)",
        "nil",
        "none",
        "undefined",
        "your_token",
        "your-token",
        "xxx",
    ];
    token.first().is_some_and(|first| b"$<{[%".contains(first))
        || words.iter().any(|word| token.eq_ignore_ascii_case(word.as_bytes()))
}

fn has_other_charset(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let parameters = value.unwrap_or_default().split(';').skip(1);
    let mut parameters = parameters.filter_map(|parameter| parameter.split_once('='));
    parameters.any(|(name, value)| {
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8")
    })
}
