//! Members that are strings.

use core::time::Duration;

use serde::Deserialize;

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

/// Defines a string that is checked when it is read.
macro_rules! text {
    ($(#[$attribute:meta])* $name:ident($value:ty), $read:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(try_from = "String")]
        pub(super) struct $name(pub(super) $value);

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let read: fn(&str) -> Result<$value, String> = $read;
                read(&text).map(Self)
            }
        }
    };
}

text!(
    /// The name of a case of the catalogue.
    CatalogueName(Case),
    named
);
text!(
    /// A name of one's own, which cannot be taken for one of the catalogue.
    OwnName(String),
    own_name
);
text!(
    /// The moment at which a script begins.
    On(Trigger),
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
    |text| parse_duration(text).map_err(|invalid| match invalid {
        InvalidDelay::Syntax => "expected a time such as 300ms".to_owned(),
        _ => format!("expected a time such as 300ms: {invalid}"),
    })
);
text!(
    /// The delay of an entry.
    OwnDelay(Delay),
    |text| text.parse().map_err(|invalid| match invalid {
        InvalidDelay::Syntax => "expected a delay such as 300ms or 100ms..2s".to_owned(),
        _ => format!("expected a delay such as 300ms or 100ms..2s: {invalid}"),
    })
);
text!(
    /// The end of a token.
    Token(TokenEnd),
    |text| TokenEnd::parse(text).ok_or_else(|| format!("expected {}", TokenEnd::EXPECTED))
);
text!(
    /// The id of a notebook.
    NotebookId(String),
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

/// Checks the name of a case in a filter: one of the catalogue, one of an undocumented code, or one that a case may have.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let is_code = || {
        name.strip_prefix("code/")
            .is_some_and(|code| code.parse::<u32>().is_ok())
    };
    match named(name) {
        Err(unknown) if family_of_catalogue(name).is_some() && !is_code() => Err(unknown),
        _ => Ok(()),
    }
}

/// Returns the family of the catalogue with which a name begins.
fn family_of_catalogue(name: &str) -> Option<&str> {
    let (family, _) = name.split_once('/')?;
    let cases = Case::all().iter().map(Case::family);
    let mut families = cases.chain(TlsCase::ALL.map(|case| case.name().split('/').next().unwrap_or_default()));
    families
        .any(|known| known.eq_ignore_ascii_case(family))
        .then_some(family)
}
