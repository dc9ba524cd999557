use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::response::{AdminError, json};
use crate::context::Context;
use crate::http::Response;
use crate::scenario::{NotebookState, Notebooks};

/// The body that sets the state of a notebook.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewState {
    notebook: String,
    state: NotebookState,
}

impl NewState {
    pub(super) fn set(&self, context: &Context) -> Result<(), AdminError> {
        let is_set = known(context)?.set(&self.notebook, self.state);
        is_set
            .then_some(())
            .ok_or_else(|| AdminError::new("notebook: expected an id of 1 to 64 digits"))
    }
}

/// Returns the known states of notebooks.
pub(super) fn notebooks(context: &Context) -> Result<Response, AdminError> {
    let states = known(context)?.all();
    let states = states
        .iter()
        .map(|(id, state)| json!({ "notebook": id, "state": state }));
    Ok(json(&json!({ "notebooks": states.collect::<Vec<Value>>() })))
}

fn known(context: &Context) -> Result<&Notebooks, AdminError> {
    let notebooks = context.notebooks.as_ref();
    notebooks.ok_or_else(|| AdminError::new("the mock remembers no states of notebooks: start it with --stateful"))
}
