use embedded_svc::http::Method;

use super::{Endpoint, line::is};
use crate::{decimal, url::Url};

/// The parts of a request head.
pub(crate) struct RequestHead<'a> {
    pub(crate) endpoint: Endpoint<'a>,
    authority: &'a [u8],
    path: &'a [u8],
    headers: &'a [(&'a str, &'a str)],
    /// The length of the body.
    pub(crate) length: u32,
}

impl<'a> RequestHead<'a> {
    /// Accepts a POST with a `Content-Length`, which is all that a start needs.
    pub(crate) fn new(method: Method, url: &'a str, headers: &'a [(&'a str, &'a str)]) -> Option<Self> {
        let parts = Url::parse(url).ok()?;
        let path = parts.path;
        let endpoint = Endpoint::new(url.get(parts.host)?, parts.port, parts.is_secure);
        let is_length = |(name, _): &&(&str, &str)| is(name.as_bytes(), b"content-length");
        let (_, length) = headers.iter().find(is_length)?;
        let length = decimal::parse(length.as_bytes())?;
        (method == Method::Post).then_some(Self {
            endpoint,
            authority: url.as_bytes().get(parts.authority)?,
            path: if path.is_empty() { b"/" } else { path },
            headers,
            length,
        })
    }

    /// Returns the pieces of a part of the head, which are empty behind the last part.
    pub(crate) fn part(&self, index: usize) -> Option<[&'a [u8]; 5]> {
        const OWN_HEADERS: &str = concat!(
            "\r\nConnection: close\r\nUser-Agent: scnet-notebook/",
            env!("CARGO_PKG_VERSION"),
            "\r\n"
        );
        let Some(header) = index.checked_sub(1) else {
            return Some([
                b"POST ",
                self.path,
                b" HTTP/1.1\r\nHost: ",
                self.authority,
                OWN_HEADERS.as_bytes(),
            ]);
        };
        match self.headers.get(header) {
            Some((name, value)) => Some([name.as_bytes(), b": ", value.as_bytes(), b"\r\n", b""]),
            None if header == self.headers.len() => Some([b"\r\n", b"", b"", b"", b""]),
            None => None,
        }
    }
}
