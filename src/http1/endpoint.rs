use crate::{cursor::Cursor, decimal};

/// Where a connection leads: what a URL says before its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Endpoint<'a> {
    /// The name or the address, an IPv6 address without its brackets.
    pub host: &'a str,
    /// The port, the scheme's own if the URL names none.
    pub port: u16,
    /// Whether the scheme is `https`: then the stream must be a TLS session, verified for `host`.
    pub is_secure: bool,
}

impl<'a> Endpoint<'a> {
    /// Describes a server, to test a [`Connect`](crate::Connect) with.
    #[must_use]
    pub const fn new(host: &'a str, port: u16, is_secure: bool) -> Self {
        Self { host, port, is_secure }
    }

    /// Splits an absolute `http` or `https` URL into the server, what names it in the header `Host`, and the path.
    ///
    /// That is the host with its brackets, and the port if it is not the scheme's own.
    pub(super) fn split(url: &'a str) -> Option<(Self, &'a [u8], &'a [u8])> {
        let mut cursor = Cursor::new(url.as_bytes());
        if !cursor.eat_all(b"http") {
            return None;
        }
        let is_secure = cursor.eat(b's');
        if !cursor.eat_all(b"://") {
            return None;
        }
        let standard = if is_secure { 443 } else { 80 };
        let rest = cursor.rest();
        // Where the authority ends, and where its port begins: a colon before a bracket belongs to the address.
        let (mut end, mut last) = (0, 0);
        for byte in rest {
            match byte {
                b'/' => break,
                b':' | b']' => last = end,
                _ => {}
            }
            end += 1;
        }
        let (authority, path) = rest.split_at_checked(end)?;
        let (name, port) = match authority.split_at_checked(last)? {
            (name, [b':', digits @ ..]) => (name, u16::try_from(decimal::read(digits)?).ok()?),
            _ => (authority, standard),
        };
        let start = url.len() - rest.len();
        let host = match name {
            [] => return None,
            [b'[', .., b']'] => start + 1..start + name.len() - 1,
            _ => start..start + name.len(),
        };
        let server = Self {
            host: url.get(host)?,
            port,
            is_secure,
        };
        let authority = if port == standard { name } else { authority };
        let path = if path.is_empty() { b"/" } else { path };
        Some((server, authority, path))
    }
}
