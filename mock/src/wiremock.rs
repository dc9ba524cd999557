//! A matcher and responders for [wiremock], for tests that have other mocks on the same server.
//!
//! [`Start`] matches the documented call, and every [`Answer`] is a responder: one of the documented codes, under any
//! HTTP status, or a reply of your own.
//!
//! ```
//! use scnet_notebook::{BaseUrl, Client, Code, NotebookId, Outcome, StdHttpConnection, Token};
//! use scnet_notebook_mock::{Answer, wiremock::Start};
//! use wiremock::{Mock, MockServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::builder().start().await;
//! let frozen = Answer::code(Code::USER_FROZEN).with_status(403);
//! let start = Mock::given(Start::new().with_token("eyJhbGciOiJIUzI1N"));
//! start.respond_with(frozen).expect(1).mount(&server).await;
//!
//! let (url, token) = (server.uri(), Token::new("eyJhbGciOiJIUzI1N")?);
//! let mut buffer = [0; 512];
//! let mut client = Client::new(StdHttpConnection::new(), BaseUrl::new(&url)?, token, &mut buffer);
//! let error = client.start(NotebookId::new("1821067171420946434")?).unwrap_err();
//! assert_eq!(error.outcome(), Outcome::Refused);
//! # Ok(())
//! # }
//! ```
//!
//! A failed expectation prints the requests that wiremock received, with their tokens. [`Start`] prints why a request did
//! not match, as part of the output of the test that started the server. (`MockServer::start` may take over the server of
//! an earlier test: then that text is lost. `MockServer::builder().start()` does not.)

use core::fmt;
use std::borrow::Cow;

use ::wiremock::http::HeaderValue;
use ::wiremock::{Match, Request, Respond, ResponseTemplate};

use crate::Answer;
use crate::http::BODY_KEPT;
use crate::scenario;

/// Matches the documented start, by the same checks as [`Server`](crate::Server): method, path, token, content type and
/// body.
///
/// `Debug` does not show the token.
#[derive(Clone, Default)]
pub struct Start {
    token: Option<String>,
    notebook_id: Option<String>,
}

impl Start {
    /// Matches a start with any token and any notebook id.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Matches only this token.
    #[must_use]
    pub fn with_token(self, token: impl Into<String>) -> Self {
        let token = Some(token.into());
        Self { token, ..self }
    }

    /// Matches only this notebook id.
    #[must_use]
    pub fn with_notebook_id(self, id: impl Into<String>) -> Self {
        let notebook_id = Some(id.into());
        Self { notebook_id, ..self }
    }

    /// Returns why a request does not match, without its token.
    #[must_use]
    pub fn mismatch(&self, request: &Request) -> Option<String> {
        let id = match notebook_id(request) {
            Ok(id) => id,
            Err(problem) => return Some(problem.into_owned()),
        };
        let token = request.headers.get("token").map(HeaderValue::as_bytes);
        let wanted = self.token.as_ref().map(String::as_bytes);
        if wanted.is_some() && token != wanted {
            return Some("the header token has another value".to_owned());
        }
        let wanted = self.notebook_id.as_ref().filter(|wanted| **wanted != id)?;
        Some(format!("notebookId is not {wanted:?}"))
    }
}

/// Checks a request as the server does, and returns its notebook id.
fn notebook_id(request: &Request) -> Result<String, Cow<'static, str>> {
    let (method, path) = (request.method.as_str(), request.url.path());
    scenario::check_head(method, path, &request.headers).map_err(|violation| violation.problem)?;
    if request.body.len() > BODY_KEPT {
        return Err(format!("the body has more than {BODY_KEPT} bytes").into());
    }
    let body = scenario::parse_body(&request.body).map_err(|violation| violation.problem)?;
    Ok(body.notebook_id)
}

impl Match for Start {
    #[expect(
        clippy::print_stderr,
        reason = "a failing test shows why, and wiremock has no other place for it"
    )]
    fn matches(&self, request: &Request) -> bool {
        let mismatch = self.mismatch(request);
        if let Some(reason) = &mismatch {
            // In one write, so that no output of another thread comes in between.
            let line = format!("not the expected start: {reason}\n");
            eprint!("{line}");
        }
        mismatch.is_none()
    }
}

impl fmt::Debug for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Start")
            .field("token", &self.token.as_ref().map(|_| "***"))
            .field("notebook_id", &self.notebook_id)
            .finish()
    }
}

/// Responds with the answer, to any request.
impl Respond for Answer {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let response = self.response();
        ResponseTemplate::new(response.status)
            .append_headers(&response.headers)
            .set_body_bytes(response.body.as_slice())
    }
}
