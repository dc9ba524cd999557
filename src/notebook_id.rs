use core::fmt;

/// The id of a notebook instance, such as `1821067171420946434`.
///
/// An id is a string even though it looks like a number: real ids exceed 2^53, where many JSON implementations lose digits.
/// 1 to 64 visible ASCII characters without `"` and `\`, borrowed, and checked once, when it is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotebookId<'a>(&'a str);

impl<'a> NotebookId<'a> {
    /// The maximum length of an id in bytes. The ids seen so far have 19.
    pub const MAX_LENGTH: usize = 64;

    /// Checks and borrows an id.
    ///
    /// # Errors
    ///
    /// The defect of `id`, and its place.
    #[inline(never)] // one copy for all callers
    pub fn new(id: &'a str) -> Result<Self, InvalidNotebookId> {
        if id.is_empty() {
            return Err(InvalidNotebookId::Empty);
        }
        // JSON would have to escape a quote and a backslash.
        let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        if let Some(position) = id.bytes().position(|byte| !is_allowed(byte)) {
            return Err(InvalidNotebookId::Character { position });
        }
        if id.len() > Self::MAX_LENGTH {
            return Err(InvalidNotebookId::TooLong { length: id.len() });
        }
        Ok(Self(id))
    }

    /// Returns the id as text.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl fmt::Display for NotebookId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for NotebookId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotebookId").field(&self.0).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for NotebookId<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.0);
    }
}

/// Why a text is not a [`NotebookId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum InvalidNotebookId {
    /// The text is empty.
    Empty,
    /// The text has more than [`NotebookId::MAX_LENGTH`] characters.
    TooLong {
        /// The length of the text in bytes.
        length: usize,
    },
    /// A character is not allowed: a space, a control character, `"`, `\`, or beyond ASCII.
    Character {
        /// The offset of the character in bytes.
        position: usize,
    },
}

impl fmt::Display for InvalidNotebookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("notebook id is empty"),
            Self::TooLong { length } => {
                write!(
                    f,
                    "notebook id has {length} characters, the most is {}",
                    NotebookId::MAX_LENGTH
                )
            }
            Self::Character { position } => {
                write!(
                    f,
                    "notebook id has a character at byte {position} that is not allowed; \
                     visible ASCII is, but for \" and \\"
                )
            }
        }
    }
}

impl core::error::Error for InvalidNotebookId {}
