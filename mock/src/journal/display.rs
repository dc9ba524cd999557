//! A request as it may be shown: without the token, wherever it was put.

use core::fmt;

use crate::journal::redact::{Redacted, in_lower_case, is_secret, shown_name, without_secrets, without_values};
use crate::{ConnectionEnd, RecordedRequest, SelectedBy};

/// How much of an id or a path is printed.
const PRINTED: usize = 64;

impl RecordedRequest {
    /// Returns the method, without secrets.
    pub(crate) fn shown_method(&self) -> String {
        shown_name(&self.method, &self.headers)
    }

    /// Returns the path, without secrets.
    pub(crate) fn shown_path(&self) -> String {
        without_secrets(&self.path, &self.headers).into_owned()
    }

    /// Returns the query, without what stands in it.
    pub(crate) fn shown_query(&self) -> Option<String> {
        let query = self.query.as_deref()?;
        Some(without_values(&without_secrets(query, &self.headers)))
    }

    /// Returns the body as text, without secrets.
    pub(crate) fn shown_body(&self) -> String {
        without_secrets(&String::from_utf8_lossy(&self.body), &self.headers).into_owned()
    }

    /// Returns the notebook's id, without secrets.
    pub(crate) fn shown_id(&self) -> Option<String> {
        let id = self.notebook_id.as_deref()?;
        Some(without_secrets(id, &self.headers).into_owned())
    }

    /// Returns what went wrong, without secrets: it may repeat a name that was none.
    pub(crate) fn shown_problem(&self) -> Option<String> {
        let problem = self.problem.as_deref()?;
        Some(without_secrets(problem, &self.headers).into_owned())
    }

    /// Returns whether the client ended what was not answered: a handshake or a request, which the server has not refused.
    fn is_the_clients_own_end(&self) -> bool {
        self.status.is_none()
            && (self.end == ConnectionEnd::Left || self.method.is_empty() && self.end == ConnectionEnd::Closed)
    }

    /// Returns the headers as text, without secrets.
    pub(crate) fn shown_headers(&self) -> impl Iterator<Item = (String, String)> {
        let lower = in_lower_case(self.headers.clone());
        self.headers.iter().map(move |(name, value)| {
            let text = if is_secret(name) {
                Redacted(value).to_string()
            } else {
                without_secrets(&String::from_utf8_lossy(value.as_bytes()), &self.headers).into_owned()
            };
            (shown_name(name.as_str(), &lower), text)
        })
    }
}

/// Writes one line: `1 POST /ac/…/start, token …w5c4 of 365, notebook 1821067171420946434: code/0 success, 200, 163 bytes,
/// kept, executed`.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        if self.method.is_empty() {
            write!(f, " no request from {}", self.peer.ip())?;
        } else {
            write!(f, " {} {}", Shown(&self.shown_method()), Shown(&self.shown_path()))?;
            // What is in it is not shown.
            if self.query.is_some() {
                f.write_str("?…")?;
            }
            match self.headers.get("token") {
                Some(token) => write!(f, ", token {}", Redacted(token))?,
                None => f.write_str(", no token")?,
            }
        }
        if let Some(id) = self.shown_id() {
            write!(f, ", notebook {}", Shown(&id))?;
        }
        match (&self.case, self.shown_problem()) {
            (Some(case), None) => write!(f, ": {case}")?,
            (Some(case), Some(problem)) => write!(f, ": {case}, {problem}")?,
            (None, Some(problem)) if self.is_the_clients_own_end() => write!(f, ": {problem}")?,
            (None, Some(problem)) => write!(f, ": refused, {problem}")?,
            (None, None) => f.write_str(": refused")?,
        }
        if let Some(by) = self.selected_by.filter(|by| *by != SelectedBy::Default) {
            write!(f, " by {by}")?;
        }
        if let Some(status) = self.status {
            write!(f, ", {status}")?;
        }
        write!(f, ", {} bytes, {}", self.bytes_sent, self.end)?;
        // This is the client's own client_timeout.
        if let Some(lasted) = self.lasted.filter(|_| self.end == ConnectionEnd::Left) {
            write!(f, " after {:.2} s", lasted.as_secs_f64())?;
        }
        if self.executed {
            f.write_str(", executed")
        } else {
            Ok(())
        }
    }
}

/// The start of a text, with what would move the cursor escaped.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.chars().nth(PRINTED).map_or("", |_| "…");
        let start: String = self.0.chars().take(PRINTED).collect();
        write!(f, "{}{rest}", start.escape_debug())
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("line", &format_args!("{self}"))
            .field("headers", &self.shown_headers().collect::<Vec<_>>())
            .field("body", &self.shown_body())
            .finish_non_exhaustive()
    }
}
