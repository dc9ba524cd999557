use core::fmt;
use core::time::Duration;

use http::HeaderMap;
use serde::Serialize;

use super::case::Case;
use super::prefer::{in_headers, unknown_in};
use super::unknown_case::UnknownCase;
use super::validation::{START_PATH, Violation};

/// The means by which the case of a request was selected, in the order of their precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SelectedBy {
    /// The queue. Each entry is used once.
    Queue,
    /// The header `Prefer`: `Prefer: example=conn/reset-mid-body`, or `Prefer: code=10007`.
    Header,
    /// The start of the path: `/__case/conn/reset-mid-body/ac/…`.
    Path,
    /// The notebook id: `case:conn/reset-mid-body`.
    NotebookId,
    /// The state of the notebook: it runs already, and the server is [stateful](crate::Builder::stateful).
    State,
    /// The default, for requests that select no case.
    Default,
}

/// A selected case, with the delay that was drawn for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) case: Case,
    pub(crate) by: SelectedBy,
    pub(crate) delay: Duration,
}

/// The start of a path that selects a case, and of an id.
const PATH_PREFIX: &str = "/__case/";
pub(super) const ID_PREFIX: &str = "case:";

/// Splits a path into the case that it selects and the path of the service.
pub(crate) fn split_path(path: &str) -> Result<(Option<Case>, &str), UnknownCase> {
    let Some(rest) = path.strip_prefix(PATH_PREFIX) else {
        return Ok((None, path));
    };
    let slashes = rest.match_indices('/').map(|(position, _)| position).take(3);
    // A name has one slash or two, so try the longest first.
    let splits = slashes.map(|position| rest.split_at(position));
    let splits: Vec<_> = splits.chain([(rest, "")]).collect();
    let mut longest_first = splits.iter().rev();
    let found = longest_first.find_map(|(name, after)| Some((Case::named(name).ok()?, *after)));
    if let Some((case, after)) = found {
        return Ok((Some(case), after));
    }
    // The wrong name ends where the path of the service begins.
    let wrong = match rest.split_once(START_PATH) {
        Some((name, _)) => name,
        None => splits.get(1).map_or(rest, |(name, _)| name),
    };
    Case::named(wrong).map(|case| (Some(case), ""))
}

/// Returns the case that the head of a request selects.
pub(super) fn in_head(headers: &HeaderMap, path: &str) -> Result<Option<(Case, SelectedBy)>, Violation> {
    if let Some(case) = in_headers(headers)? {
        return Ok(Some((case, SelectedBy::Header)));
    }
    let (case, _) = split_path(path)?;
    Ok(case.map(|case| (case, SelectedBy::Path)))
}

/// Returns the case that a notebook id selects.
pub(super) fn in_id(id: &str) -> Result<Option<(Case, SelectedBy)>, Violation> {
    let Some(name) = id.strip_prefix(ID_PREFIX) else {
        return Ok(None);
    };
    let case = Case::named(name).map_err(|unknown| unknown_in("notebookId", &unknown))?;
    Ok(Some((case, SelectedBy::NotebookId)))
}

/// Writes the name that the admin interface uses, such as `notebook-id`.
impl fmt::Display for SelectedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queue => "queue",
            Self::Header => "header",
            Self::Path => "path",
            Self::NotebookId => "notebook-id",
            Self::State => "state",
            Self::Default => "default",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_split_after_the_longest_name() {
        let split = |path: &str| {
            let (case, rest) = split_path(path).ok()?;
            Some((case.map(|case| case.name().to_owned()), rest.to_owned()))
        };
        let rest = || "/ac/start".to_owned();
        assert_eq!(split("/ac/start"), Some((None, rest())));
        for name in ["json/null", "frame/no-length-close/2", "code/10007"] {
            let path = format!("/__case/{name}/ac/start");
            assert_eq!(split(&path), Some((Some(name.to_owned()), rest())));
        }
        assert_eq!(
            split("/__case/10007"),
            Some((Some("code/10007".to_owned()), String::new()))
        );
        assert!(split("/__case/json/nul/ac/start").is_none());
    }

    #[test]
    fn the_header_goes_before_the_path() {
        let select = |prefer: &'static str, path| {
            let headers = HeaderMap::from_iter([("prefer".parse().unwrap(), prefer.parse().unwrap())]);
            in_head(&headers, path).map_err(|violation| violation.problem)
        };
        let (header, path) = ("example=json/null", "/__case/code/10007/ac");
        let null = Case::named("json/null").unwrap();
        assert_eq!(select(header, path), Ok(Some((null, SelectedBy::Header))));
        let frozen = Case::named("10007").unwrap();
        assert_eq!(select("wait=1", path), Ok(Some((frozen, SelectedBy::Path))));
        assert_eq!(select("wait=1", "/ac"), Ok(None));
        assert!(select("code=1", path).is_err());
    }
}
