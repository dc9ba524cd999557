//! The admin interface and the page.

mod notebooks;
mod protection;
mod queue;
mod requests;
mod state;

use std::io::Read;
use std::time::Duration;

use scnet_notebook::Code;
use scnet_notebook_mock::{Case, Server, Upstream, openapi};
use serde_json::{Value, json};

use crate::client;

/// Makes a call to the admin interface, and returns its status and its JSON.
pub(crate) fn call(server: &Server, line: &str, body: &str) -> (u16, Value) {
    let headers = "Content-Type: application/json\r\n";
    let reply = client::exchange(server.address(), client::request(line, headers, body));
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/json\r\n"), "{head}");
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
    assert!(!head.to_ascii_lowercase().contains("access-control"), "{head}");
    // For a terminal.
    assert!(body.ends_with('\n') && !body.ends_with("\n\n"), "{body}");
    (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap())
}

fn error(text: &str) -> Value {
    json!({ "error": text })
}

#[test]
fn health_has_the_url_and_the_counts() {
    let server = Server::start();
    client::exchange(server.address(), client::start());
    client::exchange(server.address(), client::request("POST /", "", ""));
    let health = json!({
        "status": "ok", "version": "0.1.0", "url": server.url(), "tlsCase": null, "delay": "0s", "executed": 1, "repeats": 0, "requests": 2,
        "dropped": 0, "cleared": 0,
    });
    assert_eq!(call(&server, "GET /__admin/health", ""), (200, health));
}

#[test]
fn cases_has_the_whole_table() {
    let server = Server::start();
    let (status, answer) = call(&server, "GET /__admin/cases", "");
    let cases = answer["cases"].as_array().unwrap();
    assert_eq!((status, cases.len()), (200, Case::all().len()));
    let first = json!({"name": "code/0", "alias": "code/success", "family": "code", "summary": "The start succeeds."});
    assert_eq!(cases[0], first);
    let reset = cases.iter().find(|case| case["name"] == "conn/reset-mid-body").unwrap();
    let summary = "The connection is reset inside the body of the reply.";
    assert_eq!(
        *reset,
        json!({"name": "conn/reset-mid-body", "alias": null, "family": "conn", "summary": summary})
    );
}

#[test]
fn an_incomplete_malformed_or_long_body_changes_nothing() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(300))
        .start()
        .unwrap();
    let body = r#"{"case":"json/null"}"#;
    let head = "POST /__admin/queue HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (request, problem) in [
        (
            format!("{head}Content-Length: 21\r\n\r\n{body}"),
            "the body of the request did not come within 300ms",
        ),
        (
            format!("{head}Transfer-Encoding: chunked\r\n\r\n14\r\n{body}\r\nx\r\n"),
            "the body is not in chunks as its head says",
        ),
        (
            format!(
                "{head}Connection: close\r\nContent-Length: 70000\r\n\r\n{body}{}",
                " ".repeat(70_000 - body.len())
            ),
            "the body has more than 65536 bytes",
        ),
    ] {
        let reply = client::exchange(server.address(), request);
        assert!(reply.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{reply}");
        assert!(reply.ends_with(&format!("{{\"error\":\"{problem}\"}}\n")), "{reply}");
    }
    assert_eq!(server.queued(), []);
}

#[test]
fn another_method_is_answered_405_and_another_path_404() {
    let server = Server::start();
    let reply = client::exchange(
        server.address(),
        client::request("PUT /__admin/queue", "Content-Type: application/json\r\n", ""),
    );
    assert!(reply.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"), "{reply}");
    assert!(reply.contains("\r\nallow: GET, HEAD, POST, DELETE\r\n"), "{reply}");
    let unknown = error("the admin interface has no such endpoint; GET /__admin/ lists all endpoints");
    assert_eq!(call(&server, "GET /__admin/request", ""), (404, unknown.clone()));
    assert_eq!(call(&server, "GET /__admin/nothing", ""), (404, unknown));
    assert_eq!(call(&server, "POST /__admin/", "").0, 405);
    assert_eq!(server.count(), 0, "the journal has no calls to the admin interface");
}

#[test]
fn the_root_lists_every_endpoint_of_the_documentation() {
    let service = Server::start();
    let upstream = Upstream::new(service.url()).unwrap();
    let builder = Server::builder().stateful(Code::new(716_865)).upstream(upstream);
    let server = builder.start().unwrap();
    client::exchange(server.address(), client::start());
    let all = call(&server, "GET /__admin/", "");
    assert_eq!(call(&server, "GET /__admin", ""), all);
    let (status, answer) = all;
    let endpoints = answer["endpoints"].as_array().unwrap();
    assert_eq!((status, endpoints.len()), (200, 18));
    server.queue(Case::default());
    for endpoint in endpoints {
        let text = |name: &str| endpoint[name].as_str().unwrap_or_default();
        let path = text("path").split('?').next().unwrap();
        let documented = format!("| `{} {path}` |", text("method"));
        let is_documented = include_str!("../../../src/lib.rs").contains(&documented);
        assert!(
            is_documented && include_str!("../../../README.md").contains(path),
            "{documented}"
        );
        // Neither 404 nor 405.
        let (status, _) = call(&server, &format!("{} {}", text("method"), path.replace("ID", "1")), "");
        let needs_more = !text("body").is_empty() || path == "/__admin/verify";
        assert_eq!(status, if needs_more { 400 } else { 200 }, "{documented}");
    }
    assert_eq!(server.count(), 1, "the journal has no calls to the admin interface");
    server.reply_with(Case::named("conn/reset-on-accept").unwrap());
    assert_eq!(call(&server, "GET /__admin", "").0, 200);
}

#[test]
fn the_openapi_description_is_served() {
    let server = Server::start();
    let reply = client::exchange(server.address(), client::request("GET /openapi.yaml", "", ""));
    assert!(reply.contains("\r\ncontent-type: application/yaml\r\n"), "{reply}");
    assert!(reply.ends_with(&openapi()));
}

#[test]
fn a_case_that_begins_on_accept_leaves_the_page_and_the_admin_interface_alone() {
    let server = Server::start();
    for name in ["conn/reset-on-accept", "conn/close-on-accept"] {
        server.reply_with(Case::named(name).unwrap());
        assert_eq!(call(&server, "GET /__admin/default", "").1, json!({ "case": name }));
        assert!(
            client::exchange(server.address(), client::request("GET /", "", "")).starts_with("HTTP/1.1 200 OK\r\n")
        );
    }
    assert_eq!(call(&server, "PUT /__admin/default", r#"{"case":"0"}"#).0, 200);
    assert_eq!(client::exchange(server.address(), client::start()), client::success());
}

#[test]
fn a_case_that_begins_on_accept_is_used_neither_by_a_silent_connection_nor_by_the_page() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(50))
        .start()
        .unwrap();
    server.queue(Case::named("conn/close-on-accept").unwrap());
    // A spare connection of a browser. It is closed when it has been idle for too long.
    assert_eq!(client::connect(server.address()).read(&mut [0]).unwrap(), 0);
    for line in [
        "PATCH /__admin/queue",
        "BREW /__admin?x",
        "HEAD /?x",
        "HEAD /openapi.yaml?x",
        "GET http://localhost/?x",
        "\r\nGET /",
    ] {
        client::exchange(server.address(), client::request(line, "", ""));
        assert_eq!((server.queued().len(), server.count()), (1, 0), "{line}");
    }
    assert_eq!(client::exchange(server.address(), client::start()), "");
    assert_eq!(server.queued(), []);
}
