use serde::Deserialize;
use serde_json::{Value, json};

use super::parameters::parameters;
use crate::admin::response::AdminError;
use crate::context::Context;
use crate::scenario::{Case, Delay, InvalidDescription, QueueFull, State, entries_over_http};

/// The body that sets the delay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDelay {
    pub(super) delay: String,
}

/// Appends the entries of a body to the queue.
pub(super) fn append(state: &State, body: &[u8]) -> Result<(), AdminError> {
    Ok(state.queue_if_room(entries_over_http(body)?)?)
}

/// Removes an entry, or as many of its uses as the query says.
pub(super) fn remove(state: &State, id: &str, query: &str) -> Result<(), AdminError> {
    let mut times = None;
    for parameter in parameters(query)? {
        match (parameter.name, parameter.value.parse()) {
            ("times", Ok(number @ 1..)) => times = Some(number),
            ("times", _) => return Err(parameter.not("a number of at least 1")),
            _ => return Err(parameter.unknown("times")),
        }
    }
    match id.parse() {
        Ok(id) if state.remove(id, times) => Ok(()),
        _ => Err(AdminError::gone(
            "the queue has no entry of this number; it was used or removed",
        )),
    }
}

/// Returns the entries of the queue.
pub(super) fn queue(state: &State) -> Value {
    let entries = state.queued().into_iter().map(|entry| {
        let queued = &entry.queued;
        json!({
            "id": entry.id,
            "case": queued.case().name(),
            "times": queued.uses(),
            "delay": queued.own_delay().map(Delay::to_string),
            "token": queued.token_end(),
            "notebook": queued.notebook_id(),
        })
    });
    json!({ "queue": entries.collect::<Vec<_>>() })
}

/// Sets the default to the case of a body, or to the upstream service, which is a case only of a mock that has one.
pub(super) fn set_default(context: &Context, body: &[u8]) -> Result<(), AdminError> {
    let case = match Case::from_json_bytes(body) {
        Err(_) if names(body, Case::upstream().name()) => {
            let passes_on = context.upstream.is_some();
            let case = passes_on.then(Case::upstream);
            case.ok_or_else(|| AdminError::new("the mock passes no start on: start it with --upstream"))?
        }
        case => case?,
    };
    context.state.set_default(case);
    Ok(())
}

/// Returns whether a description is only the name of this case.
fn names(description: &[u8], name: &str) -> bool {
    let value = serde_json::from_slice::<Value>(description);
    value.is_ok_and(|value| value == name || value == json!({ "case": name }))
}

impl From<InvalidDescription> for AdminError {
    fn from(invalid: InvalidDescription) -> Self {
        Self::new(invalid.to_string())
    }
}

impl From<QueueFull> for AdminError {
    fn from(full: QueueFull) -> Self {
        Self::new(full.to_string())
    }
}
