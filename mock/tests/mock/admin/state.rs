//! The default and the delay in the admin interface.

use std::time::{Duration, Instant};

use scnet_notebook_mock::{Case, Server};
use serde_json::json;

use super::{call, error};
use crate::client;

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
    for wrong in [r#"{"case":"0"}"#, r#"["0s"]"#] {
        assert_eq!(put(wrong).0, 400, "{wrong}");
    }
    assert_eq!(call(&server, "POST /__admin/reset", "").1["delay"], "0s");
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
