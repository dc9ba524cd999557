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
