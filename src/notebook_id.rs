use core::{fmt, str::FromStr};

use heapless::String;

use crate::ascii::first_invisible;

/// The id of a notebook instance, such as `1821067171420946434`.
///
/// Ids look like numbers and are not: real ones exceed 2^53, where many JSON implementations lose digits. So an id is a
/// string here and on the wire: 1 to [`NotebookId::CAPACITY`] visible ASCII characters, checked once, when it is made.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NotebookId(String<{ NotebookId::CAPACITY }, u8>);

impl NotebookId {
    /// The most characters an id can have. The ids seen so far have 19.
    pub const CAPACITY: usize = 64;

    /// Checks and copies an id.
    ///
    /// # Errors
    ///
    /// Says what is wrong with `id`, and where.
    #[inline(never)] // one copy in the image, however many callers
    pub fn new(id: &str) -> Result<Self, InvalidNotebookId> {
        if id.is_empty() {
            return Err(InvalidNotebookId::Empty);
        }
        if let Some(position) = first_invisible(id) {
            return Err(InvalidNotebookId::Character { position });
        }
        String::try_from(id)
            .map(Self)
            .map_err(|_| InvalidNotebookId::TooLong { length: id.len() })
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NotebookId {
    type Err = InvalidNotebookId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Self::new(id)
    }
}

impl fmt::Display for NotebookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for NotebookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotebookId").field(&self.as_str()).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for NotebookId {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.as_str());
    }
}

/// Why a text is not a [`NotebookId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum InvalidNotebookId {
    /// The text is empty.
    Empty,
    /// The text has more than [`NotebookId::CAPACITY`] characters.
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// A character is not visible ASCII: a space, a control character, or beyond ASCII.
    Character {
        /// Where the character is, in bytes from the start.
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
                    NotebookId::CAPACITY
                )
            }
            Self::Character { position } => {
                write!(
                    f,
                    "notebook id has a character at byte {position} that is not visible ASCII"
                )
            }
        }
    }
}

impl core::error::Error for InvalidNotebookId {}
