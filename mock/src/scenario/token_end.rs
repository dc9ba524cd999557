use core::fmt;

/// The end of a token, which tells the devices of a bench apart.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct TokenEnd(String);

impl TokenEnd {
    /// The expectation of every text that is not such an end.
    pub(super) const EXPECTED: &str = "the last 4 to 64 characters of a token, in ASCII and without spaces";

    /// The characters that are shown.
    const SHOWN: usize = 4;
    /// The most characters that are compared: a whole token does not belong here.
    const MAX: usize = 64;

    /// Reads the end of a token, with or without the `…` with which it is shown.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let end = text.strip_prefix('…').unwrap_or(text);
        let is_valid =
            (Self::SHOWN..=Self::MAX).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_graphic());
        is_valid.then(|| Self(end.to_owned()))
    }

    /// Returns whether the token ends like this.
    pub(super) fn is_end_of(&self, token: &[u8]) -> bool {
        token.ends_with(self.0.as_bytes())
    }
}

/// Writes the last four characters, as the journal shows those of a token.
impl fmt::Display for TokenEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All of it is ASCII, so every index is a character boundary.
        write!(f, "…{}", &self.0[self.0.len() - Self::SHOWN..])
    }
}

impl fmt::Debug for TokenEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_has_4_to_64_visible_characters_and_shows_4_of_them() {
        for (text, shown) in [
            ("w5c4", Some("…w5c4")),
            ("…w5c4", Some("…w5c4")),
            ("eyJhbGciOiJIUzI1w5c4", Some("…w5c4")),
            (&"x".repeat(64), Some("…xxxx")),
            (&"x".repeat(65), None),
            ("", None),
            ("…", None),
            ("5c4", None),
            ("…5c4", None),
            ("……w5c4", None),
            ("w 5c4", None),
            ("w5cé", None),
            ("w5c4\n", None),
        ] {
            let end = TokenEnd::parse(text);
            assert_eq!(end.as_ref().map(ToString::to_string).as_deref(), shown, "{text}");
            assert_eq!(end.map(|end| format!("{end:?}")).as_deref(), shown, "{text}");
        }
    }
}
