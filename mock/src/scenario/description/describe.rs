use core::str;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};

use super::text::own_name;
use crate::scenario::answer::Answer;
use crate::scenario::behavior::Behavior;
use crate::scenario::case::Case;
use crate::scenario::script::{Ending, Script, Step, Trigger};

/// Writes the description from which the case can be read again.
pub(crate) fn describe(case: &Case) -> Value {
    if case.is_of_catalogue() {
        return case.name().into();
    }
    let (mut members, unmarked) = match case.behavior() {
        Behavior::Answer(answer) => (describe_answer(answer), Case::from(answer.clone())),
        Behavior::Script(script) => (describe_script(script), Case::from(script.clone())),
        Behavior::Upstream => return case.name().into(),
    };
    if case.name() != unmarked.name()
        && let Ok(name) = own_name(case.name())
    {
        members.insert("name".to_owned(), name.into());
    }
    if case.refuses() != unmarked.refuses() {
        members.insert("executed".to_owned(), (!case.refuses()).into());
    }
    members.into()
}

fn describe_answer(answer: &Answer) -> Map<String, Value> {
    // The answer of a code has its envelope.
    let (kind, plain) = match answer.of_code() {
        Some(code) => (json!({"code": code.number()}), Answer::code(code)),
        None => (json!({"body": bytes(answer.body())}), Answer::raw(200, "")),
    };
    let mut members = Map::from_iter(kind.as_object().cloned().unwrap_or_default());
    if answer.status() != plain.status() {
        members.insert("status".to_owned(), answer.status().into());
    }
    let plain = &plain.response().headers;
    let headers = answer.response().headers.iter();
    let headers = headers.filter(|(name, value)| plain.get(*name) != Some(value));
    let headers = headers.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into())
    });
    let headers: Map<_, _> = headers.collect();
    if !headers.is_empty() {
        members.insert("headers".to_owned(), headers.into());
    }
    match answer.of_code() {
        Some(_) => members,
        None => Map::from_iter([("answer".to_owned(), members.into())]),
    }
}

fn describe_script(script: &Script) -> Map<String, Value> {
    let time = |pause: &core::time::Duration| humantime::format_duration(*pause).to_string();
    let steps = script.steps().iter().map(|step| match step {
        Step::Send(sent) => json!({ "send": bytes(sent) }),
        Step::Wait(pause) => json!({ "wait": time(pause) }),
        Step::Dribble {
            bytes: all,
            piece,
            every,
        } => {
            json!({"dribble": {"bytes": bytes(all), "piece": piece, "every": time(every)}})
        }
    });
    let ending = match script.ending() {
        Ending::Keep => "keep",
        Ending::Hold => "hold",
        Ending::Close => "close",
        Ending::Reset => "reset",
    };
    let on = match script.trigger() {
        Trigger::Accept => "accept",
        Trigger::Head => "head",
        Trigger::Request => "request",
    };
    let steps: Vec<_> = steps.chain([ending.into()]).collect();
    Map::from_iter([("script".to_owned(), steps.into()), ("on".to_owned(), on.into())])
}

/// Writes bytes as a string, or in base64 if they are not UTF-8.
fn bytes(bytes: &[u8]) -> Value {
    match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => json!({ "base64": BASE64_STANDARD.encode(bytes) }),
    }
}
