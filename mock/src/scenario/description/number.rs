use core::fmt;

use scnet_notebook::Code;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number between two limits, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<const FROM: u32, const TO: u32>(pub(super) u32);

impl<'de, const FROM: u32, const TO: u32> Deserialize<'de> for Number<FROM, TO> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberReader)
    }
}

struct NumberReader<const FROM: u32, const TO: u32>;

impl<const FROM: u32, const TO: u32> Visitor<'_> for NumberReader<FROM, TO> {
    type Value = Number<FROM, TO>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {FROM} to {TO}")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        match u32::try_from(number) {
            Ok(number) if (FROM..=TO).contains(&number) => Ok(Number(number)),
            _ => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        match whole(number) {
            Some(number) => self.visit_u64(number),
            None => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }
}

/// Reads a whole number in another form: to JSON Schema, `3.0` is one as well.
fn whole(number: f64) -> Option<u64> {
    let is_whole = number >= 0.0 && number.fract() == 0.0;
    is_whole.then(|| format!("{:.0}", number.abs()).parse().ok()).flatten()
}

/// A code: a number, or a string of its digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeNumber(pub(super) Code);

/// The largest code.
const CODE_MAX: u64 = 999_999_999;

impl<'de> Deserialize<'de> for CodeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodeReader)
    }
}

struct CodeReader;

impl Visitor<'_> for CodeReader {
    type Value = CodeNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code of at most 9 digits, as a number or a string")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<CodeNumber, E> {
        match u32::try_from(number) {
            Ok(code) if number <= CODE_MAX => Ok(CodeNumber(Code::new(code))),
            _ => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<CodeNumber, E> {
        match whole(number) {
            Some(number) => self.visit_u64(number),
            None => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<CodeNumber, E> {
        let number = text.parse().ok().filter(|number: &u64| number.to_string() == text);
        match number {
            Some(number) => self.visit_u64(number),
            None => Err(E::invalid_value(Unexpected::Other("text"), &self)),
        }
    }
}
