use core::str;

use crate::decimal;

/// Where a connection leads: what a URL says before its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Server<'a> {
    /// The name or the address, an IPv6 address without its brackets.
    pub host: &'a str,
    /// The port, the scheme's own if the URL names none.
    pub port: u16,
    /// Whether the scheme is `https`: then the stream must be a TLS session, verified for `host`.
    pub is_secure: bool,
}

impl<'a> Server<'a> {
    /// Splits an absolute `http` or `https` URL into the server, what names it in the header `Host`, and the path.
    ///
    /// That is the host with its brackets, and the port if it is not the scheme's own.
    pub(super) fn split(url: &'a str) -> Option<(Self, &'a [u8], &'a [u8])> {
        let url = url.as_bytes();
        let (is_secure, standard, scheme) = if url.starts_with(b"https://") {
            (true, 443, 8)
        } else if url.starts_with(b"http://") {
            (false, 80, 7)
        } else {
            return None;
        };
        let rest = url.get(scheme..)?;
        let end = rest.iter().position(|&byte| byte == b'/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        // A colon before a bracket belongs to the address.
        let last = authority.iter().rposition(|byte| matches!(byte, b':' | b']'));
        let (name, port) = match authority.split_at_checked(last.unwrap_or(0))? {
            (name, [b':', digits @ ..]) => (name, u16::try_from(decimal::read(digits)?).ok()?),
            _ => (authority, standard),
        };
        let host = match name {
            [] => return None,
            [b'[', host @ .., b']'] => host,
            host => host,
        };
        let server = Self {
            host: str::from_utf8(host).ok()?,
            port,
            is_secure,
        };
        let authority = if port == standard { name } else { authority };
        let path = if path.is_empty() { b"/" } else { path };
        Some((server, authority, path))
    }
}
