/// The persistence of a connection after a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Persistence {
    /// The connection is closed.
    #[default]
    Close,
    /// The connection is kept, as HTTP/1.1 assumes.
    Keep,
    /// The connection is kept for a client of HTTP/1.0, which has to be told.
    KeepAlive,
}

impl Persistence {
    /// Returns whether the connection is kept.
    pub(crate) fn keeps(self) -> bool {
        self != Self::Close
    }

    /// Returns the header that tells the client.
    pub(super) fn header(self) -> Option<&'static [u8]> {
        match self {
            Self::Close => Some(b"connection: close\r\n"),
            Self::Keep => None,
            Self::KeepAlive => Some(b"connection: keep-alive\r\n"),
        }
    }
}
