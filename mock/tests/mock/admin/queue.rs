//! The queue in the admin interface.

use std::time::{Duration, Instant};

use scnet_notebook_mock::{Answer, Server};
use serde_json::{Value, json};

use super::{call, error};
use crate::client;

fn entry(id: u64, case: &str, times: u64) -> Value {
    json!({"id": id, "case": case, "times": times, "delay": null, "token": null, "notebook": null})
}

fn queue(entries: &[Value]) -> (u16, Value) {
    (200, json!({ "queue": entries }))
}

#[test]
fn the_queue_is_filled_shown_played_and_emptied() {
    let server = Server::start();
    let post = |body| call(&server, "POST /__admin/queue", body);
    let shown = || call(&server, "GET /__admin/queue", "");
    assert_eq!(shown(), queue(&[]));
    let frozen = entry(1, "code/10007", 1);
    assert_eq!(
        post(r#"{"case":"code/user-frozen"}"#),
        queue(std::slice::from_ref(&frozen))
    );
    let others = [entry(2, "json/null", 1), entry(3, "frame/body-513/2", 2)];
    let three = [&[frozen], &others[..]].concat();
    // Equal entries side by side are one.
    let cases = r#"{"cases":["json/null","frame/body-513/2",{"case":"frame/body-513/2"}]}"#;
    assert_eq!(post(cases), queue(&three));
    let reply = client::exchange(server.address(), client::start());
    assert!(
        reply.ends_with(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#),
        "{reply}"
    );
    assert_eq!(shown(), queue(&others));
    assert_eq!(call(&server, "DELETE /__admin/queue", ""), queue(&[]));
    // Later entries have later numbers.
    assert_eq!(post(r#""json/null""#), queue(&[entry(4, "json/null", 1)]));
}

#[test]
fn an_entry_is_shown_with_its_delay_and_its_device_and_is_used_for_that_alone() {
    let server = Server::start();
    let own =
        r#"{"answer":{"status":503},"times":2,"delay":"200ms","token":"…UzI1N","notebook":"1821067171420946434"}"#;
    let shown = json!({
        "id": 1, "case": "answer/503", "times": 2, "delay": "200ms", "token": "…zI1N", "notebook": "1821067171420946434",
    });
    assert_eq!(call(&server, "POST /__admin/queue", own), queue(&[shown]));
    let start = |from: &str, to: &str| {
        let reply = client::exchange(server.address(), client::start().replace(from, to));
        reply[9..12].to_owned()
    };
    assert_eq!(start("OiJIUzI1N", "OiJIUzI1X"), "200");
    assert_eq!(start("1821067171420946434", "1821067171420946435"), "200");
    let begin = Instant::now();
    assert_eq!(start("", ""), "503");
    assert!(begin.elapsed() >= Duration::from_millis(200));
    assert_eq!(server.queued()[0].uses(), 1);
}

#[test]
fn an_array_fills_the_queue_as_a_file_does() {
    let server = Server::start();
    let entries = [entry(1, "json/null", 1), entry(2, "code/0", 3)];
    let array = r#"["json/null", {"case":"code/0","times":3}]"#;
    assert_eq!(call(&server, "POST /__admin/queue", array), queue(&entries));
}

#[test]
fn a_parameter_does_not_empty_the_queue() {
    let server = Server::start();
    call(&server, "POST /__admin/queue", r#""json/null""#);
    let problem = "there are no parameters: everything would be removed; DELETE /__admin/queue/ID removes one entry";
    assert_eq!(
        call(&server, "DELETE /__admin/queue?times=1", ""),
        (400, error(problem))
    );
    assert_eq!(
        call(&server, "DELETE /__admin/requests?case=code/0", ""),
        (400, error(problem))
    );
    assert_eq!(server.queued().len(), 1);
}

#[test]
fn an_entry_is_removed_or_loses_uses() {
    let server = Server::start();
    let delete = |path: &str| call(&server, &format!("DELETE /__admin/queue/{path}"), "");
    call(
        &server,
        "POST /__admin/queue",
        r#"{"cases":[{"case":"json/null","times":5},"code/0"]}"#,
    );
    let last = entry(2, "code/0", 1);
    assert_eq!(delete("1?times=1"), queue(&[entry(1, "json/null", 4), last.clone()]));
    assert_eq!(delete("1?times=2"), queue(&[entry(1, "json/null", 2), last.clone()]));
    for times in ["0", "-1", "x", "99999999999"] {
        let reply = delete(&format!("1?times={times}"));
        assert_eq!(reply, (400, error("times is not a number of at least 1")), "{times}");
    }
    for (query, problem) in [
        ("time=1", "there is no parameter time; there is times"),
        ("x=1&times=1", "there is no parameter x; there is times"),
        ("times=", "the parameter times has no value"),
        ("times=1&times=1", "the parameter times is there more than once"),
    ] {
        assert_eq!(delete(&format!("1?{query}")), (400, error(problem)), "{query}");
    }
    assert_eq!(delete("1?times=7"), queue(&[last]));
    assert_eq!(delete("2"), queue(&[]));
    for id in ["1", "2", "3", "0", "", "x", "-1", "99999999999999999999", "1/2"] {
        let gone = error("the queue has no entry of this number; it was used or removed");
        assert_eq!(delete(id), (404, gone), "{id}");
    }
    assert_eq!(call(&server, "GET /__admin/queue/1", "").0, 405);
}

#[test]
fn one_invalid_entry_keeps_all_out_of_the_queue() {
    let server = Server::start();
    let post = |body: &str| call(&server, "POST /__admin/queue", body);
    let unknown = error("cases[1]: no case is named \"json/nul\"; did you mean json/null?");
    assert_eq!(post(r#"{"cases":["json/null","json/nul"]}"#), (400, unknown));
    let unlike = "no case is named \"zzz\"; --list and GET /__admin/cases list all cases";
    let put = |body: &str| call(&server, "PUT /__admin/default", body);
    assert_eq!(put(r#"{"case":"zzz"}"#), (400, error(&format!("case: {unlike}"))));
    assert_eq!(put(r#""zzz""#), (400, error(unlike)));
    let only = "times, delay, token and notebook are only for an entry of the queue";
    assert_eq!(put(r#"{"case":"0","times":1}"#), (400, error(only)));
    for body in [
        "",
        "{}",
        r#"[["0"]]"#,
        r#"{"case":1}"#,
        r#"{"case":"json/null","cases":[]}"#,
        r#"{"cases":null}"#,
        r#"{"cases":"json/null"}"#,
        r#"{"cases":[{"cases":["json/null"]}]}"#,
        "{\"case\":\"json/null\"} x",
    ] {
        assert_eq!(post(body).0, 400, "{body}");
        assert_eq!(put(body).0, 400, "{body}");
    }
    assert_eq!(put(r#"["0"]"#).0, 400);
    let kinds = "expected exactly one of case, code, answer and script";
    assert_eq!(post("{}"), (400, error(kinds)));
    assert_eq!((server.queued(), server.default_case().name()), (vec![], "code/0"));
    for (body, problem) in [
        (r#"{"cases":["0",]}"#, "expected JSON: see line 1, column 15"),
        (r#"{"cases":["0"]"#, "expected JSON: see line 1, column 14"),
        (r#"{"cases":null}"#, "cases: expected an array"),
        (r#"{"cases":[]}"#, "expected at least one entry"),
        ("[]", "expected at least one entry"),
        (r#"{"cases":[],"cases":[]}"#, "expected the member cases only once"),
        (r#"{"cases":["0"],"times":2}"#, "times: expected only the member cases"),
        (
            r#"{"case":"a sequence"}"#,
            "case: no case is named \"a sequence\"; --list and GET /__admin/cases list all cases",
        ),
    ] {
        assert_eq!(post(body), (400, error(problem)), "{body}");
    }
    // Bytes that are not UTF-8.
    let head =
        "POST /__admin/queue HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let request = [head.as_bytes(), b"Content-Length: 3\r\n\r\n\"\xff\""].concat();
    let reply = client::exchange(server.address(), request);
    assert!(reply.ends_with("{\"error\":\"expected JSON in UTF-8\"}\n"), "{reply}");
}

#[test]
fn the_queue_is_bounded() {
    let server = Server::start();
    let post = |body: &str| call(&server, "POST /__admin/queue", body).0;
    let full = (400, error("the queue holds 10000 cases at most"));
    let many = format!(r#"{{"cases":[{}"0"]}}"#, r#""0","#.repeat(10_000));
    assert_eq!(call(&server, "POST /__admin/queue", &many), full);
    assert_eq!(post(r#"{"case":"0","times":9999}"#), 200);
    assert_eq!(post(r#"{"cases":["0","0"]}"#), 400);
    assert_eq!(post(r#""0""#), 200);
    assert_eq!(call(&server, "POST /__admin/queue", r#""0""#), full);
    server.reset();
    server.queue(Answer::raw(200, vec![0; 16 * 1024 * 1024]));
    let full = (400, error("the queue holds 16 MiB of answers and scripts at most"));
    assert_eq!(call(&server, "POST /__admin/queue", r#"{"answer":{"body":"x"}}"#), full);
    assert_eq!(post(r#""0""#), 200);
}
