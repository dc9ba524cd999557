use core::fmt::{self, Write};

use heapless::{String, Vec};

/// What the service says about its decision, in its own words and whatever language it chooses.
///
/// It is for people: programs decide by the [`Code`](crate::Code). At most [`Message::CAPACITY`] bytes are kept; a
/// longer text is cut after a whole character, and [`is_cut`](Message::is_cut) says so.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    text: String<{ Message::CAPACITY }, u8>,
    cut: bool,
}

impl Message {
    /// The most bytes of UTF-8 that are kept: room for 32 Chinese characters.
    pub const CAPACITY: usize = 96;

    pub(crate) fn new(text: Vec<u8, { Self::CAPACITY }, u8>, cut: bool) -> Self {
        Self {
            text: String::from_utf8(text).unwrap_or_default(),
            cut,
        }
    }

    /// Returns the text as the service sent it, control characters included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the service said more than was kept.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }
}

/// Writes the text on one line: a control character, which could garble a terminal or forge a line of a log, as its
/// escape, and an ellipsis where the text was cut.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.text.chars() {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        f.write_str(if self.cut { "…" } else { "" })
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("text", &self.as_str())
            .field("cut", &self.cut)
            .finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Message {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}{=str}", self.as_str(), if self.cut { "…" } else { "" });
    }
}
