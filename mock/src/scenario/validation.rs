use std::borrow::Cow;

use http::HeaderMap;
use scnet_notebook::Code;

use super::answer::Answer;
use super::unknown_case::UnknownCase;
use crate::http::{BadRequest, media_type_is_json};

/// The path of the documented call.
pub const START_PATH: &str = "/ac/openapi/v2/notebook/actions/start";

/// The start of the path to which a redirect to another host leads.
pub(crate) const REDIRECTED: &str = "/__redirected";

/// A violation of the service's contract by a request, and the answer to it.
#[derive(Debug)]
pub(crate) struct Violation {
    status: u16,
    /// The code of the answer. An answer without a code is plain text.
    code: Option<Code>,
    pub(crate) problem: Cow<'static, str>,
}

impl Violation {
    pub(super) fn missing(problem: &'static str) -> Self {
        Self {
            code: Some(Code::MISSING_PARAMETER),
            ..Self::invalid(problem)
        }
    }

    pub(crate) fn invalid(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::with_status(200, problem)
    }

    pub(crate) fn with_status(status: u16, problem: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code: Some(Code::INVALID_PARAMETER),
            problem: problem.into(),
        }
    }

    /// Makes a violation that the service itself never sees: the answer has no code.
    pub(crate) fn before_the_service(status: u16, problem: &'static str) -> Self {
        Self {
            code: None,
            ..Self::with_status(status, problem)
        }
    }

    pub(crate) fn answer(&self) -> Answer {
        let answer = match self.code {
            Some(code) => Answer::code(code).with_status(self.status),
            None => Answer::raw(self.status, self.problem.as_bytes()).with_header("Content-Type", "text/plain"),
        };
        let answer = answer.with_header("Mock-Problem", &in_ascii(&self.problem));
        if self.status == 405 {
            answer.with_header("Allow", "POST")
        } else {
            answer
        }
    }
}

/// Escapes the characters that a client may misread in a header (RFC 9110, section 5.5).
fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let escape = |character: char| match character {
        ' '..='~' => character.to_string(),
        _ => character.escape_default().to_string(),
    };
    text.chars().map(escape).collect()
}

impl From<BadRequest> for Violation {
    fn from(bad: BadRequest) -> Self {
        Self::with_status(bad.status, bad.problem)
    }
}

/// A path that selects an unknown case.
impl From<UnknownCase> for Violation {
    fn from(unknown: UnknownCase) -> Self {
        Self::with_status(404, unknown.over_http())
    }
}

/// Checks the head of a start: method, path and headers.
pub(crate) fn check_head(method: &str, path: &str, headers: &HeaderMap) -> Result<(), Violation> {
    if path != START_PATH {
        return Err(Violation::with_status(404, format!("the path is not {START_PATH}")));
    }
    if method != "POST" {
        return Err(Violation::with_status(405, "the method is not POST"));
    }
    let mut tokens = headers.get_all("token").iter();
    match (tokens.next(), tokens.next()) {
        (None, _) => return Err(Violation::missing("the header token is missing")),
        (Some(token), None) if token.is_empty() => return Err(Violation::missing("the header token is empty")),
        (Some(_), None) => {}
        (Some(_), Some(_)) => return Err(Violation::invalid("the header token is there more than once")),
    }
    if !headers.contains_key("content-type") {
        Err(Violation::invalid("the header Content-Type is missing"))
    } else if !media_type_is_json(headers) {
        Err(Violation::invalid("the header Content-Type is not application/json"))
    } else {
        Ok(())
    }
}
