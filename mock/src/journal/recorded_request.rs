use core::time::Duration;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderMap;

use super::harmless::is_harmless;
use super::upstream_answer::UpstreamAnswer;
use crate::http::RequestHead;
use crate::net::ConnectionEnd;
use crate::scenario::{Behavior, Case, SelectedBy};

/// The most bytes of a body that are kept. The documented body has 36.
const BODY_MAX: usize = 16 * 1024;

/// A record of a request and of its answer.
///
/// A connection that ended before a request has a record as well, with an empty method: one that was reset when it was
/// accepted, or a TLS handshake that failed.
///
/// `Display` writes the line that the program prints; `Serialize` writes the object of the admin interface. Neither they nor
/// `Debug` show the token, wherever the client put it.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The number among all requests to this server, from 1.
    pub number: u64,
    /// The time of arrival.
    pub time: SystemTime,
    /// The number of the connection among all to this server, from 1.
    pub connection: u64,
    /// Set if the request came over TLS.
    pub is_tls: bool,
    /// The address of the client.
    pub peer: SocketAddr,
    /// The method, such as `POST`; of an invalid request, as far as its line came. A line that begins with `POST ` is a POST.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query. The documented call has none.
    pub query: Option<String>,
    /// The headers; of an invalid head, those that came whole. All but harmless ones are marked as sensitive, so `Debug` hides them.
    pub headers: HeaderMap,
    /// The body, or the first 16 KiB.
    pub body: Vec<u8>,
    /// The length of the body.
    pub body_length: u64,
    /// The notebook id, if the request is valid.
    pub notebook_id: Option<String>,
    /// The case that was played, unless the request was refused.
    pub case: Option<Case>,
    /// The means by which the case was selected.
    pub selected_by: Option<SelectedBy>,
    /// The reason for a refusal, as in the header `Mock-Problem`; or the reason why the connection ended before the request.
    pub problem: Option<String>,
    /// The oddities of a valid request, which no real client would send; or the likely reason of a failed TLS handshake.
    pub hint: Option<String>,
    /// Set if the client refused the handshake of a [`TlsCase`](crate::TlsCase), and its alert names the fault of that case.
    pub refused_as_it_must: bool,
    /// The answer of the upstream service, if the start was passed on.
    pub upstream: Option<Arc<UpstreamAnswer>>,
    /// The HTTP status of the answer, if one was sent.
    pub status: Option<u16>,
    /// The number of bytes sent.
    pub bytes_sent: u64,
    /// The state of the connection after the request.
    pub end: ConnectionEnd,
    /// The time from the arrival to the end. If the reply stalls or is late, this is the time that the client waited.
    pub lasted: Option<Duration>,
    /// Set if the start may have happened, by the rules of the client's `Error::outcome`: the request was valid and complete,
    /// and from the reply a client may not conclude that the notebook was not started.
    ///
    /// False after a documented code other than 0, 10001 and 10012, after code 0 with `data` false under 2xx, and after a
    /// status without a code that refuses ([`Case::refuses`] has the list). True in all other cases: the success under any
    /// status, codes 10001 and 10012, undocumented codes, other statuses, and a cut, malformed, late or missing reply.
    pub executed: bool,
    /// The time since the last executed start of the same notebook, if this was a minute or less: the start is a repeat. The
    /// journal remembers 10,000 notebooks; to clear it makes it forget them.
    pub repeated_after: Option<Duration>,
    /// The delay before the case, if there is one.
    pub delay: Option<Duration>,
    /// Set until the delay has ended: the call waits, it does not stall.
    pub is_waiting: bool,
    /// Set if the start that it repeats is not answered yet by the upstream service.
    pub(crate) may_not_repeat: bool,
}

impl RecordedRequest {
    /// Makes the record of a connection without a request. The journal sets the number.
    pub(crate) fn new(connection: u64, peer: SocketAddr, is_tls: bool) -> Self {
        Self {
            number: 0,
            time: SystemTime::now(),
            connection,
            is_tls,
            peer,
            method: String::new(),
            path: String::new(),
            query: None,
            headers: HeaderMap::new(),
            body: Vec::new(),
            body_length: 0,
            notebook_id: None,
            case: None,
            selected_by: None,
            problem: None,
            hint: None,
            refused_as_it_must: false,
            upstream: None,
            status: None,
            bytes_sent: 0,
            end: ConnectionEnd::Open,
            lasted: None,
            executed: false,
            repeated_after: None,
            delay: None,
            is_waiting: false,
            may_not_repeat: false,
        }
    }

    pub(crate) fn with_body(mut self, body: &[u8], length: u64) -> Self {
        self.body = body[..body.len().min(BODY_MAX)].to_vec();
        self.body_length = length;
        self
    }

    pub(crate) fn with_head(self, head: RequestHead) -> Self {
        let mut headers = head.headers;
        for (name, value) in &mut headers {
            value.set_sensitive(!is_harmless(name));
        }
        Self {
            method: head.method,
            path: head.path,
            query: head.query,
            headers,
            ..self
        }
    }

    /// Returns the object of the admin interface, in one line of JSON and without secrets.
    #[must_use]
    pub fn json(&self) -> String {
        // Numbers, strings and lists of them cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn is_post(&self) -> bool {
        self.method == "POST"
    }

    /// Returns whether this is a POST that the service did not carry out.
    pub(super) fn is_refused(&self) -> bool {
        self.is_post() && !self.executed
    }

    /// Returns whether this is a start that the upstream service has not answered yet.
    pub(super) fn is_undecided(&self) -> bool {
        let is_passed_on = |case: &Case| *case.behavior() == Behavior::Upstream;
        self.case.as_ref().is_some_and(is_passed_on) && self.upstream.is_none() && self.problem.is_none()
    }

    /// Returns whether the token ends like this, as an entry of the queue compares it.
    pub(super) fn has_token_with(&self, end: &str) -> bool {
        let token = self.headers.get("token");
        token.is_some_and(|token| token.as_bytes().ends_with(end.as_bytes()))
    }

    /// Returns the approximate size in memory.
    pub(super) fn weight(&self) -> usize {
        let headers = weight_of(&self.headers);
        let texts = [&self.query, &self.notebook_id, &self.problem, &self.hint]
            .into_iter()
            .flatten();
        let texts: usize = texts.map(String::len).sum();
        let upstream = self.upstream.as_ref().map_or(0, |answer| answer.weight());
        size_of::<Self>() + upstream + headers + self.method.len() + self.path.len() + texts + self.body.len()
    }
}

/// Returns the approximate size of headers in memory.
pub(super) fn weight_of(headers: &HeaderMap) -> usize {
    let headers = headers.iter();
    headers
        .map(|(name, value)| name.as_str().len() + value.len() + 64)
        .sum()
}
