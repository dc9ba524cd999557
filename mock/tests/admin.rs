//! The admin interface, from a raw socket.

mod wire;

use std::net::TcpStream;
use std::time::{Duration, Instant};

use scnet_notebook_mock::{Case, Server, openapi};
use serde_json::{Value, json};

/// Makes a call to the admin interface, and returns its status and what it answers.
fn call(server: &Server, line: &str, body: &str) -> (u16, Value) {
    let headers = "Content-Type: application/json\r\n";
    let reply = wire::exchange(server.address(), wire::request(line, headers, body));
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/json\r\n"), "{head}");
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
    assert!(!head.to_ascii_lowercase().contains("access-control"), "{head}");
    (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap())
}

fn error(text: &str) -> Value {
    json!({ "error": text })
}

#[test]
fn health_tells_where_it_is_and_what_it_has_done() {
    let server = Server::start();
    wire::exchange(server.address(), wire::start());
    wire::exchange(server.address(), wire::request("POST /", "", ""));
    let health = json!({
        "status": "ok", "version": "0.1.0", "url": server.url(), "tlsCase": null, "delay": "0s", "executed": 1, "requests": 2, "dropped": 0,
        "cleared": 0,
    });
    assert_eq!(call(&server, "GET /__admin/health", ""), (200, health));
}

#[test]
fn the_page_is_not_framed_and_tells_nobody_where_it_is() {
    let server = Server::start();
    let reply = wire::exchange(server.address(), wire::request("GET /", "", ""));
    let (head, page) = reply.split_once("\r\n\r\n").unwrap();
    let length = page.len();
    let expected = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncache-control: no-store\r\n\
         x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
         content-security-policy: frame-ancestors 'none'\r\ncontent-length: {length}\r\nconnection: close"
    );
    assert_eq!(head, expected);
}

