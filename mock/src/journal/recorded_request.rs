use core::fmt;
use core::time::Duration;
use std::net::SocketAddr;
use std::time::SystemTime;

use serde::Serialize;
use wiremock::http::HeaderMap;

use crate::http::request_head::Head;
use crate::journal::json::Entry;
use crate::journal::redact::is_secret;
use crate::{Case, SelectedBy};

/// How much of a body is kept; the documented one has 36 bytes.
const BODY_KEPT: usize = 16 * 1024;

/// A request that the mock received, and what became of it.
///
/// What did not get as far as a request is here as well, with an empty method: a connection that was reset when it was
/// accepted, a TLS handshake that failed.
///
/// `Display` writes the line that the program prints. Neither it nor `Debug` shows the token, wherever it was put.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Its place among all requests to this server, counted from 1.
    pub number: u64,
    /// When it came.
    pub time: SystemTime,
    /// The place of its connection among all to this server, counted from 1.
    pub connection: u64,
    /// Whether it came through TLS.
    pub is_tls: bool,
    /// Who sent it.
    pub peer: SocketAddr,
    /// The method, such as `POST`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query, if there was one; the documented call has none.
    pub query: Option<String>,
    /// The headers. Values that are credentials are marked as sensitive, so that `Debug` hides them.
    pub headers: HeaderMap,
    /// The body, or its first 16 KiB.
    pub body: Vec<u8>,
    /// How long the body was.
    pub body_length: u64,
    /// The notebook's id, if the request kept the contract.
    pub notebook_id: Option<String>,
    /// Which case was played, unless the request broke the contract.
    pub case: Option<Case>,
    /// What decided on the case.
    pub selected_by: Option<SelectedBy>,
    /// What broke the contract, if anything did: the same text as in the header `Mock-Problem`. Or why the mock itself
    /// could not answer.
    pub problem: Option<String>,
    /// The HTTP status that was answered, if one was.
    pub status: Option<u16>,
    /// How many bytes were sent.
    pub bytes_sent: u64,
    /// How it ended, or that it has not.
    pub end: ConnectionEnd,
    /// How long it took from when it had come until it ended: to a reply that stalls, how long the client waited.
    pub lasted: Option<Duration>,
    /// Whether the start may have happened, by the rules of the client's `Error::outcome`: a request that was well-formed and
    /// came whole, with a reply from which a client may not conclude that the notebook was not started.
    ///
    /// It is false after a documented code other than 0, 10001 and 10012, after code 0 with `data` false under 2xx, and after a
    /// status without a code that refuses ([`Case::refuses`] has the list). It is true after all else: the success under any
    /// status, codes 10001 and 10012, undocumented codes, other statuses, and a cut, malformed, late or missing reply.
    pub executed: bool,
}

/// How the connection was left after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ConnectionEnd {
    /// The request is still being answered, or its reply stalls.
    Open,
    /// It was kept, to take another request.
    Kept,
    /// The server closed it.
    Closed,
    /// The server reset it.
    Reset,
    /// The client went away first.
    Left,
}

impl RecordedRequest {
    /// Begins an entry for a connection. The journal counts it.
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
            status: None,
            bytes_sent: 0,
            end: ConnectionEnd::Open,
            lasted: None,
            executed: false,
        }
    }

    pub(crate) fn with_body(mut self, body: &[u8], length: u64) -> Self {
        self.body = body[..body.len().min(BODY_KEPT)].to_vec();
        self.body_length = length;
        self
    }

    pub(crate) fn with_head(mut self, head: &Head) -> Self {
        self.method.clone_from(&head.method);
        self.path.clone_from(&head.path);
        self.query.clone_from(&head.query);
        self.headers = head.headers.clone();
        for (name, value) in &mut self.headers {
            value.set_sensitive(is_secret(name));
        }
        self
    }

    /// Returns what the admin interface shows of it: an object, in one line of JSON and without secrets.
    #[must_use]
    pub fn json(&self) -> String {
        // Numbers, strings and lists of them cannot fail.
        serde_json::to_string(&Entry::from(self)).unwrap_or_default()
    }

    /// Returns about how much memory it takes.
    pub(crate) fn weight(&self) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 64)
            .sum();
        let texts = [&self.query, &self.notebook_id, &self.problem].into_iter().flatten();
        let texts: usize = texts.map(String::len).sum();
        size_of::<Self>() + headers + self.method.len() + self.path.len() + texts + self.body.len()
    }
}

impl fmt::Display for ConnectionEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Closed => "closed",
            Self::Reset => "reset",
            Self::Left => "left",
        })
    }
}
