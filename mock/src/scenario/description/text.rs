//! Members that are strings.

use core::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::net::tls::TlsCase;
use crate::scenario::case::Case;
use crate::scenario::delay::{Delay, InvalidDelay, parse_duration};
use crate::scenario::script::Trigger;
use crate::scenario::token_end::TokenEnd;

/// Finds a case of the catalogue.
pub(super) fn named(name: &str) -> Result<Case, String> {
    Case::named(name).map_err(|unknown| match unknown.closest() {
        Some(_) => unknown.to_string(),
        None => format!("{unknown}; --list and GET /__admin/cases list all cases"),
    })
}

/// Defines a string that is checked when it is read. It is named in the expectation of a value that is no string.
macro_rules! text {
    ($(#[$attribute:meta])* $name:ident($value:ty), $expected:literal, $read:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(try_from = "Value")]
        pub(super) struct $name(pub(super) $value);

        impl TryFrom<Value> for $name {
            type Error = String;

            fn try_from(value: Value) -> Result<Self, String> {
                let read: fn(&str) -> Result<$value, String> = $read;
                let text = value.as_str().ok_or(concat!("expected ", $expected))?;
                read(text).map(Self)
            }
        }
    };
}

text!(
    /// The name of a case of the catalogue.
    CatalogueName(Case),
    "a string",
    named
);
text!(
    /// A name of one's own, which cannot be taken for one of the catalogue.
    OwnName(String),
    "a string",
    own_name
);
text!(
    /// The moment at which a script begins.
    On(Trigger),
    "a string",
    |text| match text {
        "accept" => Ok(Trigger::Accept),
        "head" => Ok(Trigger::Head),
        "request" => Ok(Trigger::Request),
        _ => Err("expected accept, head or request".to_owned()),
    }
);
text!(
    /// The time of a pause.
    Pause(Duration),
    "a time in quotes, such as \"300ms\"",
    |text| parse_duration(text).map_err(|invalid| match invalid {
        InvalidDelay::Syntax => "expected a time such as 300ms".to_owned(),
        _ => format!("expected a time such as 300ms: {invalid}"),
    })
);
text!(
    /// The delay of an entry.
    OwnDelay(Delay),
    "a delay in quotes, such as \"300ms\" or \"100ms..2s\"",
    |text| text.parse().map_err(|invalid| match invalid {
        InvalidDelay::Syntax => "expected a delay such as 300ms or 100ms..2s".to_owned(),
        _ => format!("expected a delay such as 300ms or 100ms..2s: {invalid}"),
    })
);
text!(
    /// The end of a token.
    Token(TokenEnd),
    "a string",
    |text| TokenEnd::parse(text).ok_or_else(|| format!("expected {}", TokenEnd::EXPECTED))
);
text!(
    /// The id of a notebook.
    NotebookId(String),
    "a string",
    |text| match text.chars().count() {
        1..=64 => Ok(text.to_owned()),
        _ => Err("expected a notebook id of 1 to 64 characters".to_owned()),
    }
);

/// Checks a name of one's own.
pub(super) fn own_name(name: &str) -> Result<String, String> {
    let is_visible = |text: &str| text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if !(1..=64).contains(&name.len()) || !is_visible(name) || name.trim() != name {
        return Err("expected a name of 1 to 64 characters of ASCII, with no space at its ends".to_owned());
    }
    if let Some(family) = family_of_catalogue(name) {
        return Err(format!(
            "expected a name that does not begin with {family}/, as names of the catalogue do"
        ));
    }
    if Case::named(name).is_ok() || name == Case::upstream().name() {
        return Err("expected a name that no other case has".to_owned());
    }
    Ok(name.to_owned())
}

/// Returns the family of the catalogue with which a name begins.
pub(crate) fn family_of_catalogue(name: &str) -> Option<&str> {
    let (family, _) = name.split_once('/')?;
    let cases = Case::all().iter().map(Case::family);
    let mut families = cases.chain(TlsCase::ALL.map(|case| case.name().split('/').next().unwrap_or_default()));
    families
        .any(|known| known.eq_ignore_ascii_case(family))
        .then_some(family)
}
