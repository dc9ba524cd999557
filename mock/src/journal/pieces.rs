use http::HeaderValue;

use super::secrets::{HIDDEN, PUBLIC, SEARCHED};

/// All pieces of a token that have the least length, as sorted numbers. A longer piece consists of several.
#[derive(Default)]
pub(super) struct Pieces(Vec<u64>);

impl Pieces {
    pub(super) fn of(token: &HeaderValue) -> Self {
        let mut pieces: Vec<_> = numbers(token.as_bytes()).collect();
        pieces.sort_unstable();
        Self(pieces)
    }

    /// Hides each run of pieces in a text; `None` if it has none.
    pub(super) fn without(&self, text: &str) -> Option<String> {
        let mut shown = String::new();
        let mut end = 0;
        for (start, piece) in numbers(text.as_bytes()).enumerate() {
            if self.0.binary_search(&piece).is_ok() && !is_public(&piece.to_be_bytes()) {
                if end == 0 || start > end {
                    shown = shown + &text[end..start] + HIDDEN;
                }
                end = start + SEARCHED;
            }
        }
        (end > 0).then(|| shown + &text[end..])
    }
}

/// Returns each piece of a text as a number. The last byte comes in, and the first one goes out.
fn numbers(text: &[u8]) -> impl Iterator<Item = u64> {
    let numbers = text.iter().scan(0, |number, byte| {
        *number = *number << 8 | u64::from(*byte);
        Some(*number)
    });
    numbers.skip(SEARCHED - 1)
}

/// Returns whether a piece is not to be hidden. Only one of ASCII begins and ends at the bounds of characters.
fn is_public(piece: &[u8]) -> bool {
    let mut public = PUBLIC.iter().map(|public| public.as_bytes());
    !piece.is_ascii() || public.any(|public| public.windows(SEARCHED).any(|part| part == piece))
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
        let descending = Pieces::of(&HeaderValue::from_static("zyxwvutsrq"));
        assert_eq!(descending.without("zyxwvutsrq").as_deref(), Some("***"));
        let public = Pieces::of(&HeaderValue::from_static("notebookId"));
        assert_eq!(public.without(r#"{"notebookId":"1"}"#), None);
        assert_eq!(Pieces::default().without("01234567"), None);
    }
}
