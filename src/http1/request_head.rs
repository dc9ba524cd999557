use embedded_svc::http::Method;

use super::Endpoint;
use crate::url::Url;

/// The head of a request.
pub(crate) struct RequestHead<'a> {
    /// The server that the URL names.
    pub(crate) endpoint: Endpoint<'a>,
    authority: &'a [u8],
    path: &'a [u8],
    headers: &'a [(&'a str, &'a str)],
    /// The index of the next piece.
    index: usize,
}

impl<'a> RequestHead<'a> {
    /// Accepts a POST, which is all that a start needs.
    pub(crate) fn new(method: Method, uri: &'a str, headers: &'a [(&'a str, &'a str)]) -> Option<Self> {
        let url = Url::parse(uri).ok()?;
        (method == Method::Post).then_some(Self {
            endpoint: Endpoint::new(uri.get(url.host)?, url.port, url.is_secure),
            authority: uri.as_bytes().get(url.authority)?,
            path: if url.path.is_empty() { b"/" } else { url.path },
            headers,
            index: 0,
        })
    }

    /// Returns the next piece of the head, and `None` behind the last one. Every line has four.
    pub(crate) fn next_piece(&mut self) -> Option<&'a [u8]> {
        const OWN_HEADERS: &str = concat!(
            "\r\nConnection: close\r\nUser-Agent: scnet-notebook/",
            env!("CARGO_PKG_VERSION")
        );
        let index = self.index;
        self.index += 1;
        Some(match index {
            0 => b"POST ",
            1 => self.path,
            2 => b" HTTP/1.1\r\nHost: ",
            3 => self.authority,
            4 => OWN_HEADERS.as_bytes(),
            _ => match (self.headers.get((index - 1) / 4 - 1), index % 4) {
                (Some(_), 1) => b"\r\n",
                (Some((name, _)), 2) => name.as_bytes(),
                (Some(_), 3) => b": ",
                (Some((_, value)), _) => value.as_bytes(),
                (None, 1) => b"\r\n\r\n",
                (None, _) => return None,
            },
        })
    }
}
