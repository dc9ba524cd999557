use crate::decimal;

/// Where a connection leads: what a URL says before its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Server<'a> {
    /// The name or the address, an IPv6 address without its brackets.
    pub host: &'a str,
    /// The port, the scheme's own if the URL names none.
    pub port: u16,
    /// Whether the scheme is `https`: then the stream must be a TLS session, verified for `host`.
    pub is_secure: bool,
    /// What goes into the header `Host`: the host with its brackets, and the port if it is not the scheme's own.
    pub(crate) authority: &'a str,
}

impl<'a> Server<'a> {
    /// Splits an absolute `http` or `https` URL into the server and the path.
    pub(crate) fn split(url: &'a str) -> Option<(Self, &'a str)> {
        let (is_secure, standard, rest) = match url.strip_prefix("https://") {
            Some(rest) => (true, 443, rest),
            None => (false, 80, url.strip_prefix("http://")?),
        };
        let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        // A colon before a bracket belongs to the address.
        let last = authority.bytes().rposition(|byte| matches!(byte, b':' | b']'));
        let (name, after) = authority.split_at_checked(last.unwrap_or(0))?;
        let (name, port) = match after.as_bytes() {
            [b':', digits @ ..] => (name, u16::try_from(decimal::read_saturating(digits)?).ok()?),
            _ => (authority, standard),
        };
        let server = Self {
            host: match name.as_bytes() {
                [b'[', .., b']'] => name.get(1..name.len() - 1)?,
                _ => name,
            },
            port,
            is_secure,
            authority: if port == standard { name } else { authority },
        };
        let path = if path.is_empty() { "/" } else { path };
        (!name.is_empty()).then_some((server, path))
    }
}
