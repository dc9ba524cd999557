use embedded_svc::http::Method;

use super::Server;
use crate::decimal;

/// What stands in the head of a request.
pub(crate) struct Head<'a> {
    pub(crate) server: Server<'a>,
    /// What goes into the header `Host`.
    pub(crate) authority: &'a [u8],
    pub(crate) path: &'a [u8],
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// The length of the body that follows.
    pub(crate) length: u32,
}

impl<'a> Head<'a> {
    /// Takes a POST with a body of announced length, which is all that a start needs.
    pub(crate) fn new(method: Method, url: &'a str, headers: &'a [(&'a str, &'a str)]) -> Option<Self> {
        let (server, authority, path) = Server::split(url)?;
        let length = headers
            .iter()
            .find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(b"Content-Length"));
        let length = length.and_then(|(_, value)| decimal::read(value.as_bytes()))?;
        (method == Method::Post).then_some(Self {
            server,
            authority,
            path,
            headers,
            length,
        })
    }
}
