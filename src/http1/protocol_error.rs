use core::fmt;

/// What keeps the bytes of a server from being HTTP/1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ProtocolError {
    /// The first line is not a status line of HTTP/1.0 or HTTP/1.1.
    StatusLine,
    /// A line of the head is not a header.
    Header,
    /// The length of the body is not given, or not given once, in a form that can be trusted.
    Length,
    /// The body is not in well-formed chunks.
    Chunk,
    /// More than 1 MiB came beside the body, or more than 8 interim replies before it.
    TooLong,
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StatusLine => "status line is not HTTP/1.1",
            Self::Header => "malformed header",
            Self::Length => "malformed length of the body",
            Self::Chunk => "malformed chunk",
            Self::TooLong => "too much beside the body",
        })
    }
}

impl core::error::Error for ProtocolError {}
