//! Descriptions of cases in JSON, as the admin interface and the command line take them.

mod answer;
mod bytes;
mod describe;
mod entry;
mod given;
mod headers;
mod invalid;
mod members;
mod number;
mod script;
mod text;
mod text_or_object;

use describe::describe;
pub(crate) use entry::entries_over_http;
pub use invalid::InvalidDescription;
pub(crate) use invalid::object;
use invalid::{from_json, text, without_mark};
use members::Members;
use serde::{Deserialize, Deserializer};
pub(crate) use text::family_of_catalogue;
use text::named;
use text_or_object::{TextOrObject, text_or_object};

use super::case::Case;

/// The JSON Schema of an entry of the queue.
pub(crate) const SCHEMA: &str = include_str!("description/schema.json");

/// Descriptions.
impl Case {
    /// Reads the description of a case: the name of one of the catalogue, a code, an answer, or a script.
    ///
    /// ```
    /// use scnet_notebook_mock::{Case, Server};
    ///
    /// let server = Server::start();
    /// server.reply_with(Case::from_json(r#"{"code": 911042, "msg": "try later", "status": 502}"#)?);
    /// server.queue(Case::from_json(r#"{"script": [{"send": "HTTP/1.1 200 OK\r\n"}, {"wait": "300ms"}, "reset"]}"#)?);
    /// let error = Case::from_json(r#"{"answer": {"status": 99}}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "answer.status: expected a whole number from 200 to 599");
    /// # Ok::<(), scnet_notebook_mock::InvalidDescription>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is no such description. The error has the path to the invalid part, and its expectation.
    pub fn from_json(text: &str) -> Result<Self, InvalidDescription> {
        from_json(without_mark(text)).map(|Description(case)| case)
    }

    /// Writes a description from which the case can be read again. Bytes that are not UTF-8 are in base64.
    ///
    /// ```
    /// use scnet_notebook_mock::{Case, Script};
    ///
    /// let description = Case::from(Script::reply("HTTP/1.1 200 OK\r\n").reset()).to_json();
    /// assert_eq!(description, r#"{"on":"request","script":[{"send":"HTTP/1.1 200 OK\r\n"},"reset"]}"#);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        describe(self).to_string()
    }

    /// Reads the same from bytes.
    pub(crate) fn from_json_bytes(bytes: &[u8]) -> Result<Self, InvalidDescription> {
        from_json(text(bytes)?).map(|Description(case)| case)
    }
}

/// The description of a case.
struct Description(Case);

impl TextOrObject for Description {
    type Object = Members;

    const EXPECTED: &str = "the name of a case, or an object with case, code, answer or script";

    fn from_text(name: &str) -> Result<Self, String> {
        named(name).map(Self)
    }

    fn from_object(members: Members) -> Result<Self, String> {
        if members.times.is_given() || members.delay.is_given() || members.is_limited() {
            return Err("times, delay, token and notebook are only for an entry of the queue".to_owned());
        }
        members.case().map(Self)
    }
}

impl<'de> Deserialize<'de> for Description {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object(deserializer)
    }
}
