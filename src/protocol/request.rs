use heapless::String;
use serde::Serialize;
use serde_json_core::str::EscapedStr;

use super::json::string::escape;
use crate::{Error, NotebookId, Token, decimal, error::Step};

/// A buffer of this many bytes holds every request: each character of the id may need a backslash before it.
pub const REQUEST_CAPACITY: usize = r#"{"notebookId":""}"#.len() + 2 * NotebookId::CAPACITY;

/// The body of a request, as the service's page shows it.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "notebookId")]
    notebook_id: EscapedStr<'a>,
}

/// A request that is ready to be sent.
pub(crate) struct Request<'b> {
    pub(crate) body: &'b [u8],
    length: String<3, u8>,
}

impl<'b> Request<'b> {
    /// Writes the body into `buffer`.
    pub(crate) fn encode<E>(notebook: &NotebookId, buffer: &'b mut [u8]) -> Result<Self, Error<E>> {
        let capacity = buffer.len();
        // Escaped here, as an id is ASCII: `serde-json-core` would bring what it takes to escape any text.
        let mut escaped = String::<{ 2 * NotebookId::CAPACITY }, u8>::new();
        escape(notebook.as_str(), &mut escaped);
        let body = Body {
            notebook_id: EscapedStr(&escaped),
        };
        let body = serde_json_core::to_slice(&body, buffer)
            .ok()
            .and_then(|length| buffer.get(..length))
            .ok_or(Error::RequestTooLong { capacity })?;
        Ok(Self {
            body,
            length: decimal::write(body.len()),
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

/// Returns what is left of `body` when `count` bytes of it were written.
///
/// A count of 0 is a connection that takes no more. A count beyond the end says that all was taken, if it says anything.
pub(crate) fn remaining<E>(body: &[u8], count: usize) -> Result<&[u8], Error<E>> {
    match body.get(count..) {
        Some(_) if count == 0 => Err(Error::InvalidByteCount { step: Step::Send }),
        Some(rest) => Ok(rest),
        None => Err(Error::InvalidByteCount { step: Step::Await }),
    }
}
