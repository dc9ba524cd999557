use heapless::String;
use serde::Serialize;
use serde_json_core::str::EscapedStr;

use super::response::size;
use crate::{
    NotebookId, Token, decimal,
    error::{Kind, Step},
};

/// The body of a request, as on the service's page.
#[derive(Serialize)]
struct Body<'a> {
    /// An id has no character that JSON escapes, so the code for that is not linked.
    #[serde(rename = "notebookId")]
    notebook_id: EscapedStr<'a>,
}

/// The length of the documented success. Without room for it, the outcome of every start would be unknown.
const REPLY_LENGTH: u32 = 40;

/// A request that is ready to be sent.
pub(crate) struct Request<'b> {
    pub(crate) body: &'b [u8],
    length: String<2, u8>,
}

impl<'b> Request<'b> {
    /// Encodes the body into `buffer`.
    pub(crate) fn encode<E>(notebook: NotebookId<'_>, buffer: &'b mut [u8]) -> Result<Self, Kind<E>> {
        // Two digits, and the docs and an error name it.
        const { assert!(br#"{"notebookId":""}"#.len() + NotebookId::MAX_LENGTH == 81) };
        let capacity = size(buffer.len());
        let body = Body {
            notebook_id: EscapedStr(notebook.as_str()),
        };
        let length = serde_json_core::to_slice(&body, buffer).unwrap_or(usize::MAX);
        let body = buffer.get(..length).filter(|_| capacity >= REPLY_LENGTH);
        let body = body.ok_or(Kind::RequestTooLong { capacity })?;
        Ok(Self {
            body,
            length: decimal::format_two_digits(u8::try_from(body.len()).unwrap_or(0)),
        })
    }

    /// Returns the headers. Without the length, ESP-IDF and others would send the body in chunks.
    pub(crate) fn headers<'a>(&'a self, token: Token<'a>) -> [(&'a str, &'a str); 3] {
        [
            ("token", token.secret()),
            ("Content-Type", "application/json"),
            ("Content-Length", &self.length),
        ]
    }
}

/// Returns the part of `body` behind the `count` bytes that were written.
///
/// A connection that writes 0 bytes accepts no more. One that claims more than it was given may have sent everything.
pub(crate) fn remaining<E>(body: &[u8], count: usize) -> Result<&[u8], Kind<E>> {
    match body.get(count..) {
        Some(_) if count == 0 => Err(Kind::InvalidByteCount { step: Step::Send }),
        Some(rest) => Ok(rest),
        None => Err(Kind::InvalidByteCount { step: Step::Await }),
    }
}
