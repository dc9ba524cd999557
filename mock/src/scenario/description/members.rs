use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::{Status, WholeAnswer, with_status_and_headers};
use super::given::Given;
use super::headers::Headers;
use super::number::{CodeNumber, Number};
use super::script::Steps;
use super::text::{CatalogueName, NotebookId, On, OwnDelay, OwnName, Token};
use crate::scenario::answer::Answer;
use crate::scenario::case::Case;
use crate::scenario::queue::USES_MAX;
use crate::scenario::script::Trigger;

/// The members of a description, and of an entry of the queue.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Members {
    case: Given<CatalogueName>,

    code: Given<CodeNumber>,
    msg: Given<Box<RawValue>>,
    data: Given<Box<RawValue>>,
    status: Given<Status>,
    headers: Given<Headers>,

    answer: Given<WholeAnswer>,

    script: Given<Steps>,
    on: Given<On>,

    name: Given<OwnName>,
    executed: Given<bool>,

    pub(super) times: Given<Number<1, USES_MAX>>,
    pub(super) delay: Given<OwnDelay>,
    pub(super) token: Given<Token>,
    pub(super) notebook: Given<NotebookId>,
}

impl Members {
    /// Returns whether an entry is only for one device.
    pub(super) fn is_limited(&self) -> bool {
        self.token.is_given() || self.notebook.is_given()
    }

    /// Makes the case. The error is the expectation.
    pub(super) fn case(self) -> Result<Case, String> {
        let is_envelope = [&self.msg, &self.data].iter().any(|member| member.is_given())
            || self.status.is_given()
            || self.headers.is_given();
        if is_envelope && !self.code.is_given() {
            return Err("msg, data, status and headers are only for a code".to_owned());
        }
        if self.on.is_given() && !self.script.is_given() {
            return Err("on is only for a script".to_owned());
        }
        let is_own = self.name.is_given() || self.executed.is_given();
        let case = match (self.case.0, self.code.0, self.answer.0, self.script.0) {
            (Some(_), None, None, None) if is_own => {
                return Err("name and executed are not for a case of the catalogue, which has its own".to_owned());
            }
            (Some(CatalogueName(case)), None, None, None) => case,
            (None, Some(CodeNumber(code)), None, None) => {
                let [message, data] = [&self.msg, &self.data].map(|raw| raw.0.as_deref().map(RawValue::get));
                let answer = Answer::envelope(code, message, data);
                with_status_and_headers(answer, self.status, self.headers).into()
            }
            (None, None, Some(WholeAnswer(answer)), None) => answer.into(),
            (None, None, None, Some(steps)) => {
                let On(trigger) = self.on.0.unwrap_or(On(Trigger::Request));
                if trigger != Trigger::Request && self.executed.0 == Some(true) {
                    return Err("executed cannot be true for a script on accept or head: \
                                the service has no whole request to carry out"
                        .to_owned());
                }
                steps.script(trigger).into()
            }
            _ => return Err("expected exactly one of case, code, answer and script".to_owned()),
        };
        let case = match self.executed.0 {
            Some(executed) => case.with_refusal(!executed),
            None => case,
        };
        Ok(match self.name.0 {
            Some(OwnName(name)) => case.with_name(name),
            None => case,
        })
    }
}
