use embedded_svc::http::Method;

use super::Server;
use crate::decimal;

/// What stands in the head of a request.
pub(crate) struct Head<'a> {
    pub(crate) server: Server<'a>,
    /// What goes into the header `Host`.
    pub(super) authority: &'a [u8],
    path: &'a [u8],
    headers: &'a [(&'a str, &'a str)],
    /// The length of the body that follows.
    pub(super) length: u32,
}

impl<'a> Head<'a> {
    /// Takes a POST with a body of announced length, which is all that a start needs.
    pub(crate) fn new(method: Method, url: &'a str, headers: &'a [(&'a str, &'a str)]) -> Option<Self> {
        let (server, authority, path) = Server::split(url)?;
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

    /// Returns what to send, piece by piece.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..).map_while(|number| self.piece(number))
    }

    fn piece(&self, number: usize) -> Option<&'a [u8]> {
        Some(match number {
            0 => b"POST ",
            1 => self.path,
            2 => b" HTTP/1.1\r\nHost: ",
            3 => self.authority,
            _ => match (self.headers.get(number / 4 - 1), number % 4) {
                (Some(_), 0) => b"\r\n",
                (Some((name, _)), 1) => name.as_bytes(),
                (Some(_), 2) => b": ",
                (Some((_, value)), _) => value.as_bytes(),
                (None, 0) => b"\r\n\r\n",
                (None, _) => return None,
            },
        })
    }
}
