use super::recorded_request::RecordedRequest;
use crate::net::ConnectionEnd;
use crate::scenario::{Case, UnknownCase, family_of_catalogue};

/// A selection of requests. Each part that is absent lets all requests through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// The number before the first request.
    pub(crate) after: u64,
    pub(crate) is_open: Option<bool>,
    pub(crate) case: Option<String>,
    pub(crate) notebook: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) connection: Option<u64>,
    pub(crate) executed: Option<bool>,
    pub(crate) refused: Option<bool>,
    pub(crate) repeated: Option<bool>,
}

impl Filter {
    /// Makes a filter for the requests after the one with this number.
    pub(crate) fn after(number: u64) -> Self {
        Self {
            after: number,
            ..Self::default()
        }
    }

    /// Selects a case by its name, or a documented code by any of its names. The error is a name that no case can have.
    pub(crate) fn set_case(&mut self, name: &str) -> Result<(), UnknownCase> {
        self.case = Some(match Case::named(name) {
            Ok(case) => case.name().to_owned(),
            Err(unknown) if is_of_catalogue(name) => return Err(unknown),
            // A case of one's own.
            Err(_) => name.to_owned(),
        });
        Ok(())
    }

    /// Selects a token by its end, with or without the ellipsis with which it is shown.
    pub(crate) fn set_token(&mut self, end: &str) {
        self.token = Some(end.strip_prefix('…').unwrap_or(end).to_owned());
    }

    pub(super) fn matches(&self, request: &RecordedRequest) -> bool {
        let is_open = request.end == ConnectionEnd::Open;
        self.is_open.is_none_or(|wanted| wanted == is_open) && self.matches_at_any_time(request)
    }

    /// Returns whether a request matches, without the part that its end changes.
    pub(super) fn matches_at_any_time(&self, request: &RecordedRequest) -> bool {
        let is = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        let case = || request.case.as_ref().map(Case::name);
        request.number > self.after
            && self.connection.is_none_or(|wanted| wanted == request.connection)
            && is(self.executed, request.executed)
            && is(self.refused, request.is_refused())
            && is(self.repeated, request.repeated_after.is_some())
            && self.case.as_deref().is_none_or(|wanted| case() == Some(wanted))
            && (self.notebook.is_none() || self.notebook == request.notebook_id)
            && self.token.as_deref().is_none_or(|end| request.has_token_with(end))
    }
}

/// Returns whether a name is one that only a case of the catalogue could have. An undocumented code has one of the family `code`.
fn is_of_catalogue(name: &str) -> bool {
    let code = name.strip_prefix("code/").map(str::parse::<u32>);
    family_of_catalogue(name).is_some() && !matches!(code, Some(Ok(_)))
}
