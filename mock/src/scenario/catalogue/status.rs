//! Replies with a status other than 200, or without a body.

use super::entry::Entry;
use super::reply::{JSON, SUCCESS, whole};
use crate::scenario::script::Script;
use crate::scenario::validation::START_PATH;

/// The error page of a gateway.
const PAGE: &str = "<html><body>no</body></html>";

/// An envelope with a code that refuses the start.
const REFUSAL: &str = r#"{"code":"10008","msg":"no","data":null}"#;

pub(super) fn cases() -> Vec<Entry> {
    [redirects(), client_errors(), server_errors(), envelopes()].concat()
}

fn page(status: &str, headers: &str) -> Script {
    Script::reply(whole(status, headers, PAGE))
}

fn redirect(status: &str, location: &str) -> Script {
    page(status, &format!("Location: {location}\r\n"))
}

fn wait(status: &str, retry_after: &str) -> Script {
    page(status, &format!("Retry-After: {retry_after}\r\n"))
}

fn redirects() -> Vec<Entry> {
    let there = format!("http://{}{START_PATH}", Script::REDIRECT_TARGET);
    vec![
        Entry::new(
            "status/301",
            "A permanent redirect to another path.",
            redirect("301 Moved Permanently", "/elsewhere"),
        ),
        Entry::new(
            "status/302",
            "A redirect to another path.",
            redirect("302 Found", "/elsewhere"),
        ),
        Entry::new(
            "status/307-loop",
            "A redirect of the POST to its own URL.",
            redirect("307 Temporary Redirect", START_PATH),
        ),
        Entry::new(
            "status/307-other-host",
            "A redirect of the POST, token and all, to another host.",
            redirect("307 Temporary Redirect", &there),
        ),
        Entry::new(
            "status/304",
            "Not modified, with a length and without a body.",
            Script::reply("HTTP/1.1 304 Not Modified\r\nContent-Length: 40\r\n\r\n"),
        ),
    ]
}

fn client_errors() -> Vec<Entry> {
    let timeout = whole("408 Request Timeout", "Connection: close\r\n", "");
    vec![
        Entry::refusing("status/400", "A page with status 400.", page("400 Bad Request", "")),
        Entry::refusing(
            "status/401",
            "A page with status 401 that asks for a password.",
            page("401 Unauthorized", "WWW-Authenticate: Basic\r\n"),
        ),
        Entry::refusing("status/403", "A page with status 403.", page("403 Forbidden", "")),
        Entry::refusing("status/404", "A page with status 404.", page("404 Not Found", "")),
        Entry::refusing(
            "status/407",
            "A page with status 407, of a proxy that asks for a password.",
            page("407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\n"),
        ),
        Entry::new(
            "status/408-close",
            "Status 408, and the connection is closed, though the request has come whole.",
            Script::reply(timeout).close(),
        ),
        Entry::refusing(
            "status/413",
            "A page with status 413.",
            page("413 Content Too Large", ""),
        ),
        Entry::refusing(
            "status/429-seconds",
            "Status 429, with 7 seconds to wait.",
            wait("429 Too Many Requests", "7"),
        ),
        Entry::refusing(
            "status/429-date",
            "Status 429, with a date to wait for.",
            wait("429 Too Many Requests", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ),
        Entry::refusing(
            "status/429-huge",
            "Status 429, with more seconds to wait than a number holds.",
            wait("429 Too Many Requests", "99999999999999999999"),
        ),
    ]
}

fn server_errors() -> Vec<Entry> {
    vec![
        Entry::new(
            "status/500",
            "A page with status 500.",
            page("500 Internal Server Error", ""),
        ),
        Entry::new(
            "status/502",
            "A page with status 502, of a gateway that lost the service's reply.",
            page("502 Bad Gateway", ""),
        ),
        Entry::new(
            "status/503",
            "Status 503, with 30 seconds to wait.",
            wait("503 Service Unavailable", "30"),
        ),
        Entry::new(
            "status/504",
            "A page with status 504, of a gateway that timed out.",
            page("504 Gateway Timeout", ""),
        ),
        Entry::new("status/999", "A page with an undefined status.", page("999 Odd", "")),
    ]
}

fn envelopes() -> Vec<Entry> {
    vec![
        Entry::new(
            "status/204",
            "Status 204, which has no body.",
            Script::reply("HTTP/1.1 204 No Content\r\n\r\n"),
        ),
        Entry::new(
            "status/200-empty",
            "Status 200 with an empty body.",
            Script::reply(whole("200 OK", "", "")),
        ),
        Entry::refusing(
            "status/500-envelope",
            "An envelope that refuses, with status 500.",
            Script::reply(whole("500 Internal Server Error", JSON, REFUSAL)),
        ),
        Entry::refusing(
            "status/401-envelope",
            "An envelope that refuses, with status 401.",
            Script::reply(whole("401 Unauthorized", JSON, REFUSAL)),
        ),
        Entry::new(
            "status/503-code0",
            "The success, with status 503.",
            Script::reply(whole("503 Service Unavailable", JSON, SUCCESS)),
        ),
        Entry::new(
            "status/201-code0",
            "The success, with status 201.",
            Script::reply(whole("201 Created", JSON, SUCCESS)),
        ),
    ]
}
