use core::fmt;

/// The error for a name that is not the name of a case, or only of a [`TlsCase`](crate::TlsCase), which no request can select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCase {
    /// The name, or the number of its characters if it is long.
    name: Result<String, usize>,
    closest: Option<&'static str>,
}

/// The length of the longest wrong name that is repeated. No case has a longer one.
const NAME_MAX: usize = 64;

impl UnknownCase {
    /// Makes the error, with the closest of the names that there are.
    pub(super) fn new(name: &str, names: impl Iterator<Item = &'static str>) -> Self {
        // No part of a longer one: it may be a token, and the journal finds only a whole token.
        if name.len() > NAME_MAX {
            let name = Err(name.chars().count());
            return Self { name, closest: None };
        }
        Self {
            closest: closest(&name.to_lowercase(), names),
            name: Ok(name.to_owned()),
        }
    }

    /// Returns the closest name, if one is close.
    #[must_use]
    pub fn closest(&self) -> Option<&'static str> {
        self.closest
    }

    /// Returns the text of a reply over HTTP.
    pub(crate) fn over_http(&self) -> String {
        let advice = match self.closest {
            Some(_) => "",
            None => "; GET /__admin/cases lists all cases",
        };
        format!("{self}{advice}")
    }
}

/// Returns the name that is most like a wrong one, if any is close.
fn closest(wrong: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let candidates = names.map(|name| (likeness(name, wrong), name));
    let (likeness, name) = candidates.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness > 0.8).then_some(name)
}

/// Compares with the whole name, and with the name without its family, which is easily left out.
fn likeness(name: &str, wrong: &str) -> f64 {
    let short = name.split_once('/').map_or(name, |(_, short)| short);
    strsim::jaro_winkler(name, wrong).max(strsim::jaro_winkler(short, wrong))
}

impl fmt::Display for UnknownCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            // Only a TLS case is the closest to its own name.
            Ok(name) if self.closest == Some(name) => {
                return write!(
                    f,
                    "{name} is a TLS case, which is selected when the mock starts: --case {name}"
                );
            }
            Ok(name) => write!(f, "no case is named \"{}\"", name.escape_debug())?,
            Err(length) => write!(f, "no case has a name of {length} characters")?,
        }
        match self.closest {
            Some(name) if name.starts_with("tls/") => {
                write!(f, "; a TLS case is selected when the mock starts, --case {name}")
            }
            Some(name) => write!(f, "; did you mean {name}?"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for UnknownCase {}
