use core::fmt;

use scnet_notebook::{Code, Outcome};
use serde_json::Value;
use wiremock::ResponseTemplate;
use wiremock::http::{HeaderMap, HeaderName, HeaderValue};

/// What the mock sends back: an envelope with one of the service's codes, or any status, headers and body.
///
/// A [`Case`](crate::Case) plays it, or another fault.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    code: Option<Code>,
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Makes the envelope of a code, as the service's page words it, under status 200.
    ///
    /// A code that is not on the page gets the text `undocumented`.
    #[must_use]
    pub fn code(code: Code) -> Self {
        let (message, data) = match code.documented() {
            Some(entry) if entry.code == Code::SUCCESS => ("success", Value::from(true)),
            Some(entry) => (entry.original, Value::Null),
            None => ("undocumented", Value::Null),
        };
        let message = Value::from(message);
        let body = format!(r#"{{"code":"{}","msg":{message},"data":{data}}}"#, code.number());
        let answer = Self::raw(200, body).with_header("Content-Type", "application/json");
        Self {
            code: Some(code),
            ..answer
        }
    }

    /// Makes an answer of exactly these bytes, without a `Content-Type`.
    ///
    /// # Panics
    ///
    /// If the status is not between 200 and 599.
    #[must_use]
    pub fn raw(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            code: None,
            status: 200,
            headers: HeaderMap::new(),
            body: body.into(),
        }
        .with_status(status)
    }

    /// Puts another HTTP status around the same body.
    ///
    /// # Panics
    ///
    /// If the status is not between 200 and 599: informational answers are not whole ones.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        assert!(
            (200..=599).contains(&status),
            "{status} is not a status between 200 and 599"
        );
        Self { status, ..self }
    }

    /// Sets a header, in place of one with the same name.
    ///
    /// # Panics
    ///
    /// If the name or the value cannot stand in a header, or if the header is one that frames the body: it is written by
    /// the server, which cannot lie about it.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let Ok(key) = HeaderName::try_from(name) else {
            panic!("{name:?} is not the name of a header")
        };
        let Ok(value) = HeaderValue::try_from(value) else {
            panic!("{value:?} is not the value of a header")
        };
        let frames = key == "content-length" || key == "transfer-encoding";
        assert!(!frames, "{name} is written by the server");
        self.headers.insert(key, value);
        self
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the code, if the answer was made from one.
    pub(crate) fn of_code(&self) -> Option<Code> {
        self.code
    }

    /// Returns whether a client may conclude from it that the notebook was not started.
    pub(crate) fn refuses(&self) -> bool {
        let body: &[u8] = match self.status {
            204 | 304 => &[], // which have no body
            _ => &self.body,
        };
        match serde_json::from_slice(body) {
            Ok(Value::Object(envelope)) => match envelope.get("code").and_then(code) {
                Some(Code::SUCCESS) => matches!(self.status, 200..=299) && envelope.get("data") == Some(&false.into()),
                Some(code) => code.outcome() == Some(Outcome::Refused),
                None => refuses_by_status(self.status),
            },
            // The beginning of an envelope may have been cut from a success.
            Err(_) if body.trim_ascii_start().starts_with(b"{") => false,
            _ => refuses_by_status(self.status),
        }
    }

    /// Returns whether it announces that the connection is closed.
    pub(crate) fn closes(&self) -> bool {
        let values = self.headers.get_all("connection").iter();
        values
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .any(|option| option.trim().eq_ignore_ascii_case("close"))
    }

    /// Hands the answer to wiremock, whose own connection is not the one to be closed.
    pub(crate) fn template(&self) -> ResponseTemplate {
        let mut headers = self.headers.clone();
        if self.closes() {
            headers.remove("connection");
        }
        ResponseTemplate::new(self.status)
            .append_headers(&headers)
            .set_body_bytes(self.body.as_slice())
    }
}

/// Reads a code, which is a decimal number or a string of one.
fn code(value: &Value) -> Option<Code> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let number = text.parse::<u32>().ok().filter(|number| number.to_string() == text);
    number.map(Code::new)
}

/// Returns whether a response without a code refuses the request by its status: none of these is sent by a gateway that has
/// passed the request on.
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

/// Writes the status and what is inside: `200 10007 user-frozen`, or `503 with 12 bytes`.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => {
                let name = code.documented().map_or("undocumented", |entry| entry.name);
                write!(f, "{} {} {name}", self.status, code.number())
            }
            None => write!(f, "{} with {} bytes", self.status, self.body.len()),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish()
    }
}
