use serde::{Deserialize, Deserializer};

/// A member of an object that may be absent, and that may not be null instead.
#[derive(Debug)]
pub(super) struct Given<T>(pub(super) Option<T>);

impl<T> Given<T> {
    pub(super) fn is_given(&self) -> bool {
        self.0.is_some()
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}
