//! The queue, the default and the delay in the admin interface.

use std::time::{Duration, Instant};

use scnet_notebook_mock::{Case, Server};
use serde_json::json;

use super::{call, error};
use crate::client;

#[test]
fn the_queue_is_filled_shown_played_and_emptied() {
    let server = Server::start();
    let queue = |names: &[&str]| (200, json!({ "queue": names }));
    let post = |body| call(&server, "POST /__admin/queue", body);
    assert_eq!(call(&server, "GET /__admin/queue", ""), queue(&[]));
    assert_eq!(post(r#"{"case":"code/user-frozen"}"#), queue(&["code/10007"]));
    let three = ["code/10007", "json/null", "frame/body-513/2"];
    assert_eq!(post(r#"{"cases":["json/null","frame/body-513/2"]}"#), queue(&three));
    let reply = client::exchange(server.address(), client::start());
    assert!(
        reply.ends_with(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#),
        "{reply}"
    );
    assert_eq!(call(&server, "GET /__admin/queue", ""), queue(&three[1..]));
    assert_eq!(call(&server, "DELETE /__admin/queue", ""), queue(&[]));
}

#[test]
fn one_wrong_name_keeps_all_cases_out_of_the_queue() {
    let server = Server::start();
    let unknown = error("no case is named \"json/nul\"; did you mean json/null?");
    let answer = call(&server, "POST /__admin/queue", r#"{"cases":["json/null","json/nul"]}"#);
    assert_eq!(answer, (400, unknown.clone()));
    assert_eq!(server.queued(), []);
    assert_eq!(
        call(&server, "PUT /__admin/default", r#"{"case":"json/nul"}"#),
        (400, unknown)
    );
    let unlike = error("no case is named \"zzz\"; GET /__admin/cases lists all cases");
    assert_eq!(
        call(&server, "PUT /__admin/default", r#"{"case":"zzz"}"#),
        (400, unlike)
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
fn the_default_is_set_and_restored_by_a_reset() {
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
    client::exchange(server.address(), client::start());
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
fn the_delay_is_shown_and_set() {
    let server = Server::start();
    let delay = |text: &str| (200, json!({ "delay": text }));
    assert_eq!(call(&server, "GET /__admin/delay", ""), delay("0s"));
    let put = |body: &str| call(&server, "PUT /__admin/delay", body);
    assert_eq!(put(r#"{"delay":"100ms..2s"}"#), delay("100ms..2s"));
    assert_eq!(call(&server, "GET /__admin/health", "").1["delay"], "100ms..2s");
    assert_eq!(put(r#"{"delay":"200ms"}"#), delay("200ms"));
    let begin = Instant::now();
    client::exchange(server.address(), client::start());
    assert!(begin.elapsed() >= Duration::from_millis(200));
    let wrong = error("not a delay such as 300ms or 100ms..2s");
    assert_eq!(put(r#"{"delay":"soon"}"#), (400, wrong));
    assert_eq!(put(r#"{"case":"0"}"#).0, 400);
    assert_eq!(call(&server, "POST /__admin/reset", "").1["delay"], "0s");
}
