use core::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use scnet_notebook::{Code, Outcome};
use serde::Deserialize;
use serde_json::Value;

use crate::http::Response;

/// An answer of the mock: an envelope with one of the service's codes, or any status, headers and body.
///
/// It converts into a [`Case`](crate::Case).
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Set if the body is the envelope of this code in the words of the service's page.
    code: Option<Code>,
    response: Response,
}

impl Answer {
    /// Makes the envelope of a code in the words of the service's page, with status 200.
    ///
    /// The message of an undocumented code is `undocumented`.
    #[must_use]
    pub fn code(code: Code) -> Self {
        Self::envelope(code, None, None)
    }

    /// Makes the envelope of a code with this message and these data, which are JSON. In the words of the service's page
    /// without them.
    pub(super) fn envelope(code: Code, message: Option<&str>, data: Option<&str>) -> Self {
        let is_documented = message.is_none() && data.is_none();
        let (documented, documented_data) = match code.documented() {
            Some(entry) if entry.code == Code::SUCCESS => ("success", "true"),
            Some(entry) => (entry.original, "null"),
            None => ("undocumented", "null"),
        };
        let documented = Value::from(documented).to_string();
        let (message, data) = (message.unwrap_or(&documented), data.unwrap_or(documented_data));
        let body = format!(r#"{{"code":"{}","msg":{message},"data":{data}}}"#, code.number());
        let answer = Self::raw(200, body).with_header("Content-Type", "application/json");
        Self {
            code: is_documented.then_some(code),
            ..answer
        }
    }

    /// Makes an answer with this body and no `Content-Type`.
    ///
    /// # Panics
    ///
    /// If the status is not between 200 and 599.
    #[must_use]
    pub fn raw(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            code: None,
            response: Response {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: body.into(),
            },
        }
        .with_status(status)
    }

    /// Sets the HTTP status.
    ///
    /// # Panics
    ///
    /// If the status is not between 200 and 599: an informational response is not an answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.response.status = match StatusCode::from_u16(status) {
            Ok(code) if (200..=599).contains(&status) => code,
            _ => panic!("{status} is not a status between 200 and 599"),
        };
        self
    }

    /// Sets a header. Replaces one with the same name.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid, or if the header frames the body: the server writes `Content-Length` and
    /// `Transfer-Encoding`. To send a wrong one, use a [`Script`](crate::Script).
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let Some(key) = header_name(name) else {
            panic!("{name:?} is not the name of a header")
        };
        let Some(value) = header_value(value) else {
            panic!("{value:?} is not the value of a header")
        };
        assert!(!is_framing(&key), "{name} is written by the server");
        self.response.headers.insert(key, value);
        self
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status.as_u16()
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// Makes an answer of a response with a status between 200 and 599, and without headers that frame its body.
    pub(crate) fn from_response(response: Response) -> Self {
        let code = None;
        Self { code, response }
    }

    /// Returns the response.
    pub(crate) fn response(&self) -> &Response {
        &self.response
    }

    /// Returns the code, if the body is its envelope.
    pub(super) fn of_code(&self) -> Option<Code> {
        self.code
    }

    /// Returns whether a client may conclude from it that the notebook was not started.
    pub(crate) fn refuses(&self) -> bool {
        let status = self.status();
        let body = if self.response.has_body() { self.body() } else { &[] };
        if !body.trim_ascii_start().starts_with(b"{") {
            return refuses_by_status(status);
        }
        // All of it is UTF-8, or a client may take none of it.
        match serde_json::from_str(core::str::from_utf8(body).unwrap_or_default()) {
            Ok(Envelope { code: number, data }) => match number.as_ref().and_then(code) {
                Some(Code::SUCCESS) => matches!(status, 200..=299) && data == Some(false.into()),
                Some(code) => code.outcome() == Some(Outcome::Refused),
                None => refuses_by_status(status),
            },
            // A part of an envelope may be the start of a success, and one of two codes may be a success.
            Err(_) => false,
        }
    }
}

/// Reads the name of a header.
pub(super) fn header_name(name: &str) -> Option<HeaderName> {
    name.try_into().ok()
}

/// Reads the value of a header.
pub(super) fn header_value(value: &str) -> Option<HeaderValue> {
    value.try_into().ok()
}

/// Returns whether a header frames the body.
pub(super) fn is_framing(name: &HeaderName) -> bool {
    name == "content-length" || name == "transfer-encoding"
}

/// The members of an envelope that decide. None of them may be there more than once.
#[derive(Deserialize)]
struct Envelope {
    code: Option<Value>,
    data: Option<Value>,
}

/// Reads a code: a decimal number, or a string with one.
fn code(value: &Value) -> Option<Code> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let number = text.parse::<u32>().ok().filter(|number| number.to_string() == text);
    number.map(Code::new)
}

/// Returns whether the status of a response without a code refuses the request: no gateway sends it after it has passed the
/// request on.
fn refuses_by_status(status: u16) -> bool {
    matches!(status, 400 | 401 | 403..=407 | 411 | 413..=415 | 417 | 421 | 426 | 429 | 431)
}

/// The documented success: `{"code":"0","msg":"success","data":true}`.
impl Default for Answer {
    fn default() -> Self {
        Self::code(Code::SUCCESS)
    }
}

impl From<Code> for Answer {
    fn from(code: Code) -> Self {
        Self::code(code)
    }
}

/// Writes the status and the code or the length: `200 10007 user-frozen`, or `503 with 12 bytes`.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => {
                let name = code.documented().map_or("undocumented", |entry| entry.name);
                write!(f, "{} {} {name}", self.status(), code.number())
            }
            None => write!(f, "{} with {} bytes", self.status(), self.body().len()),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status())
            .field("headers", &self.response.headers)
            .field("body", &String::from_utf8_lossy(self.body()))
            .finish()
    }
}
