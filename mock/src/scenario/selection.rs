use core::fmt;

use scnet_notebook::error::CODES;
use serde::Serialize;
use wiremock::http::HeaderMap;

use crate::http::request_head::Head;
use crate::scenario::validation::{Refusal, START_PATH};
use crate::{Case, UnknownCase};

/// What decided which case a request got. The first one that says anything does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SelectedBy {
    /// The queue, each entry of which is used once.
    Queue,
    /// The header `Prefer`: `Prefer: example=conn/reset-mid-body`, or `Prefer: code=10007`.
    Header,
    /// The start of the path: `/__case/conn/reset-mid-body/ac/…`.
    Path,
    /// The id of the notebook: `case:conn/reset-mid-body`.
    NotebookId,
    /// The case that is played where nothing else is chosen.
    Default,
}

/// What a path begins with that chooses a case, and an id.
const PATH: &str = "/__case/";
const ID: &str = "case:";

/// Takes the choice off the start of a path. What is left is the path that the service would see.
pub(crate) fn in_path(path: &str) -> Result<(Option<Case>, &str), UnknownCase> {
    let Some(rest) = path.strip_prefix(PATH) else {
        return Ok((None, path));
    };
    let slashes = rest.match_indices('/').map(|(position, _)| position).take(3);
    // The form of a case has a slash more in its name than the case itself.
    let splits = slashes.map(|position| rest.split_at(position));
    let splits: Vec<_> = splits.chain([(rest, "")]).collect();
    let found = splits
        .iter()
        .rev()
        .find_map(|(name, after)| Some((Case::named(name).ok()?, *after)));
    match found {
        Some((case, after)) => Ok((Some(case), after)),
        // The name ends where the path of the service begins.
        None => Err(UnknownCase::new(match rest.split_once(START_PATH) {
            Some((name, _)) => name,
            None => splits.get(1).map_or(rest, |(name, _)| name),
        })),
    }
}

/// Reads the choice in the head of a request.
pub(crate) fn in_head(head: &Head) -> Result<Option<(Case, SelectedBy)>, Refusal> {
    if let Some(case) = in_headers(&head.headers)? {
        return Ok(Some((case, SelectedBy::Header)));
    }
    match in_path(&head.path) {
        Ok((case, _)) => Ok(case.map(|case| (case, SelectedBy::Path))),
        Err(unknown) => Err(Refusal::path(unknown.to_string())),
    }
}

/// Reads the header `Prefer` of RFC 7240, where other preferences may stand as well.
fn in_headers(headers: &HeaderMap) -> Result<Option<Case>, Refusal> {
    let values = headers.get_all("prefer").iter();
    let mut code = None;
    for preference in values.flat_map(|value| value.to_str().unwrap_or_default().split([',', ';'])) {
        let Some((name, value)) = preference.split_once('=') else {
            continue;
        };
        let value = value.trim().trim_matches('"');
        let name = name.trim();
        if name.eq_ignore_ascii_case("example") {
            let case = Case::named(value);
            return case
                .map(Some)
                .map_err(|unknown| Refusal::invalid(format!("the header Prefer: {unknown}")));
        }
        if name.eq_ignore_ascii_case("code") {
            code = Some(documented(value)?);
        }
    }
    Ok(code)
}

fn documented(number: &str) -> Result<Case, Refusal> {
    CODES
        .iter()
        .find(|entry| entry.code.number().to_string() == number)
        .map(|entry| Case::from(entry.code))
        .ok_or_else(|| Refusal::invalid("the header Prefer: its code is not a documented one"))
}

/// Reads the choice in the id of a notebook.
pub(crate) fn in_id(id: &str) -> Result<Option<(Case, SelectedBy)>, Refusal> {
    match id.strip_prefix(ID).map(Case::named) {
        None => Ok(None),
        Some(Ok(case)) => Ok(Some((case, SelectedBy::NotebookId))),
        Some(Err(unknown)) => Err(Refusal::invalid(format!("notebookId: {unknown}"))),
    }
}

/// Writes what the admin interface calls it, such as `notebook-id`.
impl fmt::Display for SelectedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queue => "queue",
            Self::Header => "header",
            Self::Path => "path",
            Self::NotebookId => "notebook-id",
            Self::Default => "default",
        })
    }
}
