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
    pub(crate) fn piece(&self, index: usize) -> Option<&'a str> {
        let first = ["POST ", self.path, " HTTP/1.1\r\nHost: ", self.server.authority];
        if let Some(piece) = first.get(index) {
            return Some(piece);
        }
        let (header, part) = ((index - first.len()) / 4, index % 4);
        match (self.headers.get(header), part) {
            (Some(_), 0) => Some("\r\n"),
            (Some((name, _)), 1) => Some(name),
            (Some(_), 2) => Some(": "),
            (Some((_, value)), _) => Some(value),
            (None, 0) if header == self.headers.len() => Some("\r\n\r\n"),
            (None, _) => None,
        }
    }
}
