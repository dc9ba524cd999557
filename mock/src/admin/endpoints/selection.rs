use serde::Deserialize;

use crate::admin::response::AdminError;
use crate::scenario::{Case, Queued as Entry};

/// The body that appends to the queue.
#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = r#"expected {"case": NAME} or {"cases": [NAME]}"#
)]
pub(super) enum Queued {
    One { case: String },
    Several { cases: Vec<String> },
}

impl Queued {
    /// Returns the entries.
    pub(super) fn entries(self) -> Result<Vec<Entry>, AdminError> {
        let names = match self {
            Self::One { case } => vec![case],
            Self::Several { cases } => cases,
        };
        names.iter().map(|name| Ok(find_case(name)?.into())).collect()
    }
}

/// The body that sets the default case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Default {
    pub(super) case: String,
}

/// The body that sets the delay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDelay {
    pub(super) delay: String,
}

/// Finds a case by its name.
pub(super) fn find_case(name: &str) -> Result<Case, AdminError> {
    Case::named(name).map_err(|unknown| AdminError::new(unknown.over_http()))
}
