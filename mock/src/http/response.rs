use http::header::CONNECTION;
use http::{HeaderMap, StatusCode};

use super::persistence::Persistence;
use super::request_head::has_token;

/// A whole, well-formed response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    /// The headers but for those that frame the body, which are written by [`Response::encode`].
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Returns whether the response announces that the connection is closed.
    pub(crate) fn closes(&self) -> bool {
        has_token(&self.headers, CONNECTION, "close")
    }

    /// Encodes the response. The response to HEAD has no body.
    pub(crate) fn encode(&self, is_head: bool, persistence: Persistence) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256 + self.body.len());
        let mut write = |parts: &[&[u8]]| parts.iter().for_each(|part| bytes.extend_from_slice(part));
        // RFC 9112, section 4: the space stands even before an empty reason phrase.
        let reason = self.status.canonical_reason().unwrap_or_default();
        write(&[
            b"HTTP/1.1 ",
            self.status.as_str().as_bytes(),
            b" ",
            reason.as_bytes(),
            b"\r\n",
        ]);
        let ours = persistence.header();
        for (name, value) in &self.headers {
            if ours.is_none() || name != CONNECTION {
                write(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"]);
            }
        }
        // RFC 9110, section 8.6: no length with 204, and with 304 only that of another response.
        if self.has_body() {
            write(&[b"content-length: ", self.body.len().to_string().as_bytes(), b"\r\n"]);
        }
        write(&[ours.unwrap_or_default(), b"\r\n"]);
        if !is_head && self.has_body() {
            write(&[&self.body]);
        }
        bytes
    }

    /// Returns whether a response with this status has a body.
    pub(crate) fn has_body(&self) -> bool {
        !matches!(self.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.into(),
        }
    }

    fn encode(response: &Response, is_head: bool, persistence: Persistence) -> String {
        String::from_utf8(response.encode(is_head, persistence)).unwrap()
    }

    #[test]
    fn a_response_is_a_status_line_headers_and_a_body() {
        let mut busy = response(503, "busy");
        busy.headers.insert("retry-after", "7".parse().unwrap());
        let head = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\ncontent-length: 4\r\n";
        assert_eq!(encode(&busy, false, Persistence::Keep), format!("{head}\r\nbusy"));
        assert_eq!(encode(&busy, true, Persistence::Keep), format!("{head}\r\n"));
        let closed = format!("{head}connection: close\r\n\r\nbusy");
        assert_eq!(encode(&busy, false, Persistence::Close), closed);
        let kept = closed.replace("close", "keep-alive");
        assert_eq!(encode(&busy, false, Persistence::KeepAlive), kept);
        busy.headers.insert("connection", "Close".parse().unwrap());
        assert!(busy.closes());
        assert_eq!(encode(&busy, false, Persistence::Close), closed);
    }

    #[test]
    fn a_status_without_a_body_sends_none() {
        assert_eq!(
            encode(&response(204, "x"), false, Persistence::Keep),
            "HTTP/1.1 204 No Content\r\n\r\n"
        );
        let not_modified = "HTTP/1.1 304 Not Modified\r\n\r\n";
        assert_eq!(encode(&response(304, "x"), false, Persistence::Keep), not_modified);
    }

    #[test]
    fn a_status_without_a_reason_phrase_keeps_its_space() {
        let unnamed = "HTTP/1.1 299 \r\ncontent-length: 0\r\n\r\n";
        assert_eq!(encode(&response(299, ""), false, Persistence::Keep), unnamed);
    }
}
