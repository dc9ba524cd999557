use std::borrow::Cow;

use scnet_notebook::Code;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use wiremock::http::{HeaderMap, HeaderValue};

use crate::Answer;
use crate::http::request_body::{BODY_HELD, Body};
use crate::http::request_head::{BadHead, Head};
use crate::scenario::selection as selected_by;

/// The path of the one documented call.
pub const START_PATH: &str = "/ac/openapi/v2/notebook/actions/start";

/// What a request did wrong, and how the mock says so.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    code: Code,
    pub(crate) problem: Cow<'static, str>,
}

impl Refusal {
    fn missing(problem: &'static str) -> Self {
        Self {
            status: 200,
            code: Code::MISSING_PARAMETER,
            problem: Cow::Borrowed(problem),
        }
    }

    pub(crate) fn invalid(problem: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: 200,
            code: Code::INVALID_PARAMETER,
            problem: problem.into(),
        }
    }

    /// The request is no request to this service.
    pub(crate) fn path(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::with_status(404, problem)
    }

    pub(crate) fn with_status(status: u16, problem: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            ..Self::invalid(problem)
        }
    }

    pub(crate) fn answer(&self) -> Answer {
        let answer = Answer::code(self.code)
            .with_status(self.status)
            .with_header("Mock-Problem", &self.problem);
        if self.status == 405 {
            answer.with_header("Allow", "POST")
        } else {
            answer
        }
    }
}

impl From<BadHead> for Refusal {
    fn from(bad: BadHead) -> Self {
        Self::with_status(bad.status, bad.problem)
    }
}

/// Checks the head of a start: the documented path, method and headers.
pub(crate) fn check_head(head: &Head) -> Result<(), Refusal> {
    let path = match selected_by::in_path(&head.path) {
        Ok((_, path)) => path,
        Err(unknown) => return Err(Refusal::path(unknown.to_string())),
    };
    if path != START_PATH {
        return Err(Refusal::path(format!("the path is not {START_PATH}")));
    }
    if head.method != "POST" {
        return Err(Refusal::with_status(405, "the method is not POST"));
    }
    check_token(&head.headers)?;
    check_content_type(&head.headers)
}

fn check_token(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut tokens = headers.get_all("token").iter();
    match (tokens.next(), tokens.next()) {
        (None, _) => Err(Refusal::missing("the header token is missing")),
        (Some(token), None) if token.is_empty() => Err(Refusal::missing("the header token is empty")),
        (Some(_), None) => Ok(()),
        (Some(_), Some(_)) => Err(Refusal::invalid("the header token is there more than once")),
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(value) = headers.get("content-type") else {
        return Err(Refusal::invalid("the header Content-Type is missing"));
    };
    if is_json(value) {
        Ok(())
    } else {
        Err(Refusal::invalid("the header Content-Type is not application/json"))
    }
}

/// Compares the media type alone: clients may well add `; charset=utf-8`.
fn is_json(value: &HeaderValue) -> bool {
    let essence = value.to_str().unwrap_or("").split(';').next().unwrap_or("");
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// Reads the body of a start, and in it the notebook's id.
pub(crate) fn notebook_id(body: &Body) -> Result<String, Refusal> {
    if !body.is_held() {
        let problem = format!("the body has more than {BODY_HELD} bytes");
        return Err(Refusal::with_status(413, problem));
    }
    let body = &body.held;
    let fields = match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(Refusal::invalid("the body is not a JSON object")),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return Err(Refusal::invalid(format!(
                "the body is not JSON: see line {line}, column {column}"
            )));
        }
    };
    // A map keeps the last of two equal keys; the structure refuses them.
    if serde_json::from_slice::<Keys>(body).is_err() {
        return Err(Refusal::invalid("notebookId is there more than once"));
    }
    match fields.get("notebookId") {
        None => Err(Refusal::missing("notebookId is missing")),
        Some(Value::String(id)) if id.is_empty() => Err(Refusal::missing("notebookId is empty")),
        Some(Value::String(id)) => Ok(id.clone()),
        Some(_) => Err(Refusal::invalid("notebookId is not a string")),
    }
}

#[derive(Deserialize)]
struct Keys {
    #[serde(rename = "notebookId")]
    _notebook_id: Option<IgnoredAny>,
}
