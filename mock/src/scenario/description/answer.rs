use serde::{Deserialize, Deserializer};

use super::bytes::Bytes;
use super::given::Given;
use super::headers::Headers;
use super::number::Number;
use super::text_or_object::{TextOrObject, text_or_object};
use crate::scenario::answer::Answer;

/// The status of an answer.
pub(super) type Status = Number<200, 599>;

/// A whole answer.
pub(super) struct WholeAnswer(pub(super) Answer);

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AnswerMembers {
    status: Given<Status>,
    headers: Given<Headers>,
    body: Given<Bytes>,
}

impl TextOrObject for WholeAnswer {
    type Object = AnswerMembers;

    const EXPECTED: &str = "an object with status, headers and body";

    fn from_object(members: AnswerMembers) -> Result<Self, String> {
        let Bytes(body) = members.body.0.unwrap_or_default();
        let answer = with_status_and_headers(Answer::raw(200, body), members.status, members.headers);
        Ok(Self(answer))
    }
}

impl<'de> Deserialize<'de> for WholeAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object(deserializer)
    }
}

/// Sets the status and the headers that are given.
pub(super) fn with_status_and_headers(answer: Answer, status: Given<Status>, headers: Given<Headers>) -> Answer {
    let status = status.0.and_then(|status| u16::try_from(status.0).ok());
    let answer = match status {
        Some(status) => answer.with_status(status),
        None => answer,
    };
    let Headers(headers) = headers.0.unwrap_or_default();
    headers
        .iter()
        .fold(answer, |answer, (name, value)| answer.with_header(name, value))
}
