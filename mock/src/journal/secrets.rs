use core::fmt;
use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

use super::encodings::{decoded, forms, squeezed, squeezed_length};
use super::harmless::is_harmless;
use super::named_values::without_named_values;

/// The least length of a secret whose end is shown, and of a word that is one if it has letters and digits. Real tokens are longer.
pub(super) const LONG: usize = 32;
/// The least length of a secret that is searched for in other texts.
const SEARCHED: usize = 8;
/// The start of every JSON web token.
const JWT: &str = "eyJ";
/// The replacement of a secret.
pub(super) const HIDDEN: &str = "***";

/// Writes the length of a secret, and the last four characters of a long one.
pub(super) struct Redacted<'a>(pub(super) &'a HeaderValue);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.len();
        // `to_str` accepts only ASCII, so every index is a character boundary.
        match self.0.to_str() {
            Ok(secret) if length >= LONG => write!(f, "…{} of {length}", &secret[length - 4..]),
            _ => write!(f, "{HIDDEN} of {length}"),
        }
    }
}

/// The secrets of a request: the values of its headers that are not harmless, and the words in them, such as the credentials
/// without their scheme, or each of several cookies.
pub(super) struct Secrets<'a>(Vec<Secret<'a>>);

struct Secret<'a> {
    text: Cow<'a, str>,
    /// The length of the shortest form in which it is searched for.
    squeezed_length: usize,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let values = headers.iter().filter(|(name, _)| !is_harmless(name));
        let texts = values.flat_map(|(_, value)| {
            let words = value.as_bytes().split(|byte| b" \t;,=\"'".contains(byte));
            [value.as_bytes()].into_iter().chain(words)
        });
        let mut secrets: Vec<_> = texts
            .filter(|text| text.len() >= SEARCHED)
            .map(|text| {
                let text = String::from_utf8_lossy(text);
                let squeezed_length = squeezed_length(&text);
                Secret { text, squeezed_length }
            })
            .filter(|secret| secret.squeezed_length >= SEARCHED)
            .collect();
        // A value without other words is its only word.
        secrets.dedup_by(|one, other| one.text == other.text);
        Self(secrets)
    }

    /// Hides the secrets in a text: a client may mix up its arguments.
    pub(super) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if text.len() < SEARCHED {
            return text.into();
        }
        let mut shown = Cow::Borrowed(text);
        for Secret { text, .. } in &self.0 {
            if text.len() <= shown.len() && shown.contains(&**text) {
                shown = shown.replace(&**text, HIDDEN).into();
            }
        }
        if let Some(shorter) = without_long_words(&shown) {
            shown = shorter.into();
        }
        if self.is_encoded_in(&shown) {
            return HIDDEN.into();
        }
        shown
    }

    /// Hides the secrets in a body as well that only the names of their members tell.
    pub(super) fn hide_in_body(&self, body: &str) -> String {
        let shown = self.hide(body);
        let shown = without_named_values(&shown).map_or(shown, Cow::Owned);
        match decoded(&shown) {
            // Looked through above.
            Cow::Borrowed(_) => shown.into_owned(),
            Cow::Owned(plain) if without_named_values(&plain).is_some() => HIDDEN.to_owned(),
            Cow::Owned(_) => shown.into_owned(),
        }
    }

    /// Hides the secrets in a method or in the name of a header, and a name as long as a token.
    pub(super) fn hide_in_name(&self, name: &str) -> String {
        if name.len() < LONG {
            self.hide(name).into_owned()
        } else {
            "…".to_owned()
        }
    }

    /// Returns whether a text has a secret in another form: encoded, in parts, or in other capitals.
    fn is_encoded_in(&self, text: &str) -> bool {
        let plain = decoded(text);
        if plain != text && without_long_words(&plain).is_some() || has_divided_jwt(&plain) {
            return true;
        }
        let mut searched = None;
        self.0
            .iter()
            .filter(|secret| secret.squeezed_length <= plain.len())
            .any(|secret| {
                let text = searched.get_or_insert_with(|| squeezed(&plain));
                secret.squeezed_length <= text.len() && forms(&secret.text).iter().any(|form| text.contains(form))
            })
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_.~+".contains(character)
}

/// Hides every word that is as long as a token and has letters and digits.
fn without_long_words(text: &str) -> Option<String> {
    if text.len() < LONG {
        return None;
    }
    let is_token = |word: &&str| {
        let has = |is_kind: fn(&u8) -> bool| word.bytes().any(|byte| is_kind(&byte));
        word.len() >= LONG && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
    };
    let tokens: Vec<_> = text.split(|character| !is_word(character)).filter(is_token).collect();
    let hidden = tokens
        .iter()
        .fold(Cow::Borrowed(text), |text, token| text.replace(*token, HIDDEN).into());
    (!tokens.is_empty()).then(|| hidden.into_owned())
}

/// Returns whether a text has a token of the service that slashes or spaces divide.
fn has_divided_jwt(text: &str) -> bool {
    if text.len() < LONG || !text.contains(JWT) {
        return false;
    }
    let joined = text.replace(['/', ' ', '\r', '\n'], "");
    let mut words = joined.split(|character| !is_word(character));
    words.any(|word| word.find(JWT).is_some_and(|start| word.len() - start >= LONG))
}

/// Removes the values of a query, and names as long as a token. The documented call has no query.
pub(super) fn without_values(query: &str) -> String {
    let name = |name: &str| String::from(if name.len() < LONG { name } else { "…" });
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((before, _)) => name(before) + "=…",
        None => name(part),
    });
    parts.collect::<Vec<_>>().join("&")
}

/// Removes the last word of a text that was cut: it may be the start of a token.
pub(super) fn without_cut_word(text: &str) -> String {
    let kept = text.trim_end_matches(|character| is_word(character) || "/=%\\\u{fffd}".contains(character));
    format!("{kept}…")
}