#[test]
fn cases_are_the_whole_table() {
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
fn a_request_is_shown_as_agreed_and_without_the_token() {
    let server = Server::start();
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";
    let headers = format!("token: {token}\r\nContent-Type: application/json\r\nPrefer: code=10007\r\n");
    let line = "POST /ac/openapi/v2/notebook/actions/start?token=secret&x";
    wire::exchange(server.address(), wire::request(line, &headers, wire::BODY));
    let (_, mut answer) = call(&server, "GET /__admin/requests", "");
    let entry = answer["requests"][0].as_object_mut().unwrap();
    let time = entry.remove("time").unwrap();
    let time = time.as_str().unwrap();
    assert!(
        time.len() == 24 && time.as_bytes()[10] == b'T' && time.ends_with('Z'),
        "{time}"
    );
    let milliseconds = entry.remove("milliseconds").unwrap();
    assert!(milliseconds.as_u64().unwrap() < 60_000, "{milliseconds}");
    let peer = entry.remove("peer").unwrap();
    assert!(peer.as_str().unwrap().starts_with("127.0.0.1:"), "{peer}");
    let expected = json!({"requests": [{
        "number": 1, "connection": 1, "tls": false, "method": "POST",
        "path": "/ac/openapi/v2/notebook/actions/start", "query": "token=…&x",
        "headers": [
            ["host", "mock"],
            ["connection", "close"],
            ["token", "…CDEF of 53"],
            ["content-type", "application/json"],
            ["prefer", "code=10007"],
            ["content-length", "36"],
        ],
        "body": wire::BODY, "bodyLength": 36, "notebookId": "1821067171420946434",
        "case": "code/10007", "selectedBy": "header", "problem": null, "status": 200, "bytesSent": 145,
        "end": "closed", "executed": false,
    }], "dropped": 0, "cleared": 0, "total": 1});
    assert_eq!(answer, expected);
}

#[test]
fn requests_can_be_read_on_from_a_number_and_forgotten() {
    let server = Server::start();
    for _ in 0..3 {
        wire::exchange(server.address(), wire::start());
    }
    let numbers = |answer: &Value| {
        let requests = answer["requests"].as_array().unwrap();
        requests
            .iter()
            .map(|entry| entry["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&call(&server, "GET /__admin/requests", "").1), [1, 2, 3]);
    assert_eq!(numbers(&call(&server, "GET /__admin/requests?after=2", "").1), [3]);
    let none = json!({"requests": [], "dropped": 0, "cleared": 1, "total": 3});
    assert_eq!(call(&server, "DELETE /__admin/requests", ""), (200, none.clone()));
    assert_eq!(call(&server, "GET /__admin/requests", ""), (200, none));
    for query in ["after=x", "wait=-1", "after=", "before=1"] {
        assert_eq!(
            call(&server, &format!("GET /__admin/requests?{query}"), "").0,
            400,
            "{query}"
        );
    }
}

#[test]
fn a_poll_waits_for_news_and_no_longer() {
    let server = Server::start();
    let begin = Instant::now();
    assert_eq!(call(&server, "GET /__admin/requests?wait=1", "").1["total"], 0);
    assert!(begin.elapsed() >= Duration::from_secs(1));
    std::thread::scope(|scope| {
        let poll = scope.spawn(|| call(&server, "GET /__admin/requests?after=0&wait=30", "").1);
        wire::exchange(server.address(), wire::start());
        assert_eq!(poll.join().unwrap()["requests"][0]["number"], 1);
    });
    assert!(begin.elapsed() < Duration::from_secs(25));
}

#[test]
fn the_queue_is_filled_shown_used_and_emptied() {
    let server = Server::start();
    let queue = |names: &[&str]| (200, json!({ "queue": names }));
    let post = |body| call(&server, "POST /__admin/queue", body);
    assert_eq!(call(&server, "GET /__admin/queue", ""), queue(&[]));
    assert_eq!(post(r#"{"case":"code/user-frozen"}"#), queue(&["code/10007"]));
    let three = ["code/10007", "json/null", "frame/body-513/2"];
    assert_eq!(post(r#"{"cases":["json/null","frame/body-513/2"]}"#), queue(&three));
    let reply = wire::exchange(server.address(), wire::start());
    assert!(
        reply.ends_with(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#),
        "{reply}"
    );
    assert_eq!(call(&server, "GET /__admin/queue", ""), queue(&three[1..]));
    assert_eq!(call(&server, "DELETE /__admin/queue", ""), queue(&[]));
}

#[test]
fn of_cases_with_a_wrong_name_none_is_queued() {
    let server = Server::start();
    let unknown = error("no case is named \"json/nul\"; did you mean json/null?");
    let answer = call(&server, "POST /__admin/queue", r#"{"cases":["json/null","json/nul"]}"#);
    assert_eq!(answer, (400, unknown.clone()));
    assert_eq!(server.queued(), []);
    assert_eq!(
        call(&server, "PUT /__admin/default", r#"{"case":"json/nul"}"#),
        (400, unknown)
    );
    for body in [
        "",
        "{}",
        "[]",
        "{\"case\":1}",
        r#"{"case":"json/null","cases":[]}"#,
        "{\"case\":\"json/null\"} x",
    ] {
        assert_eq!(call(&server, "POST /__admin/queue", body).0, 400, "{body}");
        assert_eq!(call(&server, "PUT /__admin/default", body).0, 400, "{body}");
    }
    let text = r#"the body is invalid: expected {"case": NAME} or {"cases": [NAME]}"#;
    assert_eq!(call(&server, "POST /__admin/queue", "{}"), (400, error(text)));
    assert_eq!(server.queued(), []);
    let many = format!(r#"{{"cases":[{}"0"]}}"#, r#""0","#.repeat(10_000));
    assert_eq!(
        call(&server, "POST /__admin/queue", &many),
        (400, error("the queue holds 10000 cases at most"))
    );
}

#[test]
fn the_default_is_set_and_a_reset_makes_it_what_it_was() {
    let server = Server::builder()
        .case(Case::named("code/10001").unwrap())
        .start()
        .unwrap();
    let default = |name: &str| (200, json!({ "case": name }));
    assert_eq!(call(&server, "GET /__admin/default", ""), default("code/10001"));
    assert_eq!(
        call(&server, "PUT /__admin/default", r#"{"case":"10007"}"#),
        default("code/10007")
    );
    wire::exchange(server.address(), wire::start());
    call(&server, "POST /__admin/queue", r#"{"case":"0"}"#);
    let (status, health) = call(&server, "POST /__admin/reset", "");
    assert_eq!(
        (status, &health["status"], &health["requests"]),
        (200, &json!("ok"), &json!(1))
    );
    assert_eq!(call(&server, "GET /__admin/default", ""), default("code/10001"));
    assert_eq!((server.queued(), server.requests().len()), (vec![], 0));
}

#[test]
fn what_changes_something_has_to_be_json_so_that_no_foreign_page_can_do_it() {
    let server = Server::start();
    for line in [
        "POST /__admin/queue",
        "POST /__admin/reset",
        "PUT /__admin/default",
        "PUT /__admin/delay",
    ] {
        for kind in [
            "",
            "Content-Type: text/plain\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n",
        ] {
            let request = wire::request(line, kind, r#"{"case":"json/null"}"#);
            let reply = wire::exchange(server.address(), request);
            assert!(reply.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{reply}");
            assert!(reply.contains("add -H 'Content-Type: application/json'"), "{reply}");
        }
    }
    // This is what a browser asks before.
    let headers = "Origin: http://elsewhere.example\r\nAccess-Control-Request-Method: POST\r\n";
    let reply = wire::exchange(server.address(), wire::request("OPTIONS /__admin/queue", headers, ""));
    assert!(
        !reply.starts_with("HTTP/1.1 2") && !reply.to_ascii_lowercase().contains("access-control"),
        "{reply}"
    );
    assert_eq!(server.queued(), []);
}

#[test]
fn a_body_that_is_not_there_whole_changes_nothing() {
    let server = Server::builder()
        .client_timeout(Duration::from_millis(300))
        .start()
        .unwrap();
    let body = r#"{"case":"json/null"}"#;
    let head = "POST /__admin/queue HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\n";
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
        let reply = wire::exchange(server.address(), request);
        assert!(reply.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{reply}");
        assert!(reply.ends_with(&format!(r#"{{"error":"{problem}"}}"#)), "{reply}");
    }
    assert_eq!(server.queued(), []);
}

#[test]
fn another_method_and_another_path_are_told_apart() {
    let server = Server::start();
    let reply = wire::exchange(
        server.address(),
        wire::request("PUT /__admin/queue", "Content-Type: application/json\r\n", ""),
    );
    assert!(reply.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"), "{reply}");
    assert!(reply.contains("\r\nallow: GET, HEAD, POST, DELETE\r\n"), "{reply}");
    let unknown = error("the admin interface has no such endpoint; GET /__admin/ lists all endpoints");
    assert_eq!(call(&server, "GET /__admin/request", ""), (404, unknown.clone()));
    assert_eq!(call(&server, "GET /__admin/nothing", ""), (404, unknown));
    assert_eq!(call(&server, "POST /__admin/", "").0, 405);
    assert_eq!(server.count(), 0, "the admin interface is no part of the journal");
}

#[test]
fn what_begins_the_admin_interface_lists_all_of_it_and_is_no_start() {
    let server = Server::start();
    let all = call(&server, "GET /__admin/", "");
    assert_eq!(call(&server, "GET /__admin", ""), all);
    let (status, answer) = all;
    let endpoints = answer["endpoints"].as_array().unwrap();
    assert_eq!((status, endpoints.len()), (200, 12));
    for endpoint in endpoints {
        let text = |name: &str| endpoint[name].as_str().unwrap_or_default();
        let path = text("path").split('?').next().unwrap();
        let documented = format!("| `{} {path}` |", text("method"));
        assert!(include_str!("../src/lib.rs").contains(&documented), "{documented}");
        // Neither an unknown path nor a wrong method, whatever it says of the body.
        let (status, _) = call(&server, &format!("{} {path}", text("method")), "");
        assert_eq!(status, if text("body").is_empty() { 200 } else { 400 }, "{documented}");
    }
    assert_eq!(server.count(), 0);
    server.reply_with(Case::named("conn/reset-on-accept").unwrap());
    assert_eq!(call(&server, "GET /__admin", "").0, 200);
}

#[test]
fn what_deletes_needs_no_kind_of_body() {
    let server = Server::start();
    server.queue(Case::default());
    for line in ["DELETE /__admin/queue", "DELETE /__admin/requests"] {
        let reply = wire::exchange(server.address(), wire::request(line, "", ""));
        assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    }
    assert_eq!(server.queued(), []);
}

#[test]
fn the_delay_is_shown_and_set_while_it_runs() {
    let server = Server::start();
    let delay = |text: &str| (200, json!({ "delay": text }));
    assert_eq!(call(&server, "GET /__admin/delay", ""), delay("0s"));
    let put = |body: &str| call(&server, "PUT /__admin/delay", body);
    assert_eq!(put(r#"{"delay":"100ms..2s"}"#), delay("100ms..2s"));
    assert_eq!(call(&server, "GET /__admin/health", "").1["delay"], "100ms..2s");
    assert_eq!(put(r#"{"delay":"200ms"}"#), delay("200ms"));
    let begin = Instant::now();
    wire::exchange(server.address(), wire::start());
    assert!(begin.elapsed() >= Duration::from_millis(200));
    let wrong = error("not a delay such as 300ms, or 100ms..2s, of a day at most");
    assert_eq!(put(r#"{"delay":"soon"}"#), (400, wrong));
    assert_eq!(put(r#"{"case":"0"}"#).0, 400);
    assert_eq!(call(&server, "POST /__admin/reset", "").1["delay"], "0s");
}

#[test]
fn the_page_and_the_description_are_files() {
    let server = Server::start();
    let reply = wire::exchange(server.address(), wire::request("GET /openapi.yaml", "", ""));
    assert!(reply.contains("\r\ncontent-type: application/yaml\r\n"), "{reply}");
    assert!(reply.ends_with(&openapi()));
    for path in ["/", "/?x"] {
        let page = wire::exchange(server.address(), wire::request(&format!("GET {path}"), "", ""));
        assert!(
            page.contains("\r\ncontent-type: text/html; charset=utf-8\r\n"),
            "{page}"
        );
        assert!(page.to_ascii_lowercase().contains("<!doctype html>"), "{page}");
    }
}

#[test]
fn a_case_that_cuts_off_every_connection_leaves_the_page_alone() {
    let server = Server::start();
    for name in ["conn/reset-on-accept", "conn/close-on-accept"] {
        server.reply_with(Case::named(name).unwrap());
        assert_eq!(call(&server, "GET /__admin/default", "").1, json!({ "case": name }));
        assert!(wire::exchange(server.address(), wire::request("GET /", "", "")).starts_with("HTTP/1.1 200 OK\r\n"));
    }
    // One that says nothing is cut off as well.
    let mut wire = TcpStream::connect(server.address()).unwrap();
    assert_eq!(std::io::Read::read(&mut wire, &mut [0]).unwrap(), 0);
    assert_eq!(call(&server, "PUT /__admin/default", r#"{"case":"0"}"#).0, 200);
    assert_eq!(
        wire::exchange(server.address(), wire::start()),
        wire::reply("200 OK", "", wire::SUCCESS)
    );
}
