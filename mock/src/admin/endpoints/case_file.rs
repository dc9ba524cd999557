use crate::admin::response::{AdminError, json_text};
use crate::context::Context;
use crate::http::Response;

/// Returns whether an endpoint is the case file of a request, such as `requests/7/case`.
pub(super) fn is_case_file(endpoint: &str) -> bool {
    number(endpoint).is_some()
}

fn number(endpoint: &str) -> Option<&str> {
    endpoint.strip_prefix("requests/")?.strip_suffix("/case")
}

/// Returns the case that replays the answer of the upstream service to a request.
pub(super) fn case_file(context: &Context, endpoint: &str) -> Result<Response, AdminError> {
    let number = number(endpoint).and_then(|number| number.parse::<u64>().ok());
    let entries = context.journal.entries();
    let request = number.and_then(|number| entries.get(number));
    let request = request.ok_or_else(|| AdminError::gone("the journal has no request with this number"))?;
    let upstream = request.upstream.as_ref();
    let answer = upstream.ok_or_else(|| AdminError::gone("the request has no answer of an upstream service"))?;
    Ok(json_text(answer.case().to_json()))
}
