use core::fmt;

use super::recorded_request::RecordedRequest;
use super::redacted_request::RedactedRequest;
use super::secrets::Redacted;
use crate::net::ConnectionEnd;
use crate::scenario::SelectedBy;

/// The most characters of a method, a path or an id that are printed.
const TEXT_MAX: usize = 64;

/// Writes one line: `1 POST /ac/…/start, token …w5c4 of 365, notebook 1821067171420946434: code/0 success, 200, 163 bytes,
/// kept, executed`, and `, repeated after 3.2 s` if it repeats an executed start.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = RedactedRequest::new(self);
        write!(f, "{}", self.number)?;
        if self.method.is_empty() {
            write!(f, " no request from {}", self.peer.ip())?;
        } else {
            write!(f, " {}", Escaped(&redacted.method()))?;
            // A request line that did not come whole has none.
            if !self.path.is_empty() {
                write!(f, " {}", Escaped(&redacted.path()))?;
            }
            // The query may have a token.
            if self.query.is_some() {
                f.write_str("?…")?;
            }
            match self.headers.get("token") {
                Some(token) => write!(f, ", token {}", Redacted(token))?,
                None => f.write_str(", no token")?,
            }
        }
        if let Some(id) = redacted.notebook_id() {
            write!(f, ", notebook {}", Escaped(&id))?;
        }
        match (&self.case, redacted.problem()) {
            (Some(case), None) => write!(f, ": {case}")?,
            (Some(case), Some(problem)) => write!(f, ": {case}, {problem}")?,
            (None, Some(problem)) if ended_by_client(self) => write!(f, ": {problem}")?,
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
        // The timeout of the client, if it left because of one.
        if let Some(lasted) = self.lasted.filter(|_| self.end == ConnectionEnd::Left) {
            write!(f, " after {:.2} s", lasted.as_secs_f64())?;
        }
        if self.executed {
            f.write_str(", executed")?;
        }
        match self.repeated_after {
            Some(after) if after.as_secs() == 0 => write!(f, ", repeated after {} ms", after.as_millis())?,
            Some(after) => write!(f, ", repeated after {:.1} s", after.as_secs_f64())?,
            None => {}
        }
        if let Some(hint) = &self.hint {
            write!(f, "; hint: {hint}")?;
        }
        match self.upstream.as_ref().map(|answer| answer.differences()) {
            None | Some([]) => Ok(()),
            Some(differences) => write!(f, "; differences: {}", differences.join("; ")),
        }
    }
}

/// Lists requests, one a line: the report of a server that a failing test drops.
pub(crate) fn report(url: &str, requests: &[RecordedRequest]) -> String {
    if requests.is_empty() {
        return format!("requests to {url}: none\n");
    }
    let lines = requests.iter().map(|request| format!("  {request}\n"));
    format!("requests to {url}:\n{}", lines.collect::<String>())
}

/// Returns whether the client ended a handshake or a request before the server could refuse it.
fn ended_by_client(request: &RecordedRequest) -> bool {
    let has_no_request = request.method.is_empty();
    let is_unanswered = request.status.is_none();
    is_unanswered && (request.end == ConnectionEnd::Left || has_no_request && request.end == ConnectionEnd::Closed)
}

/// The start of a text, with control characters escaped.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(TEXT_MAX).map(|(end, _)| end);
        let start = &self.0[..end.unwrap_or(self.0.len())];
        write!(f, "{}{}", start.escape_debug(), end.map_or("", |_| "…"))
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = RedactedRequest::new(self);
        f.debug_struct("RecordedRequest")
            .field("line", &format_args!("{self}"))
            .field("headers", &redacted.headers())
            .field("body", &redacted.body())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn a_repeat_has_its_time() {
        for (milliseconds, text) in [(12, "12 ms"), (3_240, "3.2 s"), (60_000, "60.0 s")] {
            let request = RecordedRequest {
                repeated_after: Some(Duration::from_millis(milliseconds)),
                executed: true,
                ..RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false)
            };
            let line = request.to_string();
            assert!(line.ends_with(&format!(", executed, repeated after {text}")), "{line}");
        }
    }

    #[test]
    fn a_report_lists_the_requests_or_says_that_there_are_none() {
        let request = RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false);
        assert_eq!(report("http://mock", &[]), "requests to http://mock: none\n");
        let line = format!("  {request}\n");
        let expected = format!("requests to http://mock:\n{line}{line}");
        assert_eq!(report("http://mock", &[request.clone(), request]), expected);
    }
}
