use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::scenario::answer::{header_name, header_value, is_framing};

/// The headers of an answer. Each has another name.
#[derive(Debug, Default)]
pub(super) struct Headers(pub(super) Vec<(String, String)>);

/// The most headers of an answer.
const HEADERS_MAX: usize = 100;

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match header_name(&name) {
            Some(key) if is_framing(&key) => {
                Err("expected another header: the mock writes this one; a script can send a wrong one")
            }
            Some(key) => Ok(Self(key.as_str().to_owned())),
            None => Err("expected the name of a header"),
        }
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Value(String);

impl TryFrom<String> for Value {
    type Error = &'static str;

    fn try_from(value: String) -> Result<Self, Self::Error> {
        match header_value(&value) {
            Some(_) => Ok(Self(value)),
            None => Err("expected the value of a header, without control characters"),
        }
    }
}

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeadersReader)
    }
}

struct HeadersReader;

impl<'de> Visitor<'de> for HeadersReader {
    type Value = Headers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of headers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Headers, A::Error> {
        let mut headers: Vec<(String, String)> = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            if headers.len() == HEADERS_MAX {
                return Err(Error::custom(format_args!("expected at most {HEADERS_MAX} headers")));
            }
            if headers.iter().any(|(other, _)| *other == name) {
                return Err(Error::custom(format_args!(
                    "expected each header once, whatever its case"
                )));
            }
            let Value(value) = map.next_value()?;
            headers.push((name, value));
        }
        Ok(Headers(headers))
    }
}
