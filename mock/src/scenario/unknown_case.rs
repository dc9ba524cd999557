use core::fmt;

use crate::{Case, TlsCase};

/// No case has this name, or only a [`TlsCase`], which no request can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCase {
    name: String,
    closest: Option<&'static str>,
}

/// How much of a wrong name is repeated.
const SHOWN: usize = 64;

impl UnknownCase {
    pub(crate) fn new(name: &str) -> Self {
        let name: String = name.chars().take(SHOWN).collect();
        let closest = closest(&name);
        Self { name, closest }
    }
}

/// Finds the name that is most like a wrong one, unless none is.
fn closest(wrong: &str) -> Option<&'static str> {
    let names = Case::all()
        .iter()
        .flat_map(|case| [Some(case.name()), case.alias()])
        .flatten()
        .chain(TlsCase::ALL.map(TlsCase::name));
    let candidates = names.map(|name| (likeness(name, wrong), name));
    let (likeness, name) = candidates.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness > 0.8).then_some(name)
}

/// Compares with the whole name, and with what comes after its family, which is easily left out.
fn likeness(name: &str, wrong: &str) -> f64 {
    let short = name.split_once('/').map_or(name, |(_, short)| short);
    strsim::jaro_winkler(name, wrong).max(strsim::jaro_winkler(short, wrong))
}

impl fmt::Display for UnknownCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no case is named \"{}\"", self.name.escape_default())?;
        match self.closest {
            // It is one that no request can choose.
            Some(name) if name.starts_with("tls/") => {
                write!(f, "; a TLS case is chosen at the start, --case {name}")
            }
            Some(name) => write!(f, "; did you mean {name}?"),
            None => f.write_str("; --list shows those that are"),
        }
    }
}

impl core::error::Error for UnknownCase {}
