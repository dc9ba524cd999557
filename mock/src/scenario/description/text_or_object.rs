use core::fmt;
use core::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};

/// A value that is written as an object, or also as a string.
///
/// An untagged enum would not tell which part is invalid, and a derived structure would accept an array.
pub(super) trait TextOrObject: Sized {
    type Object: DeserializeOwned;

    /// The expectation of a value that is neither.
    const EXPECTED: &str;

    fn from_text(_: &str) -> Result<Self, String> {
        Err(format!("expected {}", Self::EXPECTED))
    }

    fn from_object(object: Self::Object) -> Result<Self, String>;
}

/// Reads the value. The errors of the trait's functions are the expectations.
pub(super) fn text_or_object<'de, T: TextOrObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Reader(PhantomData))
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: TextOrObject> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let object = serde::Deserialize::deserialize(MapAccessDeserializer::new(map))?;
        T::from_object(object).map_err(A::Error::custom)
    }
}
