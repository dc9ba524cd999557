mod parameters;
mod requests;
mod selection;
mod verify;

use requests::requests;
use selection::{Default, NewDelay, Queued, find_case};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use verify::verify;

use super::response::{AdminError, json};
use crate::context::Context;
use crate::http::Response;
use crate::net::tls::TlsCase;
use crate::scenario::{Case, Delay};

/// The description of an endpoint in the list at `/__admin/`.
#[derive(Serialize)]
struct Endpoint {
    method: &'static str,
    path: &'static str,
    body: Option<&'static str>,
    says: &'static str,
}

const ENDPOINTS: [Endpoint; 13] = [
    get(
        "/__admin/health",
        "the URL and the settings of the mock, and its counts",
    ),
    get("/__admin/cases", "all cases"),
    get(
        "/__admin/requests?after=NUMBER&state=open|ended&wait=SECONDS&count=NUMBER",
        "the requests that match; waits until there are so many, or any; filters: after, state, case, notebook, token, \
         connection, executed, refused, repeated",
    ),
    get(
        "/__admin/verify?posts=1&executed=1&refused=0&repeats=0&within=5s&settle=300ms",
        "waits until the counts are as expected, and stay so; else 417; filters: case, notebook, token, connection",
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
        Some(r#"{"case": NAME} or {"cases": [NAME]}"#),
        "appends to the queue, and returns it",
    ),
    change("DELETE", "/__admin/queue", None, "clears the queue, and returns it"),
    get("/__admin/default", "the default case"),
    change(
        "PUT",
        "/__admin/default",
        Some(r#"{"case": NAME}"#),
        "sets the default case, and returns it",
    ),
    get("/__admin/delay", "the delay before a case is played"),
    change(
        "PUT",
        "/__admin/delay",
        Some(r#"{"delay": "100ms..2s"}"#),
        "sets the delay, and returns it",
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
        ("GET", "") => return Ok(json(&json!({ "endpoints": ENDPOINTS }))),
        ("GET", "cases") => return Ok(cases()),
        ("GET", "health" | "queue" | "default" | "delay") => {}
        ("GET", "requests") => return requests(context, query).await,
        ("GET", "verify") => return verify(context, query).await,
        ("DELETE", "requests") => {
            journal.entries().clear();
            return requests(context, "").await;
        }
        ("POST", "queue") => state.queue(parse::<Queued>(body)?.cases(state)?),
        ("DELETE", "queue") => state.clear_queue(),
        ("PUT", "default") => state.set_default(find_case(&parse::<Default>(body)?.case)?),
        ("PUT", "delay") => {
            let delay = parse::<NewDelay>(body)?.delay.parse::<Delay>();
            state.set_delay_with_first_seed(delay.map_err(|invalid| AdminError::new(invalid.to_string()))?);
        }
        ("POST", "reset") => {
            state.reset();
            journal.entries().reset();
        }
        (_, "" | "health" | "cases" | "verify") => return Err(AdminError::not_allowed("GET, HEAD")),
        (_, "requests") => return Err(AdminError::not_allowed("GET, HEAD, DELETE")),
        (_, "queue") => return Err(AdminError::not_allowed("GET, HEAD, POST, DELETE")),
        (_, "default" | "delay") => return Err(AdminError::not_allowed("GET, HEAD, PUT")),
        (_, "reset") => return Err(AdminError::not_allowed("POST")),
        _ => return Err(AdminError::not_found()),
    }
    Ok(match endpoint {
        "queue" => {
            let queue: Vec<_> = state.queued().iter().map(|case| case.name().to_owned()).collect();
            json(&json!({ "queue": queue }))
        }
        "default" => json(&json!({ "case": state.default().name() })),
        "delay" => json(&json!({ "delay": state.delay() })),
        _ => health(context),
    })
}

fn parse<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, AdminError> {
    serde_json::from_slice(body).map_err(|problem| AdminError::new(format!("the body is invalid: {problem}")))
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

fn cases() -> Response {
    let cases = Case::all().iter();
    let cases: Vec<Value> = cases
        .map(|case| json!({"name": case.name(), "alias": case.alias(), "family": case.family(), "summary": case.summary()}))
        .collect();
    json(&json!({ "cases": cases }))
}
