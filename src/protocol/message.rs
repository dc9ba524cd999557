use core::fmt::{self, Write};

use heapless::String;

use super::json::string::unescape;

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

    /// Unescapes the inside of a JSON string.
    pub(crate) fn new(inside: &[u8]) -> Self {
        let mut message = Self {
            text: String::new(),
            cut: false,
        };
        message.cut = !unescape(inside, &mut message.text);
        message
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

/// Writes the text on one line: what could garble a terminal, forge a line of a log, or hide, as its escape, and an
/// ellipsis where the text was cut.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.as_str().chars() {
            if character.is_control() || is_format(character) {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        f.write_str(if self.cut { "…" } else { "" })
    }
}

/// Returns whether a character is shown by what it does to others: separators of lines, and marks of direction.
fn is_format(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
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
        defmt::write!(f, "{=str:?}{=str}", self.as_str(), if self.cut { "…" } else { "" });
    }
}
