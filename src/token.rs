use core::fmt;

/// The credential of an account, sent as the header `token`.
///
/// A token is borrowed and never copied, so only the connection limits its length. It is checked once, when it is made:
/// visible ASCII only, so that it cannot end the header and begin another. It is never printed:
///
/// ```
/// let token = scnet_notebook::Token::new("eyJhbGciOiJIUzI1NiJ9")?;
/// assert_eq!(format!("{token:?}"), "Token(***)");
/// # Ok::<(), scnet_notebook::error::InvalidToken>(())
/// ```
#[derive(Clone, Copy)]
pub struct Token<'a>(&'a str);

impl<'a> Token<'a> {
    /// Checks and borrows a token.
    ///
    /// # Errors
    ///
    /// The defect of `token`, and its place. The error repeats no part of the text.
    pub fn new(token: &'a str) -> Result<Self, InvalidToken> {
        if token.is_empty() {
            return Err(InvalidToken::Empty);
        }
        match token.bytes().position(|byte| !byte.is_ascii_graphic()) {
            Some(position) => Err(InvalidToken::Character { position }),
            None => Ok(Self(token)),
        }
    }

    /// Returns the secret: for the header, and to find it in a message.
    pub(crate) const fn secret(self) -> &'a str {
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
        /// The offset of the character in bytes.
        position: usize,
    },
}

impl fmt::Display for InvalidToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("token is empty"),
            Self::Character { position } => {
                write!(
                    f,
                    "token has a character at byte {position} that is not visible ASCII; trim a line end"
                )
            }
        }
    }
}

impl core::error::Error for InvalidToken {}
