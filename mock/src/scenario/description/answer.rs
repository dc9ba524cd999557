use serde::Deserialize;

use super::bytes::Bytes;
use super::given::Given;
use super::headers::Headers;
use super::number::Number;
use crate::scenario::answer::Answer;

/// The status of an answer.
pub(super) type Status = Number<200, 599>;

/// The members of a description's answer.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "an object with status, headers and body")]
pub(super) struct AnswerMembers {
    status: Given<Status>,
    headers: Given<Headers>,
    body: Given<Bytes>,
}

impl AnswerMembers {
    pub(super) fn answer(self) -> Answer {
        let Bytes(body) = self.body.0.unwrap_or_default();
        with_status_and_headers(Answer::raw(200, body), self.status, self.headers)
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
