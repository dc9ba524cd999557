use embedded_svc::http::Method;

use super::Server;
use crate::decimal;

/// The head of a request, as the pieces it is sent in: none is copied together with another before it is sent.
pub(crate) struct Head<'a> {
    pub(crate) server: Server<'a>,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    /// The length of the body that follows.
    pub(crate) length: u32,
}

impl<'a> Head<'a> {
    /// Takes a POST with a body of announced length, which is all that a start needs.
    pub(crate) fn new(method: Method, url: &'a str, headers: &'a [(&'a str, &'a str)]) -> Option<Self> {
        let (server, path) = Server::split(url)?;
        let length = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("Content-Length"));
        let length = length.and_then(|(_, value)| decimal::read_saturating(value.as_bytes()))?;
        (method == Method::Post).then_some(Self {
            server,
            path,
            headers,
            length,
        })
    }

    /// Returns one piece after the other.
    pub(super) fn piece(&self, index: usize) -> Option<&'a [u8]> {
        let line = index / 4;
        let (name, value) = match line.checked_sub(1) {
            None => (self.path, self.server.authority),
            Some(header) => match self.headers.get(header) {
                Some(header) => *header,
                None if index == 4 + 4 * self.headers.len() => return Some(b"\r\n\r\n"),
                None => return None,
            },
        };
        let piece = match (index % 4, line) {
            (0, 0) => "POST ",
            (0, _) => "\r\n",
            (1, _) => name,
            (2, 0) => " HTTP/1.1\r\nHost: ",
            (2, _) => ": ",
            _ => value,
        };
        Some(piece.as_bytes())
    }
}
