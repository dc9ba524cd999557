//! Replies with another status than 200, or with nothing under it.

use super::reply::{JSON, SUCCESS, whole};
use crate::scenario::case::Case;
use crate::{START_PATH, Script};

/// What most gateways show in place of the service.
const PAGE: &str = "<html><body>no</body></html>";

/// An envelope that refuses.
const REFUSAL: &str = r#"{"code":"10008","msg":"no","data":null}"#;

pub(crate) fn cases() -> Vec<Case> {
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

fn redirects() -> Vec<Case> {
    let there = format!("http://{}{START_PATH}", Script::REDIRECT_TARGET);
    vec![
        Case::new(
            "status/301",
            "A redirect for good, to another path.",
            redirect("301 Moved Permanently", "/elsewhere"),
        ),
        Case::new(
            "status/302",
            "A redirect to another path.",
            redirect("302 Found", "/elsewhere"),
        ),
        Case::new(
            "status/307-loop",
            "A redirect of the POST to where it came.",
            redirect("307 Temporary Redirect", START_PATH),
        ),
        Case::new(
            "status/307-other-host",
            "A redirect of the POST, token and all, to another host.",
            redirect("307 Temporary Redirect", &there),
        ),
        Case::new(
            "status/304",
            "Not modified, with a length and without a body.",
            Script::reply("HTTP/1.1 304 Not Modified\r\nContent-Length: 40\r\n\r\n"),
        ),
    ]
}

fn client_errors() -> Vec<Case> {
    let timeout = whole("408 Request Timeout", "Connection: close\r\n", "");
    vec![
        Case::refusing("status/400", "A page with status 400.", page("400 Bad Request", "")),
        Case::refusing(
            "status/401",
            "A page with status 401 that asks for a password.",
            page("401 Unauthorized", "WWW-Authenticate: Basic\r\n"),
        ),
        Case::refusing("status/403", "A page with status 403.", page("403 Forbidden", "")),
        Case::refusing("status/404", "A page with status 404.", page("404 Not Found", "")),
        Case::refusing(
            "status/407",
            "A page with status 407, of a proxy that asks for a password.",
            page("407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\n"),
        ),
        Case::new(
            "status/408-close",
            "Status 408, and the connection is closed, though the request has come whole.",
            Script::reply(timeout).close(),
        ),
        Case::refusing(
            "status/413",
            "A page with status 413.",
            page("413 Content Too Large", ""),
        ),
        Case::refusing(
            "status/429-seconds",
            "Status 429, with 7 seconds to wait.",
            wait("429 Too Many Requests", "7"),
        ),
        Case::refusing(
            "status/429-date",
            "Status 429, with a date to wait for.",
            wait("429 Too Many Requests", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ),
        Case::refusing(
            "status/429-huge",
            "Status 429, with more seconds to wait than a number holds.",
            wait("429 Too Many Requests", "99999999999999999999"),
        ),
    ]
}

fn server_errors() -> Vec<Case> {
    vec![
        Case::new(
            "status/500",
            "A page with status 500.",
            page("500 Internal Server Error", ""),
        ),
        Case::new(
            "status/502",
            "A page with status 502, of a gateway that lost the service's reply.",
            page("502 Bad Gateway", ""),
        ),
        Case::new(
            "status/503",
            "Status 503, with 30 seconds to wait.",
            wait("503 Service Unavailable", "30"),
        ),
        Case::new(
            "status/504",
            "A page with status 504, of a gateway that tired of waiting.",
            page("504 Gateway Timeout", ""),
        ),
        Case::new(
            "status/999",
            "A page with a status that nobody has defined.",
            page("999 Odd", ""),
        ),
    ]
}

fn envelopes() -> Vec<Case> {
    vec![
        Case::new(
            "status/204",
            "Status 204, which has no body.",
            Script::reply("HTTP/1.1 204 No Content\r\n\r\n"),
        ),
        Case::new(
            "status/200-empty",
            "Status 200 with an empty body.",
            Script::reply(whole("200 OK", "", "")),
        ),
        Case::refusing(
            "status/500-envelope",
            "An envelope that refuses, under status 500.",
            Script::reply(whole("500 Internal Server Error", JSON, REFUSAL)),
        ),
        Case::refusing(
            "status/401-envelope",
            "An envelope that refuses, under status 401.",
            Script::reply(whole("401 Unauthorized", JSON, REFUSAL)),
        ),
        Case::new(
            "status/503-code0",
            "The success, under status 503.",
            Script::reply(whole("503 Service Unavailable", JSON, SUCCESS)),
        ),
        Case::new(
            "status/201-code0",
            "The success, under status 201.",
            Script::reply(whole("201 Created", JSON, SUCCESS)),
        ),
    ]
}
