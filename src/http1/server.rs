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
        let (is_secure, rest) = match url.strip_prefix("https://") {
            Some(rest) => (true, rest),
            None => (false, url.strip_prefix("http://")?),
        };
        let slash = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
        let (authority, path) = (rest.get(..slash)?, rest.get(slash..)?);
        let path = if path.is_empty() { "/" } else { path };

        let standard = if is_secure { 443 } else { 80 };
        // A colon within brackets belongs to the address.
        let colon = authority.bytes().rposition(|byte| matches!(byte, b':' | b']'));
        let (name, port) = match colon.map(|at| (authority.get(..at), authority.get(at..))) {
            Some((Some(name), Some(port))) if port != "]" => (name, port.get(1..)?.parse().ok()?),
            _ => (authority, standard),
        };
        let authority = if port == standard { name } else { authority };
        let host = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .unwrap_or(name);
        (!host.is_empty()).then_some((
            Self {
                host,
                port,
                is_secure,
                authority,
            },
            path,
        ))
    }
}
