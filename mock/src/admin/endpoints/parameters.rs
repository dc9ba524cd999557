use core::ops::RangeInclusive;
use core::time::Duration;

use percent_encoding::percent_decode_str;

use crate::admin::response::AdminError;
use crate::journal::Filter;
use crate::scenario::{InvalidDelay, parse_duration};

/// The lengths of the end of a token. With more, a whole token could be guessed character by character.
const TOKEN: RangeInclusive<usize> = 4..=16;

/// A parameter of a query, decoded.
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) value: String,
}

/// Splits a query into its parameters. Each has a value, and none is there twice.
pub(super) fn parameters(query: &str) -> Result<Vec<Parameter<'_>>, AdminError> {
    let mut parameters: Vec<Parameter<'_>> = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if value.is_empty() {
            return Err(AdminError::new(format!("the parameter {name} has no value")));
        }
        if parameters.iter().any(|known| known.name == name) {
            return Err(AdminError::new(format!("the parameter {name} is there more than once")));
        }
        // As in a form, + is a space.
        let value = value.replace('+', " ");
        let value = percent_decode_str(&value).decode_utf8();
        let value = value.map_err(|_| AdminError::new(format!("{name} is not in UTF-8")))?;
        parameters.push(Parameter {
            name,
            value: value.into_owned(),
        });
    }
    Ok(parameters)
}

impl Parameter<'_> {
    /// Sets the part of a filter that selects a device or a case. Returns false if the parameter is another one.
    pub(super) fn set(&self, filter: &mut Filter) -> Result<bool, AdminError> {
        match self.name {
            "case" => filter
                .set_case(&self.value)
                .map_err(|unknown| AdminError::new(unknown.over_http()))?,
            "notebook" => filter.notebook = Some(self.value.clone()),
            "token" => {
                filter.set_token(&self.value);
                let is_end =
                    |end: &String| TOKEN.contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_graphic());
                if !filter.token.as_ref().is_some_and(is_end) {
                    return Err(self.not("the end of a token, 4 to 16 characters, such as …w5c4"));
                }
            }
            "connection" => filter.connection = Some(self.number()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(super) fn number(&self) -> Result<u64, AdminError> {
        self.value.parse().map_err(|_| self.not("a number"))
    }

    pub(super) fn truth(&self) -> Result<bool, AdminError> {
        self.value.parse().map_err(|_| self.not("true or false"))
    }

    /// Reads a time that is at most this long; a longer one is a mistake. A whole number is one of seconds.
    pub(super) fn duration(&self, longest: Duration) -> Result<Duration, AdminError> {
        let unit = if self.value.bytes().all(|byte| byte.is_ascii_digit()) {
            "s"
        } else {
            ""
        };
        match parse_duration(&format!("{}{unit}", self.value)) {
            Ok(duration) if duration <= longest => Ok(duration),
            Ok(_) | Err(InvalidDelay::TooLong) => {
                let longest = humantime::format_duration(longest);
                Err(self.not(&format!("{longest} or less")))
            }
            Err(_) => Err(self.not("a number of seconds, or a time such as 5s or 300ms")),
        }
    }

    /// The error of a value that is not as expected.
    pub(super) fn not(&self, expected: &str) -> AdminError {
        AdminError::new(format!("{} is not {expected}", self.name))
    }

    /// The error of a parameter that the endpoint does not have.
    pub(super) fn unknown(&self, known: &str) -> AdminError {
        let are = if known.contains(' ') { "are" } else { "is" };
        AdminError::new(format!("there is no parameter {}; there {are} {known}", self.name))
    }
}
