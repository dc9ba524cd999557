use core::fmt;
use std::borrow::Cow;
use std::sync::Arc;

use wiremock::Request;
use wiremock::http::{HeaderMap, HeaderValue};

use crate::Answer;
use crate::contract::Refusal;

/// How much of a body is kept; the documented one has 36 bytes.
const BODY_KEPT: usize = 16 * 1024;
/// How much of an id is printed; who mixes up id and token shall not read the token here.
const ID_PRINTED: usize = 64;
/// How long a token must be before its end is printed; of a shorter one that would give away too much. Real ones are longer.
const TOKEN_LONG: usize = 32;

/// A request that the mock received, and what it made of it.
///
/// `Display` writes the line that the program prints. Neither it nor `Debug` shows the token, wherever it was put.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// Its place among all requests to this server, counted from 1.
    pub number: u64,
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
    pub body_length: usize,
    /// The notebook's id, if the request kept the contract.
    pub notebook_id: Option<String>,
    /// What broke the contract, if anything did: the same text as in the header `Mock-Problem`.
    pub problem: Option<String>,
    /// What was answered.
    pub answer: Arc<Answer>,
}

impl Received {
    pub(crate) fn new(request: &Request, verdict: Result<String, Refusal>, answer: Arc<Answer>) -> Self {
        let (notebook_id, problem) = match verdict {
            Ok(id) => (Some(id), None),
            Err(refusal) => (None, Some(refusal.problem.into_owned())),
        };
        Self {
            number: 0, // the journal counts
            method: request.method.to_string(),
            path: request.url.path().to_owned(),
            query: request.url.query().map(str::to_owned),
            headers: with_credentials_marked(request.headers.clone()),
            body: request.body[..request.body.len().min(BODY_KEPT)].to_vec(),
            body_length: request.body.len(),
            notebook_id,
            problem,
            answer,
        }
    }
}

impl Received {
    /// Takes the token out of a text, where a client with its arguments mixed up may have put it.
    fn without_token<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.headers.get("token").map(HeaderValue::to_str) {
            Some(Ok(token)) if token.len() >= TOKEN_LONG => text.replace(token, "***").into(),
            _ => text.into(),
        }
    }
}

fn with_credentials_marked(mut headers: HeaderMap) -> HeaderMap {
    for (name, value) in &mut headers {
        if ["token", "authorization", "proxy-authorization", "cookie"].contains(&name.as_str()) {
            value.set_sensitive(true);
        }
    }
    headers
}

/// Writes one line: `1 POST /ac/…/start, token …w5c4 of 365, notebook 1821067171420946434: 200 0 success`.
impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.number, self.method, self.without_token(&self.path))?;
        // A query is no part of the contract, and a token may have ended up in it.
        if self.query.is_some() {
            f.write_str("?…")?;
        }
        match self.headers.get("token") {
            Some(token) => write!(f, ", token {}", Redacted(token))?,
            None => f.write_str(", no token")?,
        }
        if let Some(id) = &self.notebook_id {
            let rest = if id.chars().nth(ID_PRINTED).is_some() {
                "…"
            } else {
                ""
            };
            let start: String = self.without_token(id).chars().take(ID_PRINTED).collect();
            write!(f, ", notebook {}{rest}", start.escape_debug())?;
        }
        write!(f, ": {}", self.answer)?;
        match &self.problem {
            Some(problem) => write!(f, ", {problem}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("line", &format_args!("{self}"))
            .field("headers", &self.headers)
            .field("body", &self.without_token(&String::from_utf8_lossy(&self.body)))
            .finish_non_exhaustive()
    }
}

/// A token as it may be printed: its length and its last four characters, or nothing.
struct Redacted<'a>(&'a HeaderValue);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `to_str` lets only ASCII through, so that every index is a character boundary.
        match self.0.to_str() {
            Ok(token) if token.len() >= TOKEN_LONG => write!(f, "…{} of {}", &token[token.len() - 4..], token.len()),
            _ => f.write_str("***"),
        }
    }
}
