use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Deserializer};

use super::text_or_object::{TextOrObject, text_or_object};

/// Bytes: a string, or `{"base64": "…"}`.
#[derive(Debug, Default)]
pub(super) struct Bytes(pub(super) Vec<u8>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Encoded {
    base64: Decoded,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Decoded(Vec<u8>);

impl TryFrom<String> for Decoded {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let decoded = BASE64_STANDARD.decode(text);
        decoded.map(Self).map_err(|_| "expected base64, padded with =")
    }
}

impl TextOrObject for Bytes {
    type Object = Encoded;

    const EXPECTED: &str = r#"a string, or {"base64": "…"}"#;

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(Self(text.into()))
    }

    fn from_object(encoded: Encoded) -> Result<Self, String> {
        Ok(Self(encoded.base64.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object(deserializer)
    }
}
