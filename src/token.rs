use core::fmt;

use crate::ascii::first_invisible;

/// The credential of one account, sent as the header `token`.
///
/// A token is borrowed and never copied, so it may be as long as the connection can send. It is checked once, when it
/// is made: visible ASCII only, so that nothing in it can end the header and begin another. It is never printed:
///
/// ```
/// let token = scnet_notebook::Token::new("eyJhbGciOiJIUzI1NiJ9")?;
/// assert_eq!(format!("{token:?}"), "Token(***)");
/// # Ok::<(), scnet_notebook::InvalidToken>(())
/// ```
#[derive(Clone, Copy)]
pub struct Token<'a>(&'a str);

impl<'a> Token<'a> {
    /// Checks and borrows a token.
    ///
    /// # Errors
    ///
    /// Says what is wrong with `token`, and where, without repeating any of it.
    pub fn new(token: &'a str) -> Result<Self, InvalidToken> {
        if token.is_empty() {
            return Err(InvalidToken::Empty);
        }
        match first_invisible(token) {
            Some(position) => Err(InvalidToken::Character { position }),
            None => Ok(Self(token)),
        }
    }

    /// Returns the secret, for the header and for nothing else.
    pub(crate) fn secret(self) -> &'a str {
        self.0
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Token<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Token(***)");
    }
}

/// Why a text is not a [`Token`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum InvalidToken {
    /// The text is empty.
    Empty,
    /// A character is not visible ASCII: a space, a line end, another control character, or beyond ASCII.
    Character {
        /// Where the character is, in bytes from the start.
        position: usize,
    },
}

impl fmt::Display for InvalidToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("token is empty"),
            Self::Character { position } => {
                write!(f, "token has a character at byte {position} that is not visible ASCII")
            }
        }
    }
}

impl core::error::Error for InvalidToken {}
