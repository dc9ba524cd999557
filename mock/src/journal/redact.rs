use core::fmt;
use std::borrow::Cow;

use wiremock::http::{HeaderMap, HeaderName, HeaderValue};

/// How long a secret must be before its end is shown; of a shorter one that would give away too much. Real ones are longer.
const LONG: usize = 32;
/// How long it must be to be looked for in other places, where a short one stands for itself.
const SOUGHT: usize = 8;
/// What every JSON web token begins with.
const JWT: &str = "eyJ";

/// What the name of a header with a secret has in it: the token may have been sent under another name.
const SECRETS: [&str; 6] = ["token", "auth", "cookie", "secret", "api-key", "apikey"];

/// Returns whether a header holds a secret.
pub(crate) fn is_secret(name: &HeaderName) -> bool {
    SECRETS.iter().any(|secret| name.as_str().contains(secret))
}

/// A secret as it may be shown: its length, and of a long one the last four characters.
pub(crate) struct Redacted<'a>(pub(crate) &'a HeaderValue);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.len();
        // `to_str` lets only ASCII through, so that every index is a character boundary.
        match self.0.to_str() {
            Ok(secret) if length >= LONG => write!(f, "…{} of {length}", &secret[length - 4..]),
            _ => write!(f, "*** of {length}"),
        }
    }
}

/// Takes the secrets of a request out of a text, where a client with its arguments mixed up may have put them.
pub(crate) fn without_secrets<'a>(text: &'a str, headers: &HeaderMap) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(text);
    let secrets = headers.iter().filter(|(name, _)| is_secret(name));
    for secret in secrets.filter_map(|(_, value)| value.to_str().ok()) {
        // After a scheme such as `Bearer` the credentials may stand alone elsewhere.
        let credentials = secret.split_once(' ').map(|(_, credentials)| credentials.trim());
        for secret in [Some(secret), credentials].into_iter().flatten() {
            if secret.len() >= SOUGHT && text.contains(secret) {
                text = text.replace(secret, "***").into();
            }
        }
    }
    match without_jwt(&text) {
        Some(shorter) => shorter.into(),
        None => text,
    }
}

/// Takes the secrets out of a method or a header's name, and what is as long as a token.
pub(crate) fn shown_name(name: &str, headers: &HeaderMap) -> String {
    if name.len() < LONG {
        without_secrets(name, headers).into_owned()
    } else {
        "…".to_owned()
    }
}

/// Returns headers with their values in lower case, as names are, so that a secret is found in a name.
pub(crate) fn in_lower_case(mut headers: HeaderMap) -> HeaderMap {
    for value in headers.values_mut() {
        if let Ok(text) = HeaderValue::from_bytes(&value.as_bytes().to_ascii_lowercase()) {
            *value = text;
        }
    }
    headers
}

/// Replaces what looks like a token of the service, if anything does.
fn without_jwt(text: &str) -> Option<String> {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(JWT) {
        let (before, token) = rest.split_at(start);
        let is_inside = |byte: char| byte.is_ascii_alphanumeric() || "-_.".contains(byte);
        let end = token.find(|byte| !is_inside(byte)).unwrap_or(token.len());
        let (token, after) = token.split_at(end);
        kept += before;
        kept += if token.len() >= LONG { "***" } else { token };
        rest = after;
    }
    (!kept.is_empty()).then(|| kept + rest)
}

/// Takes the values out of a query, and what is as long as a token: the documented call has none, and one may have ended
/// up there.
pub(crate) fn without_values(query: &str) -> String {
    let name = |name: &str| String::from(if name.len() < LONG { name } else { "…" });
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((before, _)) => name(before) + "=…",
        None => name(part),
    });
    parts.collect::<Vec<_>>().join("&")
}
