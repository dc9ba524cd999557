/// The server that a URL names, to be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Endpoint<'a> {
    /// The host name or address, an IPv6 address without its brackets.
    pub host: &'a str,
    /// The port, 443 or 80 if the URL names none.
    pub port: u16,
    /// True for `https`: the stream must be a TLS session, verified for `host`.
    pub is_secure: bool,
}

impl<'a> Endpoint<'a> {
    /// Describes a server, to test a [`Connect`](crate::Connect) with.
    #[must_use]
    pub const fn new(host: &'a str, port: u16, is_secure: bool) -> Self {
        Self { host, port, is_secure }
    }
}
