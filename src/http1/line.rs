use core::fmt;

use heapless::Vec;

/// A line of a head or of a chunked body, of which the beginning is enough.
///
/// The lines that matter are short. Of the others, however long they are, only the name is looked at.
pub(crate) struct Line {
    start: Vec<u8, 40, u8>,
    /// Whether there was more than was kept.
    cut: bool,
}

impl Line {
    pub(crate) const fn new() -> Self {
        Self {
            start: Vec::new(),
            cut: false,
        }
    }

    pub(crate) fn push(&mut self, byte: u8) {
        self.cut |= self.start.push(byte).is_err();
    }

    pub(crate) fn clear(&mut self) {
        self.start.clear();
        self.cut = false;
    }

    /// Returns the line as far as it was kept.
    pub(crate) fn start(&self) -> &[u8] {
        &self.start
    }

    /// Returns the line without its carriage return, as far as it was kept.
    pub(crate) fn text(&self) -> &[u8] {
        match self.start.as_slice() {
            [text @ .., b'\r'] => text,
            text => text,
        }
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }
}

/// What keeps the bytes of a server from being HTTP/1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Broken {
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

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StatusLine => "status line is not HTTP/1.1",
            Self::Header => "malformed header",
            Self::Length => "malformed length of the body",
            Self::Chunk => "malformed chunk",
            Self::TooLong => "head is too long",
        })
    }
}

impl core::error::Error for Broken {}
