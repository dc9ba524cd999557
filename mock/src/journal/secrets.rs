use core::fmt;
use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

use super::encodings::{decoded, forms, squeezed};
use super::harmless::is_harmless;
use super::named_values::without_named_values;
use super::pieces::Pieces;
use crate::scenario::START_PATH;

/// The least length of a secret whose end is shown, and of a word that is one if it has letters and digits. Real tokens are longer.
pub(super) const LONG: usize = 32;
/// The least length of a secret that is searched for in other texts.
pub(super) const SEARCHED: usize = 8;
/// The most secrets that are searched for. The documented call has one.
const SECRETS_MAX: usize = 64;
/// Parts of the documented call, which are no secrets in any header.
pub(super) const PUBLIC: [&str; 3] = [START_PATH, "application/json", "notebookId"];
/// The start of every JSON web token.
const JWT: &str = "eyJ";
/// The replacement of a secret.
pub(super) const HIDDEN: &str = "***";

/// Writes the length of a secret, and the last four characters of a long one.
pub(super) struct Redacted<'a>(pub(super) &'a HeaderValue);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.len();
        match shown_end(self.0) {
            Some(end) => write!(f, "…{end} of {length}"),
            None => write!(f, "{HIDDEN} of {length}"),
        }
    }
}

/// Returns the last four characters of a long secret.
pub(super) fn shown_end(secret: &HeaderValue) -> Option<&str> {
    // `to_str` accepts only ASCII, so every index is a character boundary.
    let secret = secret.to_str().ok().filter(|secret| secret.len() >= LONG)?;
    Some(&secret[secret.len() - 4..])
}

/// The secrets of a request: the values of its headers that are not harmless, and the words in them, such as the credentials
/// without their scheme, or each of several cookies.
pub(super) struct Secrets<'a> {
    texts: Vec<Secret<'a>>,
    /// The pieces of the token: each is a secret as well, as in the messages of the client.
    pieces: Pieces,
}

struct Secret<'a> {
    text: Cow<'a, str>,
    /// The length of the shortest form in which it is searched for.
    least_length: usize,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let values = headers.iter().filter(|(name, _)| !is_harmless(name));
        let texts = values.flat_map(|(_, value)| {
            let value = value.as_bytes();
            let words = value.split(|byte| b" \t;,=\"'".contains(byte));
            [value].into_iter().chain(words.filter(|word| word.len() < value.len()))
        });
        let texts = texts
            .map(|text| match String::from_utf8_lossy(text) {
                // As in a cookie. The texts are decoded as well.
                Cow::Borrowed(text) => decoded(text),
                lossy => lossy,
            })
            .filter(|text| text.len() >= SEARCHED && !PUBLIC.iter().any(|public| public.contains(&**text)));
        let secrets = texts.map(|text| {
            let least_length = match squeezed(&text).len() {
                length @ SEARCHED.. => length,
                _ => text.len(),
            };
            Secret { text, least_length }
        });
        Self {
            texts: secrets.take(SECRETS_MAX + 1).collect(),
            pieces: headers.get("token").map(Pieces::of).unwrap_or_default(),
        }
    }

    /// Hides the secrets in a text: a client may mix up its arguments.
    pub(super) fn hide_known<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let shown = self.without_plain(text);
        if self.is_encoded_in(&decoded(&shown)) {
            return HIDDEN.into();
        }
        shown
    }

    /// Hides the words that are as long as a token as well.
    pub(super) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let shown = self.without_plain(text);
        let shown = without_long_words(&shown).map_or(shown, Cow::Owned);
        let plain = decoded(&shown);
        if self.is_encoded_in(&plain) || without_long_words(&plain).is_some() {
            return HIDDEN.into();
        }
        drop(plain);
        shown
    }

    /// Hides the secrets as well that only their names tell.
    pub(super) fn hide_named(&self, text: &str) -> String {
        if text.len() < SEARCHED {
            return text.to_owned();
        }
        let shown = self.hide(text);
        let shown = without_named_values(&shown).map_or(shown, Cow::Owned);
        match decoded(&shown) {
            Cow::Owned(plain) if without_named_values(&plain).is_some() => HIDDEN.to_owned(),
            _ => shown.into_owned(),
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

    fn without_plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.texts.len() > SECRETS_MAX && text.len() >= SEARCHED {
            return HIDDEN.into();
        }
        let mut shown = Cow::Borrowed(text);
        for Secret { text, .. } in &self.texts {
            if text.len() <= shown.len() && shown.contains(&**text) {
                shown = shown.replace(&**text, HIDDEN).into();
            }
        }
        self.pieces.without(&shown).map_or(shown, Cow::Owned)
    }

    /// Returns whether a decoded text has a secret in any form: plain, encoded, in parts, or in other capitals.
    fn is_encoded_in(&self, plain: &str) -> bool {
        if has_divided_jwt(plain) || self.pieces.without(plain).is_some() {
            return true;
        }
        let mut squeezed_text = None;
        let mut secrets = self.texts.iter().filter(|secret| secret.least_length <= plain.len());
        secrets.any(|Secret { text, .. }| {
            let squeezed_text = squeezed_text.get_or_insert_with(|| squeezed(plain));
            let mut forms = forms(text).into_iter().filter(|form| form.len() >= SEARCHED);
            plain.contains(&**text) || forms.any(|form| squeezed_text.contains(&form))
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
