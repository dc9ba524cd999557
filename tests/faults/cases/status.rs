//! Replies with another status than 200, or with nothing under it.

use std::net::TcpListener;

use super::{Case, listener};
use crate::{
    expected::{Ending, Expected, answered, malformed, started, unknown},
    script::{SUCCESS, reply, whole},
};

const PAGE: &str = "<html><body>no</body></html>";

/// A page that says no, with a known outcome.
fn page(name: &'static str, status: &str, headers: &str, expected: fn(Ending) -> Expected) -> Case {
    let number = status[..3].parse().unwrap();
    Case::new(
        name,
        reply(whole(status, headers, PAGE)),
        expected(Ending::Status(number, None)),
    )
    .usable()
}

/// A page that asks to wait.
fn wait(name: &'static str, status: &str, retry_after: &str, expected: Expected) -> Case {
    let headers = format!("Retry-After: {retry_after}\r\n");
    Case::new(name, reply(whole(status, &headers, PAGE)), expected).usable()
}

/// A redirect: the token never leaves the host.
fn redirect(name: &'static str, status: &str, location: &str, elsewhere: TcpListener) -> Case {
    Case {
        elsewhere: Some(elsewhere),
        ..page(name, status, &format!("Location: {location}\r\n"), unknown)
    }
}

pub(crate) fn status() -> Vec<Case> {
    let elsewhere = listener();
    let there = format!(
        "http://{}/ac/openapi/v2/notebook/actions/start",
        elsewhere.local_addr().unwrap()
    );
    let here = "/ac/openapi/v2/notebook/actions/start";
    let refused = |status| answered(Ending::Refused(status, 10008));
    let refusal = r#"{"code":"10008","msg":"no","data":null}"#;
    vec![
        // 204 has no body, and so no length.
        Case::new(
            "status/204",
            reply("HTTP/1.1 204 No Content\r\n\r\n"),
            unknown(Ending::Malformed(204)),
        )
        .usable(),
        Case::new("status/200-empty", reply(whole("200 OK", "", "")), malformed()).usable(),
        page(
            "status/301",
            "301 Moved Permanently",
            "Location: /elsewhere\r\n",
            unknown,
        ),
        page("status/302", "302 Found", "Location: /elsewhere\r\n", unknown),
        page(
            "status/307-loop",
            "307 Temporary Redirect",
            &format!("Location: {here}\r\n"),
            unknown,
        ),
        redirect("status/307-other-host", "307 Temporary Redirect", &there, elsewhere),
        Case::new(
            "status/304",
            reply("HTTP/1.1 304 Not Modified\r\nContent-Length: 40\r\n\r\n"),
            unknown(Ending::Status(304, None)),
        )
        .usable(),
        page("status/400", "400 Bad Request", "", answered),
        page(
            "status/401",
            "401 Unauthorized",
            "WWW-Authenticate: Basic\r\n",
            answered,
        ),
        page("status/403", "403 Forbidden", "", answered),
        page("status/404", "404 Not Found", "", answered),
        page(
            "status/407",
            "407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic\r\n",
            answered,
        ),
        Case::new(
            "status/408-close",
            reply(whole("408 Request Timeout", "Connection: close\r\n", "")).close(),
            unknown(Ending::Status(408, None)),
        ),
        page("status/413", "413 Content Too Large", "", answered),
        wait(
            "status/429-seconds",
            "429 Too Many Requests",
            "7",
            answered(Ending::Status(429, Some(7))),
        ),
        wait(
            "status/429-date",
            "429 Too Many Requests",
            "Wed, 21 Oct 2026 07:28:00 GMT",
            answered(Ending::Status(429, None)),
        ),
        wait(
            "status/429-huge",
            "429 Too Many Requests",
            "99999999999999999999",
            answered(Ending::Status(429, Some(u32::MAX))),
        ),
        page("status/500", "500 Internal Server Error", "", unknown),
        Case::new(
            "status/500-envelope",
            reply(whole("500 Internal Server Error", "", refusal)),
            refused(500),
        )
        .usable(),
        Case::new(
            "status/401-envelope",
            reply(whole("401 Unauthorized", "", refusal)),
            refused(401),
        )
        .usable(),
        page("status/502", "502 Bad Gateway", "", unknown),
        wait(
            "status/503",
            "503 Service Unavailable",
            "30",
            unknown(Ending::Status(503, Some(30))),
        ),
        page("status/504", "504 Gateway Timeout", "", unknown),
        Case::new(
            "status/503-code0",
            reply(whole("503 Service Unavailable", "", SUCCESS)),
            unknown(Ending::Status(503, None)),
        )
        .usable(),
        Case::new(
            "status/201-code0",
            reply(whole("201 Created", "", SUCCESS)),
            started(201),
        )
        .usable(),
        page("status/999", "999 Odd", "", unknown),
    ]
}
