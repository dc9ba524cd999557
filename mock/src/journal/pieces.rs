use http::HeaderValue;

use super::secrets::{HIDDEN, PUBLIC, SEARCHED};

/// All pieces of a token that have the least length, as numbers. A longer piece consists of several.
#[derive(Default)]
pub(super) struct Pieces(Vec<u64>);

impl Pieces {
    pub(super) fn of(token: &HeaderValue) -> Self {
        // A piece of ASCII begins and ends at the bounds of characters.
        let pieces = token.as_bytes().windows(SEARCHED).filter(|piece| piece.is_ascii());
        let public = PUBLIC.map(|public| public.as_bytes().windows(SEARCHED));
        let is_public = |piece: &[u8]| public.iter().any(|parts| parts.clone().any(|part| part == piece));
        Self(pieces.filter(|piece| !is_public(piece)).map(number).collect())
    }

    /// Hides each run of pieces in a text; `None` if it has none.
    pub(super) fn without(&self, text: &str) -> Option<String> {
        let mut shown = String::new();
        let mut end = 0;
        for (start, piece) in text.as_bytes().windows(SEARCHED).enumerate() {
            if self.0.contains(&number(piece)) {
                if end == 0 || start > end {
                    shown = shown + &text[end..start] + HIDDEN;
                }
                end = start + SEARCHED;
            }
        }
        (end > 0).then(|| shown + &text[end..])
    }
}

fn number(piece: &[u8]) -> u64 {
    piece.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_of_eight_characters_of_the_token_is_hidden() {
        let pieces = Pieces::of(&HeaderValue::from_static("0123456789ABCDEF"));
        for (text, shown) in [
            ("0123456", None),
            ("01234567", Some("***")),
            ("a 3456789ABC b89ABCDEF", Some("a *** b***")),
            ("ü0123456701234567ü", Some("ü***ü")),
            ("ü012345 678", None),
        ] {
            assert_eq!(pieces.without(text).as_deref(), shown, "{text}");
        }
        let public = Pieces::of(&HeaderValue::from_static("notebookId"));
        assert_eq!(public.without(r#"{"notebookId":"1"}"#), None);
        assert_eq!(Pieces::default().without("01234567"), None);
    }
}
