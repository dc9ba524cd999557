use embedded_svc::http::Method;

use super::Endpoint;
use crate::decimal;

/// What stands in the head of a request.
pub(crate) struct RequestHead<'a> {
    pub(crate) server: Endpoint<'a>,
    /// What goes into the header `Host`.
    pub(super) authority: &'a [u8],
    path: &'a [u8],
    headers: &'a [(&'a str, &'a str)],
    /// The length of the body that follows.
    pub(super) length: u32,
}

impl<'a> RequestHead<'a> {
    /// Takes a POST with a body of announced length, which is all that a start needs.
    pub(crate) fn new(method: Method, url: &'a str, headers: &'a [(&'a str, &'a str)]) -> Option<Self> {
        let (server, authority, path) = Endpoint::split(url)?;
        let is_length = |(name, _): &&(&str, &str)| name.as_bytes().eq_ignore_ascii_case(b"Content-Length");
        let (_, length) = headers.iter().find(is_length)?;
        let length = decimal::read(length.as_bytes())?;
        (method == Method::Post).then_some(Self {
            server,
            authority,
            path,
            headers,
            length,
        })
    }

    /// Returns the pieces of the request line, and of the header that comes first.
    pub(crate) fn request_line(&self) -> [&'a [u8]; 4] {
        [b"POST ", self.path, b" HTTP/1.1\r\nHost: ", self.authority]
    }

    /// Returns the pieces of the other headers, each with the line end before it.
    pub(crate) fn headers(&self) -> impl Iterator<Item = [&'a [u8]; 4]> {
        let pieces = |&(name, value): &(&'a str, &'a str)| [b"\r\n", name.as_bytes(), b": ", value.as_bytes()];
        self.headers.iter().map(pieces)
    }

    /// Returns what ends the head.
    pub(crate) fn end(&self) -> [&'a [u8]; 1] {
        [b"\r\n\r\n"]
    }
}
