use core::fmt;
use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The least length of a secret whose end is shown. Real tokens are longer.
const LONG: usize = 32;
/// The least length of a secret that is searched for in other texts.
const SEARCHED: usize = 8;
/// The start of every JSON web token.
const JWT: &str = "eyJ";

/// The parts of a name that mark a header as secret: a client may send the token under another name.
const SECRETS: [&str; 6] = ["token", "auth", "cookie", "secret", "api-key", "apikey"];

/// Returns whether a header holds a secret.
pub(super) fn is_secret(name: &HeaderName) -> bool {
    SECRETS.iter().any(|secret| name.as_str().contains(secret))
}

/// Writes the length of a secret, and the last four characters of a long one.
pub(super) struct Redacted<'a>(pub(super) &'a HeaderValue);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.len();
        // `to_str` accepts only ASCII, so every index is a character boundary.
        match self.0.to_str() {
            Ok(secret) if length >= LONG => write!(f, "…{} of {length}", &secret[length - 4..]),
            _ => write!(f, "*** of {length}"),
        }
    }
}

/// Replaces the secrets of a request in a text: a client may mix up its arguments.
pub(super) fn without_secrets<'a>(text: &'a str, headers: &HeaderMap) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(text);
    let secrets = headers.iter().filter(|(name, _)| is_secret(name));
    for secret in secrets.filter_map(|(_, value)| value.to_str().ok()) {
        // Elsewhere the credentials may stand without their scheme, such as `Bearer`.
        let credentials = secret.split_once(' ').map(|(_, credentials)| credentials.trim());
        for secret in [Some(secret), credentials].into_iter().flatten() {
            if secret.len() >= SEARCHED && text.contains(secret) {
                text = text.replace(secret, "***").into();
            }
        }
    }
    match without_jwt(&text) {
        Some(shorter) => shorter.into(),
        None => text,
    }
}

/// Replaces the secrets in a method or in the name of a header, and hides a name as long as a token.
pub(super) fn display_name(name: &str, headers: &HeaderMap) -> String {
    if name.len() < LONG {
        without_secrets(name, headers).into_owned()
    } else {
        "…".to_owned()
    }
}

/// Returns headers with values in lower case, to find a secret in the name of a header.
pub(super) fn in_lower_case(mut headers: HeaderMap) -> HeaderMap {
    for value in headers.values_mut() {
        if let Ok(text) = HeaderValue::from_bytes(&value.as_bytes().to_ascii_lowercase()) {
            *value = text;
        }
    }
    headers
}

/// Replaces tokens of the service by their form, if there are any.
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

/// Removes the values of a query, and names as long as a token. The documented call has no query.
pub(super) fn without_values(query: &str) -> String {
    let name = |name: &str| String::from(if name.len() < LONG { name } else { "…" });
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((before, _)) => name(before) + "=…",
        None => name(part),
    });
    parts.collect::<Vec<_>>().join("&")
}
