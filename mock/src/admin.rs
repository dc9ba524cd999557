mod endpoints;

use core::time::Duration;

use endpoints::ENDPOINTS;

pub(crate) use crate::http::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::request_body::{BODY_HELD, Body};
use crate::http::request_head::Head;
use crate::journal::json::Entry;
use crate::net::listener::House;
use crate::scenario::state::{Door, QUEUE_MAX};
use crate::{Case, Delay, TlsCase};

/// Where the admin interface begins, and the two files beside it.
const ADMIN: &str = "/__admin/";
const ADMIN_BARE: &str = "/__admin";
const PAGE: &str = "/";
const OPENAPI: &str = "/openapi.yaml";

/// What is wrong with a body of another kind, or with none at all, and what helps.
const NOT_JSON: &str =
    "the header Content-Type is not application/json; for curl, add -H 'Content-Type: application/json'";

/// How long a poll may wait.
const WAIT_MAX: u64 = 30;

/// Returns whether a request is for the admin interface or the page, and not for the service.
pub(crate) fn is_for(head: &Head) -> bool {
    let is_read = matches!(head.method.as_str(), "GET" | "HEAD");
    head.path.starts_with(ADMIN) || head.path == ADMIN_BARE || (is_read && (head.path == PAGE || head.path == OPENAPI))
}

/// The same by the first bytes of a request, as soon as they tell.
pub(crate) fn is_called_by(bytes: &[u8]) -> Option<bool> {
    let starts = ["GET / ", "GET /?", "GET /openapi.yaml", "HEAD / ", "HEAD /openapi.yaml"];
    let admin = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].map(|method| format!("{method} {ADMIN_BARE}"));
    let admin = admin
        .iter()
        .flat_map(|start| ["/", " ", "?"].map(|end| format!("{start}{end}")));
    let admin: Vec<_> = admin.collect();
    let starts = || starts.into_iter().chain(admin.iter().map(String::as_str));
    if starts().any(|start| bytes.starts_with(start.as_bytes())) {
        Some(true)
    } else if starts().any(|start| start.as_bytes().starts_with(bytes)) {
        None
    } else {
        Some(false)
    }
}

/// Answers a request to the admin interface.
pub(crate) async fn respond(house: &House, head: &Head, body: &Body) -> Response {
    if !body.is_held() {
        return Response::error(400, &format!("the body has more than {BODY_HELD} bytes"));
    }
    match answer(house, head, &body.held).await {
        Ok(response) | Err(response) => response,
    }
}

async fn answer(house: &House, head: &Head, body: &[u8]) -> Result<Response, Response> {
    let door = &house.door;
    let method = match head.method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    if matches!(method, "POST" | "PUT") && !is_json(head) {
        return Err(Response::error(400, NOT_JSON));
    }
    let path = head.path.as_str();
    let path = path
        .strip_prefix(ADMIN)
        .unwrap_or(if path == ADMIN_BARE { "" } else { path });
    Ok(match (method, path) {
        ("GET", "") => Response::json(&json!({ "endpoints": ENDPOINTS })),
        ("GET", PAGE) => Response::file("text/html; charset=utf-8", include_str!("../page/index.html").into()),
        ("GET", OPENAPI) => Response::file("application/yaml", crate::openapi()),
        ("GET", "health") => health(house),
        ("GET", "cases") => cases(),
        ("GET", "requests") => requests(door, head.query.as_deref().unwrap_or_default()).await?,
        ("DELETE", "requests") => {
            door.journal().clear();
            requests(door, "").await?
        }
        ("GET", "queue") => queue(door),
        ("POST", "queue") => {
            door.queue(read::<Queued>(body)?.cases(door)?);
            queue(door)
        }
        ("DELETE", "queue") => {
            door.clear_queue();
            queue(door)
        }
        ("GET", "default") => default(door),
        ("PUT", "default") => {
            door.set_default(named(&read::<Chosen>(body)?.case)?);
            default(door)
        }
        ("GET", "delay") => delay(door),
        ("PUT", "delay") => {
            let wanted = read::<Waited>(body)?.delay.parse::<Delay>();
            door.set_delay_seeded(wanted.map_err(|invalid| Response::error(400, &invalid.to_string()))?);
            delay(door)
        }
        ("POST", "reset") => {
            door.reset();
            health(house)
        }
        (_, "" | "health" | "cases") => return Err(Response::not_allowed("GET, HEAD")),
        (_, "requests") => return Err(Response::not_allowed("GET, HEAD, DELETE")),
        (_, "queue") => return Err(Response::not_allowed("GET, HEAD, POST, DELETE")),
        (_, "default" | "delay") => return Err(Response::not_allowed("GET, HEAD, PUT")),
        (_, "reset") => return Err(Response::not_allowed("POST")),
        _ => {
            return Err(Response::error(
                404,
                "the admin interface has no such endpoint; GET /__admin/ lists those that it has",
            ));
        }
    })
}

