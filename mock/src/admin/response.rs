use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::http::Response;

/// Makes a response with this content type.
pub(super) fn file(content_type: &'static str, text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    ];
    Response {
        status: StatusCode::OK,
        headers: HeaderMap::from_iter(headers.map(|(name, value)| (name, HeaderValue::from_static(value)))),
        body: text.into_bytes(),
    }
}

/// Makes a response in JSON.
pub(super) fn json(value: &impl Serialize) -> Response {
    // Maps with strings as keys cannot fail.
    json_text(serde_json::to_string(value).unwrap_or_default())
}

/// Makes a response of a text in JSON. It ends its line, for a terminal.
pub(super) fn json_text(text: String) -> Response {
    file("application/json", text + "\n")
}

/// Makes the response to an invalid request.
pub(crate) fn error(problem: impl Into<String>) -> Response {
    AdminError::new(problem).into()
}

/// An error of the admin interface.
pub(super) struct AdminError {
    status: StatusCode,
    problem: String,
    allow: Option<&'static str>,
}

impl AdminError {
    /// An invalid request.
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            problem: problem.into(),
            allow: None,
        }
    }

    /// A request that a foreign web page may have made.
    pub(super) fn forbidden(problem: &'static str) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            ..Self::new(problem)
        }
    }

    /// A path without an endpoint.
    pub(super) fn not_found() -> Self {
        Self::gone("the admin interface has no such endpoint; GET /__admin/ lists all endpoints")
    }

    /// A path to something that is not there.
    pub(super) fn gone(problem: &'static str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            ..Self::new(problem)
        }
    }

    /// A method that the endpoint does not have.
    pub(super) fn not_allowed(methods: &'static str) -> Self {
        let listed = match methods.rsplit_once(", ") {
            Some((first, last)) => format!("{first} or {last}"),
            None => methods.to_owned(),
        };
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            allow: Some(methods),
            ..Self::new(format!("the method is not {listed}"))
        }
    }
}

impl From<AdminError> for Response {
    fn from(error: AdminError) -> Self {
        let mut response = json(&json!({ "error": error.problem }));
        response.status = error.status;
        if let Some(methods) = error.allow {
            response.headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        response
    }
}
