use super::recorded_request::RecordedRequest;
use super::secrets::{Redacted, display_name, in_lower_case, is_secret, without_secrets, without_values};

/// A view of a request without the token, wherever the client put it.
pub(super) struct RedactedRequest<'a>(pub(super) &'a RecordedRequest);

impl RedactedRequest<'_> {
    fn redact(&self, text: &str) -> String {
        without_secrets(text, &self.0.headers).into_owned()
    }

    pub(super) fn method(&self) -> String {
        display_name(&self.0.method, &self.0.headers)
    }

    pub(super) fn path(&self) -> String {
        self.redact(&self.0.path)
    }

    /// Returns the query without its values.
    pub(super) fn query(&self) -> Option<String> {
        let query = self.0.query.as_deref()?;
        Some(without_values(&self.redact(query)))
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let lower = in_lower_case(self.0.headers.clone());
        let headers = self.0.headers.iter().map(|(name, value)| {
            let text = if is_secret(name) {
                Redacted(value).to_string()
            } else {
                self.redact(&String::from_utf8_lossy(value.as_bytes()))
            };
            (display_name(name.as_str(), &lower), text)
        });
        headers.collect()
    }

    pub(super) fn body(&self) -> String {
        self.redact(&String::from_utf8_lossy(&self.0.body))
    }

    pub(super) fn notebook_id(&self) -> Option<String> {
        self.0.notebook_id.as_deref().map(|id| self.redact(id))
    }

    /// Returns the problem, which may repeat a wrong name of a case.
    pub(super) fn problem(&self) -> Option<String> {
        self.0.problem.as_deref().map(|problem| self.redact(problem))
    }
}