/// A foreign web page can send JSON only after it has asked, which is refused. It has to ask before a DELETE anyway.
fn is_json(head: &Head) -> bool {
    let value = head.headers.get("content-type").and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = r#"it is neither {"case": NAME} nor {"cases": [NAME]}"#
)]
enum Queued {
    One { case: String },
    Several { cases: Vec<String> },
}

impl Queued {
    fn cases(self, door: &Door) -> Result<Vec<Case>, Response> {
        let names = match self {
            Self::One { case } => vec![case],
            Self::Several { cases } => cases,
        };
        if door.queued().len() + names.len() > QUEUE_MAX {
            return Err(Response::error(
                400,
                &format!("the queue holds {QUEUE_MAX} cases at most"),
            ));
        }
        names.iter().map(|name| named(name)).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    case: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Waited {
    delay: String,
}

fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Response> {
    serde_json::from_slice(body)
        .map_err(|error| Response::error(400, &format!("the body is not what it should be: {error}")))
}

fn named(name: &str) -> Result<Case, Response> {
    Case::named(name).map_err(|unknown| Response::error(400, &unknown.to_string()))
}

fn health(house: &House) -> Response {
    let delay = house.door.shown_delay();
    let journal = house.door.journal();
    Response::json(&json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "url": house.url,
        "tlsCase": house.tls_case.map(TlsCase::name),
        "delay": delay,
        "executed": journal.executed(),
        "requests": journal.count(),
        "dropped": journal.dropped(),
        "cleared": journal.cleared(),
    }))
}

fn cases() -> Response {
    let cases = Case::all().iter();
    let cases: Vec<Value> = cases
        .map(|case| json!({"name": case.name(), "alias": case.alias(), "family": case.family(), "summary": case.summary()}))
        .collect();
    Response::json(&json!({ "cases": cases }))
}

fn queue(door: &Door) -> Response {
    let queue: Vec<_> = door.queued().iter().map(|case| case.name().to_owned()).collect();
    Response::json(&json!({ "queue": queue }))
}

fn default(door: &Door) -> Response {
    Response::json(&json!({"case": door.default().name()}))
}

fn delay(door: &Door) -> Response {
    Response::json(&json!({"delay": door.shown_delay()}))
}

/// Shows the journal, where it is asked to as soon as there is something new.
async fn requests(door: &Door, query: &str) -> Result<Response, Response> {
    let (mut after, mut wait) = (0, 0);
    for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
        let number = value.parse::<u64>();
        let number = number.map_err(|_| Response::error(400, &format!("{name} is not a number")))?;
        match name {
            "after" => after = number,
            "wait" => wait = number.min(WAIT_MAX),
            _ => return Err(Response::error(400, &format!("there is no parameter {name}"))),
        }
    }
    if wait > 0 {
        let news = door.find(|journal| (!journal.after(after).is_empty()).then_some(()));
        // Whether or not there is any.
        let _ = tokio::time::timeout(Duration::from_secs(wait), news).await;
    }
    let journal = door.journal();
    let requests = journal.after(after);
    let entries: Vec<_> = requests.iter().map(Entry::from).collect();
    Ok(Response::json(&json!({
        "requests": entries,
        "dropped": journal.dropped(),
        "cleared": journal.cleared(),
        "total": journal.count(),
    })))
}
