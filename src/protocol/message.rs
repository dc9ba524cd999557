use core::{
    fmt::{self, Write},
    iter,
};

use super::json::string;
use crate::{Token, cursor::Cursor};

/// The service's words about its decision, in the language of its choice.
///
/// They are for people: programs decide by the [`Code`](crate::Code). A message is borrowed from the client's buffer.
///
/// `Display`, `Debug` and `defmt::Format` write it on one line: characters that could garble a terminal, forge a line of a log
/// or hide are escaped, and `***` stands for the token and for every eight or more characters in a row of it.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// The JSON string from behind its opening quote to the end of the body or beyond.
    string: &'a [u8],
    token: Token<'a>,
}

/// The shortest piece of a token that is masked.
const SHORTEST_SECRET: usize = 8;

impl<'a> Message<'a> {
    /// `string` is valid.
    pub(crate) const fn new(string: &'a [u8], token: Token<'a>) -> Self {
        Self { string, token }
    }

    /// Returns the characters as the service sent them: nothing is escaped, and the token is not masked.
    pub fn chars(self) -> impl Iterator<Item = char> + Clone {
        let mut rest = Cursor::new(self.string);
        iter::from_fn(move || string::next_char(&mut rest))
    }

    /// Returns the characters as they are shown: those that could garble a terminal, forge a line of a log or hide are escaped.
    fn escaped(self) -> impl Iterator<Item = char> + Clone {
        self.chars().flat_map(|character| {
            let is_escaped = character.is_control() || is_invisible(character);
            let escape = is_escaped.then(|| character.escape_default());
            escape.into_iter().flatten().chain((!is_escaped).then_some(character))
        })
    }

    /// Returns the shown characters, with `None` for each run of them that is a piece of the token.
    fn masked(self) -> impl Iterator<Item = Option<char>> {
        let mut rest = self.escaped();
        // The characters that are still to be masked, and whether the mask is written.
        let mut secret = 0;
        let mut is_masked = false;
        iter::from_fn(move || {
            loop {
                secret = secret.max(self.secret_length(&rest));
                let character = rest.next()?;
                if secret == 0 {
                    is_masked = false;
                    return Some(Some(character));
                }
                secret -= 1;
                if !is_masked {
                    is_masked = true;
                    return Some(None);
                }
            }
        })
    }

    /// Returns how many of the next characters have to be masked. Longer pieces of the token are found again at the character
    /// behind.
    fn secret_length(self, next: &(impl Iterator<Item = char> + Clone)) -> usize {
        let token = self.token.secret();
        let shortest = SHORTEST_SECRET.min(token.len());
        let mut rest = next.clone();
        let Some(first) = rest.next() else { return 0 };
        let is_secret = token
            .char_indices()
            .filter(|&(_, character)| character == first)
            .filter_map(|(start, _)| token.get(start + 1..start + shortest))
            .any(|piece| rest.clone().take(piece.len()).eq(piece.chars()));
        if is_secret { shortest } else { 0 }
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.masked().try_for_each(|character| match character {
            None => f.write_str("***"),
            Some(character) => f.write_char(character),
        })
    }
}

/// Returns whether a character is invisible, such as a line separator, a mark of direction or a variation selector.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({self})")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Message<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", defmt::Display2Format(self));
    }
}
