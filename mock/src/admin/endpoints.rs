mod case_file;
mod notebooks;
mod parameters;
mod requests;
mod selection;
mod verify;

use case_file::{case_file, is_case_file};
use notebooks::{NewState, notebooks};
use requests::requests;
use selection::{NewDelay, append, queue, remove, set_default};
use serde::Serialize;
use serde_json::{Value, json};
use verify::verify;

use super::response::{AdminError, json, json_text};
use crate::context::Context;
use crate::http::Response;
use crate::net::tls::TlsCase;
use crate::scenario::{Case, Delay, SCHEMA, object};

/// The start of the path of an entry of the queue.
const ENTRY: &str = "queue/";

/// The body that sets the delay.
const DELAY: &str = r#"{"delay": "100ms..2s"}"#;

/// The problem of a query to an endpoint that removes everything.
const NO_PARAMETERS: &str =
    "there are no parameters: everything would be removed; DELETE /__admin/queue/ID removes one entry";

/// The description of an endpoint in the list at `/__admin/`.
#[derive(Serialize)]
struct Endpoint {
    method: &'static str,
    path: &'static str,
    body: Option<&'static str>,
    says: &'static str,
}

const ENDPOINTS: [Endpoint; 18] = [
    get(
        "/__admin/health",
        "the URL and the settings of the mock, and its counts",
    ),
    get("/__admin/cases", "all cases"),
    get(
        "/__admin/requests?after=NUMBER&state=open|ended&wait=30s&count=NUMBER",
        "the requests that match; waits up to 30 seconds for one of them, or for this number; filters: after, state, \
         case, notebook, token, connection, executed, refused, repeated",
    ),
    get(
        "/__admin/verify?posts=1&executed=1&refused=0&repeats=0&within=5s&settle=300ms",
        "waits until the counts are as expected, and stay so; else 417; filters: case, notebook, token, connection",
    ),
    get(
        "/__admin/requests/ID/case",
        "the case that replays the answer of the upstream service to this request",
    ),
    change(
        "DELETE",
        "/__admin/requests",
        None,
        "clears the journal, and returns it",
    ),
    get("/__admin/queue", "the queue of cases"),
    change(
        "POST",
        "/__admin/queue",
        Some(r#"ENTRY, [ENTRY] or {"cases": [ENTRY]}; /__admin/schema describes an entry"#),
        "appends to the queue, and returns it",
    ),
    change(
        "DELETE",
        "/__admin/queue/ID?times=NUMBER",
        None,
        "removes an entry, or this number of its uses, and returns the queue",
    ),
    change("DELETE", "/__admin/queue", None, "clears the queue, and returns it"),
    get("/__admin/schema", "the JSON Schema of an entry of the queue"),
    get("/__admin/default", "the default case"),
    change(
        "PUT",
        "/__admin/default",
        Some("an entry without times, delay, token and notebook; with --upstream also \"upstream\""),
        "sets the default case, and returns it",
    ),
    get("/__admin/delay", "the delay before a case is played"),
    change("PUT", "/__admin/delay", Some(DELAY), "sets the delay, and returns it"),
    get(
        "/__admin/notebooks",
        "the known states of notebooks, of a mock with --stateful",
    ),
    change(
        "POST",
        "/__admin/notebooks",
        Some(r#"{"notebook": ID, "state": "running" or "stopped"}"#),
        "sets the state of a notebook, and returns the known states",
    ),
    change(
        "POST",
        "/__admin/reset",
        None,
        "restores the initial state, and returns the health",
    ),
];

const fn get(path: &'static str, says: &'static str) -> Endpoint {
    change("GET", path, None, says)
}

const fn change(method: &'static str, path: &'static str, body: Option<&'static str>, says: &'static str) -> Endpoint {
    Endpoint {
        method,
        path,
        body,
        says,
    }
}

/// Calls an endpoint, by its path after `/__admin/`.
pub(super) async fn call(
    context: &Context,
    method: &str,
    endpoint: &str,
    query: &str,
    body: &[u8],
) -> Result<Response, AdminError> {
    let Context { state, journal, .. } = context;
    match (method, endpoint) {
        // A filter would not limit it, and all would be lost.
        ("DELETE", "requests" | "queue") if !query.is_empty() => return Err(AdminError::new(NO_PARAMETERS)),
        ("GET", "") => return Ok(json(&json!({ "endpoints": ENDPOINTS }))),
        ("GET", "cases") => return Ok(cases()),
        ("GET", "health" | "queue" | "default" | "delay") => {}
        ("GET", path) if is_case_file(path) => return case_file(context, path),
        ("GET", "requests") => return requests(context, query).await,
        ("GET", "verify") => return verify(context, query).await,
        ("DELETE", "requests") => {
            journal.entries().clear();
            return requests(context, "").await;
        }
        ("GET", "schema") => return Ok(schema()),
        ("POST", "queue") => append(state, body)?,
        ("DELETE", "queue") => state.clear_queue(),
        ("DELETE", entry) if entry.starts_with(ENTRY) => {
            remove(state, &entry[ENTRY.len()..], query)?;
            return Ok(json(&queue(state)));
        }
        ("PUT", "default") => set_default(context, body)?,
        ("PUT", "delay") => {
            let delay = object::<NewDelay>(body, DELAY)?.delay.parse::<Delay>();
            state.set_delay_with_first_seed(delay.map_err(|invalid| AdminError::new(invalid.to_string()))?);
        }
        ("GET", "notebooks") => return notebooks(context),
        ("POST", "notebooks") => {
            object::<NewState>(body, r#"{"notebook": "1821067171420946434", "state": "running"}"#)?.set(context)?;
            return notebooks(context);
        }
        ("POST", "reset") => context.reset(),
        (_, entry) if entry.starts_with(ENTRY) => return Err(AdminError::not_allowed("DELETE")),
        (_, "" | "health" | "cases" | "schema" | "verify") => return Err(AdminError::not_allowed("GET, HEAD")),
        (_, path) if is_case_file(path) => return Err(AdminError::not_allowed("GET, HEAD")),
        (_, "requests") => return Err(AdminError::not_allowed("GET, HEAD, DELETE")),
        (_, "queue") => return Err(AdminError::not_allowed("GET, HEAD, POST, DELETE")),
        (_, "default" | "delay") => return Err(AdminError::not_allowed("GET, HEAD, PUT")),
        (_, "notebooks") => return Err(AdminError::not_allowed("GET, HEAD, POST")),
        (_, "reset") => return Err(AdminError::not_allowed("POST")),
        _ => return Err(AdminError::not_found()),
    }
    Ok(match endpoint {
        "queue" => json(&queue(state)),
        "default" => json(&json!({ "case": state.default().name() })),
        "delay" => json(&json!({ "delay": state.delay() })),
        _ => health(context),
    })
}

fn health(context: &Context) -> Response {
    let delay = context.state.delay();
    let entries = context.journal.entries();
    json(&json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "url": context.url,
        "tlsCase": context.tls_case.map(TlsCase::name),
        "delay": delay,
        "executed": entries.executed(),
        "repeats": entries.repeated(),
        "requests": entries.count(),
        "dropped": entries.dropped(),
        "cleared": entries.cleared(),
    }))
}

fn schema() -> Response {
    json_text(SCHEMA.trim_end().to_owned())
}

fn cases() -> Response {
    let cases = Case::all().iter();
    let cases: Vec<Value> = cases
        .map(|case| json!({"name": case.name(), "alias": case.alias(), "family": case.family(), "summary": case.summary()}))
        .collect();
    json(&json!({ "cases": cases }))
}
