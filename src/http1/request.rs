use embedded_svc::http::Method;

use super::Server;

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
        let length = length.and_then(|(_, value)| crate::decimal::read(value))?;
        (method == Method::Post).then_some(Self {
            server,
            path,
            headers,
            length,
        })
    }

    pub(crate) fn pieces(&self) -> impl Iterator<Item = &'a str> {
        let first = ["POST ", self.path, " HTTP/1.1\r\nHost: ", self.server.authority];
        let headers = self
            .headers
            .iter()
            .flat_map(|(name, value)| ["\r\n", name, ": ", value]);
        first.into_iter().chain(headers).chain(["\r\n\r\n"])
    }
}
