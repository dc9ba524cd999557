use serde::Serialize;

/// What the admin interface answers to, as it tells whoever asks for `/__admin/`.
#[derive(Serialize)]
pub(super) struct Endpoint {
    method: &'static str,
    path: &'static str,
    body: Option<&'static str>,
    says: &'static str,
}

pub(super) const ENDPOINTS: [Endpoint; 12] = [
    reads("/__admin/health", "where the mock is, and what it has done"),
    reads("/__admin/cases", "every case that can be chosen"),
    reads(
        "/__admin/requests?after=NUMBER&wait=SECONDS",
        "the journal after a request, at once or when there is more",
    ),
    does("DELETE", "/__admin/requests", None, "clears the journal, and shows it"),
    reads("/__admin/queue", "the cases that come next"),
    does(
        "POST",
        "/__admin/queue",
        Some(r#"{"case": NAME} or {"cases": [NAME]}"#),
        "appends to the queue, and shows it",
    ),
    does("DELETE", "/__admin/queue", None, "empties the queue, and shows it"),
    reads(
        "/__admin/default",
        "the case that is played where nothing else is chosen",
    ),
    does(
        "PUT",
        "/__admin/default",
        Some(r#"{"case": NAME}"#),
        "sets the default, and shows it",
    ),
    reads("/__admin/delay", "how long the mock waits before it plays a case"),
    does(
        "PUT",
        "/__admin/delay",
        Some(r#"{"delay": "100ms..2s"}"#),
        "sets the delay, and shows it",
    ),
    does(
        "POST",
        "/__admin/reset",
        None,
        "makes everything as it was at the start, and shows the health",
    ),
];

const fn reads(path: &'static str, says: &'static str) -> Endpoint {
    does("GET", path, None, says)
}

const fn does(method: &'static str, path: &'static str, body: Option<&'static str>, says: &'static str) -> Endpoint {
    Endpoint {
        method,
        path,
        body,
        says,
    }
}
