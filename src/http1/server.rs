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
        let (mut colon, mut end) = (None, rest.len());
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                b':' => colon = Some(at),
                // A colon within brackets belongs to the address.
                b']' => colon = None,
                b'/' => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let authority = rest.get(..end)?;
        let name = rest.get(..colon.unwrap_or(end))?;
        let port = match colon {
            Some(colon) => u16::try_from(decimal::read_saturating(authority.as_bytes().get(colon + 1..)?)?).ok()?,
            None => standard,
        };
        let server = Self {
            host: name
                .strip_prefix('[')
                .and_then(|name| name.strip_suffix(']'))
                .unwrap_or(name),
            port,
            is_secure,
            authority: if port == standard { name } else { authority },
        };
        let path = rest.get(end..).filter(|path| !path.is_empty()).unwrap_or("/");
        (!name.is_empty()).then_some((server, path))
    }
}
