/// The persistence of a connection after a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Persistence {
    /// The connection is closed.
    #[default]
    Close,
    /// The connection is kept, as HTTP/1.1 assumes.
    Keep,
    /// The connection is kept, and a header says so, as a client of HTTP/1.0 expects.
    KeepAlive,
}

impl Persistence {
    /// Returns whether the connection is kept.
    pub(crate) fn keeps(self) -> bool {
        self != Self::Close
    }

    /// Returns the header, with its line end.
    pub(super) fn header(self) -> Option<&'static [u8]> {
        match self {
            Self::Close => Some(b"connection: close\r\n"),
            Self::Keep => None,
            Self::KeepAlive => Some(b"connection: keep-alive\r\n"),
        }
    }
}
