use super::harmless::is_harmless;
use super::recorded_request::RecordedRequest;
use super::secrets::{Redacted, redact, redact_body, redact_name, without_cut_word, without_values};
use crate::scenario::START_PATH;

/// A view of a request without the token, wherever the client put it.
pub(super) struct RedactedRequest<'a>(pub(super) &'a RecordedRequest);

impl RedactedRequest<'_> {
    fn redact(&self, text: &str) -> String {
        redact(text, &self.0.headers).into_owned()
    }

    pub(super) fn method(&self) -> String {
        redact_name(&self.0.method, &self.0.headers)
    }

    pub(super) fn path(&self) -> String {
        match self.0.path.as_str() {
            START_PATH => START_PATH.to_owned(),
            path => self.redact(path),
        }
    }

    /// Returns the query without its values.
    pub(super) fn query(&self) -> Option<String> {
        let query = self.0.query.as_deref()?;
        Some(without_values(&self.redact(query)))
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let headers = self.0.headers.iter().map(|(name, value)| {
            if is_harmless(name) {
                let text = String::from_utf8_lossy(value.as_bytes());
                return (name.as_str().to_owned(), self.redact(&text));
            }
            (redact_name(name.as_str(), &self.0.headers), Redacted(value).to_string())
        });
        headers.collect()
    }

    pub(super) fn body(&self) -> String {
        let body = String::from_utf8_lossy(&self.0.body);
        if self.0.body_length > self.0.body.len() as u64 {
            redact_body(&without_cut_word(&body), &self.0.headers)
        } else {
            redact_body(&body, &self.0.headers)
        }
    }

    pub(super) fn notebook_id(&self) -> Option<String> {
        self.0.notebook_id.as_deref().map(|id| self.redact(id))
    }

    /// Returns the problem, which may repeat a wrong name of a case.
    pub(super) fn problem(&self) -> Option<String> {
        self.0.problem.as_deref().map(|problem| self.redact(problem))
    }
}
