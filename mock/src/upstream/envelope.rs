use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in their order, with those that are there more than once. Values may be nested to any depth.
pub(super) struct Envelope(Vec<(String, Box<RawValue>)>);

impl Envelope {
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        match serde_json::from_str(text) {
            Ok(envelope) => Ok(envelope),
            Err(_) if serde_json::from_str::<IgnoredAny>(text).is_err() => Err("the body is not JSON"),
            Err(_) => Err("the body is JSON, but no object"),
        }
    }

    /// Returns the JSON of the last member with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().rev().filter(|(other, _)| other == name);
        named.next().map(|(_, value)| value.get())
    }

    pub(super) fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|(other, _)| other == name).count()
    }

    /// Returns the number of members with other names.
    pub(super) fn others(&self, names: &[&str]) -> usize {
        self.0
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
            .count()
    }
}

/// Returns the type of a JSON value, with its article.
pub(super) fn kind(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Envelope(members))
    }
}
