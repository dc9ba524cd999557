use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::named_values::is_secret;
use super::recorded_request::weight_of;
use super::secrets::{HIDDEN, Secrets, without_cut_word};
use crate::http::Response;
use crate::scenario::{Answer, Case};

/// The most bytes of a body whose envelope is shown. A compressed one may have more.
const ENVELOPE_MAX: usize = 64 * 1024;

/// The answer of the upstream service to a start that was passed on, without secrets.
///
/// Neither the secrets of the request are in it, in any form that the journal knows, nor cookies.
#[derive(Clone, Debug)]
pub struct UpstreamAnswer {
    answer: Answer,
    refuses: bool,
    /// The envelope in one line of JSON, if the body is one.
    envelope: Option<Box<RawValue>>,
    differences: Vec<String>,
}

/// The parts of an answer that are not recorded as they came.
#[derive(Default)]
struct Hidden {
    has_cookie: bool,
    repeats_secret: bool,
    is_opaque: bool,
    has_cut_word: bool,
    has_joined_header: bool,
    has_odd_header: bool,
}

impl UpstreamAnswer {
    /// Records an answer to a request with these headers. `decoded` is the body without its coding, if it can be decoded.
    /// `is_cut` is set if both are only the start of it.
    pub(crate) fn new(
        answer: &Answer,
        decoded: Option<&[u8]>,
        is_cut: bool,
        mut differences: Vec<String>,
        request: &HeaderMap,
    ) -> Self {
        let (response, refuses) = (answer.response(), answer.refuses());
        let secrets = Secrets::of(request);
        let mut hidden = Hidden::default();
        let headers = hidden.headers(&response.headers, &secrets);
        let (body, envelope) = hidden.body(&response.body, decoded, is_cut, &secrets);
        differences.extend(hidden.sentences().map(str::to_owned));
        let answer = Answer::from_response(Response {
            status: response.status,
            headers,
            body,
        });
        Self {
            answer,
            refuses,
            envelope,
            differences,
        }
    }

    /// Returns the case that replays the answer.
    #[must_use]
    pub fn case(&self) -> Case {
        Case::from(self.answer.clone()).with_refusal(self.refuses)
    }

    /// Returns whether a client may conclude from it that the notebook was not started.
    pub(crate) fn refuses(&self) -> bool {
        self.refuses
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// Returns the differences from the service's page, in sentences that repeat no text of the service.
    #[must_use]
    pub fn differences(&self) -> &[String] {
        &self.differences
    }

    /// Returns the approximate size in memory.
    pub(super) fn weight(&self) -> usize {
        let headers = weight_of(&self.answer.response().headers);
        let envelope = self.envelope.as_ref().map_or(0, |envelope| envelope.get().len());
        headers + self.answer.body().len() + envelope + self.differences.concat().len()
    }
}

impl Hidden {
    fn headers(&mut self, headers: &HeaderMap, secrets: &Secrets<'_>) -> HeaderMap {
        let mut kept = HeaderMap::new();
        for name in headers.keys() {
            if is_cookie(name) {
                self.has_cookie = true;
                continue;
            }
            let values: Vec<_> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
            self.has_joined_header |= values.len() > 1;
            let value = values.join(&b", "[..]);
            let text = String::from_utf8_lossy(&value);
            self.has_odd_header |= matches!(text, Cow::Owned(_));
            let shown = secrets.hide_known(&text);
            let is_name_shown = secrets.hide_known(name.as_str()) == name.as_str();
            self.repeats_secret |= shown != text || !is_name_shown;
            if let (true, Ok(value)) = (is_name_shown, HeaderValue::from_bytes(shown.as_bytes())) {
                kept.insert(name.clone(), value);
            }
        }
        kept
    }

    /// Returns the body and its envelope.
    fn body(
        &mut self,
        body: &[u8],
        decoded: Option<&[u8]>,
        is_cut: bool,
        secrets: &Secrets<'_>,
    ) -> (Vec<u8>, Option<Box<RawValue>>) {
        let Some(decoded) = decoded else {
            self.is_opaque = true;
            return (HIDDEN.into(), None);
        };
        let mut text = String::from_utf8_lossy(decoded);
        let start = is_cut.then(|| without_cut_word(&text));
        if let Some(start) = start.filter(|start| start.trim_end_matches('…').len() < text.len()) {
            self.has_cut_word = true;
            text = start.into();
        }
        let shown = secrets.hide_known(&text);
        let envelope = envelope(&shown);
        // A coding has parts that are not in the decoded body: the name of a file, and all that comes after its end.
        let coded = String::from_utf8_lossy(body);
        let repeats_secret = shown != text || (body != decoded && secrets.hide_known(&coded) != coded);
        self.repeats_secret |= repeats_secret;
        let body = match (body == decoded, self.has_cut_word || repeats_secret) {
            (_, false) => body.into(),
            (true, true) => shown.as_bytes().into(),
            (false, true) => HIDDEN.into(),
        };
        (body, envelope)
    }

    fn sentences(&self) -> impl Iterator<Item = &'static str> {
        let sentences = [
            (
                self.has_cookie,
                "the answer sets a cookie or a token; the case file is without that header",
            ),
            (
                self.repeats_secret,
                "the answer repeats a secret of the request; the case file is without it",
            ),
            (
                self.is_opaque,
                "the case file is without the body: it may repeat a secret of the request",
            ),
            (
                self.has_cut_word,
                "the body was cut inside a word, which may be a secret; the case file is without that word",
            ),
            (
                self.has_joined_header,
                "a header is there more than once; the case file has one with all its values",
            ),
            (
                self.has_odd_header,
                "a header is not UTF-8; the case file has other characters there",
            ),
        ];
        sentences
            .into_iter()
            .filter_map(|(holds, sentence)| holds.then_some(sentence))
    }
}

/// Returns the envelope in a body.
fn envelope(body: &str) -> Option<Box<RawValue>> {
    let short = Some(body).filter(|body| body.len() <= ENVELOPE_MAX)?;
    let envelope = serde_json::from_str(short).ok().filter(Value::is_object)?;
    to_raw_value(&envelope).ok()
}

/// Returns whether a header of an answer sets a secret by its name.
fn is_cookie(name: &HeaderName) -> bool {
    is_secret(name.as_str()) && name != "www-authenticate"
}

/// The JSON object of an answer.
#[derive(Serialize)]
struct Object<'a> {
    status: u16,
    headers: Vec<(&'a str, Cow<'a, str>)>,
    envelope: Option<&'a RawValue>,
    differences: &'a [String],
}

impl Serialize for UpstreamAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let headers = self.answer.response().headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
        let object = Object {
            status: self.status(),
            headers: headers.collect(),
            envelope: self.envelope.as_deref(),
            differences: &self.differences,
        };
        object.serialize(serializer)
    }
}
