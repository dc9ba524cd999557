use core::cell::OnceCell;

use super::harmless::{is_harmless, may_be_long};
use super::recorded_request::RecordedRequest;
use super::secrets::{Redacted, Secrets, shown_end, without_cut_word, without_values};
use crate::scenario::START_PATH;

/// A view of a request without the token, wherever the client put it.
pub(super) struct RedactedRequest<'a> {
    request: &'a RecordedRequest,
    secrets: OnceCell<Secrets<'a>>,
}

impl<'a> RedactedRequest<'a> {
    pub(super) fn new(request: &'a RecordedRequest) -> Self {
        let secrets = OnceCell::new();
        Self { request, secrets }
    }

    fn secrets(&self) -> &Secrets<'a> {
        self.secrets.get_or_init(|| Secrets::of(&self.request.headers))
    }

    fn hide(&self, text: &str) -> String {
        self.secrets().hide(text).into_owned()
    }

    pub(super) fn method(&self) -> String {
        match self.request.method.as_str() {
            "POST" => "POST".to_owned(),
            method => self.secrets().hide_in_name(method),
        }
    }

    pub(super) fn path(&self) -> String {
        match self.request.path.as_str() {
            START_PATH => START_PATH.to_owned(),
            path => self.secrets().hide_named(path),
        }
    }

    /// Returns the query without its values.
    pub(super) fn query(&self) -> Option<String> {
        let query = self.request.query.as_deref()?;
        Some(without_values(&self.hide(query)))
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let headers = self.request.headers.iter().map(|(name, value)| {
            if is_harmless(name) {
                let text = String::from_utf8_lossy(value.as_bytes());
                let shown = if may_be_long(name) {
                    self.secrets().hide_known(&text).into_owned()
                } else {
                    self.secrets().hide_named(&text)
                };
                return (name.as_str().to_owned(), shown);
            }
            let name = self.secrets().hide_in_name(name.as_str());
            (name, Redacted(value).to_string())
        });
        headers.collect()
    }

    pub(super) fn body(&self) -> String {
        let RecordedRequest { body, body_length, .. } = self.request;
        let text = String::from_utf8_lossy(body);
        if *body_length > body.len() as u64 {
            self.secrets().hide_named(&without_cut_word(&text))
        } else {
            self.secrets().hide_named(&text)
        }
    }

    pub(super) fn notebook_id(&self) -> Option<String> {
        self.request.notebook_id.as_deref().map(|id| self.hide(id))
    }

    /// Returns the shown end of a long token.
    pub(super) fn token(&self) -> Option<String> {
        let end = shown_end(self.request.headers.get("token")?)?;
        Some(format!("…{end}"))
    }

    /// Returns the problem, which may repeat a wrong name of a case.
    pub(super) fn problem(&self) -> Option<String> {
        self.request.problem.as_deref().map(|problem| self.hide(problem))
    }
}
