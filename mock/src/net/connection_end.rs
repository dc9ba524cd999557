use core::fmt;

use serde::Serialize;

/// The state of a connection after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ConnectionEnd {
    /// The request is still being answered, or its reply stalls.
    Open,
    /// The connection stayed open for another request.
    Kept,
    /// The server closed the connection.
    Closed,
    /// The server reset the connection.
    Reset,
    /// The client left first.
    Left,
}

impl fmt::Display for ConnectionEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Closed => "closed",
            Self::Reset => "reset",
            Self::Left => "left",
        })
    }
}
