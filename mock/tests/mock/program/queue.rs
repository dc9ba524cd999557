//! Entries of the queue, by curl alone and on the command line.

use serde_json::{Value, json};

use super::command::Folder;
use super::curl::admin;
use super::descriptions::{named, queue, queued, start, start_with};
use super::running::Running;
use crate::client::SUCCESS;

/// The tokens of two boards.
const LEFT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsZWZ0In0.left-board-w5c4";
const RIGHT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyaWdodCJ9.right-board-k7d2";

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn an_entry_is_used_several_times_and_after_a_delay_of_its_own() {
    let program = Running::start(&[]);
    let url = &program.url;
    queue(url, &json!({"case": "10007", "times": 2}));
    queue(url, &json!({"case": "10007"}));
    queue(url, &json!({"case": "status/503", "delay": "200ms..300ms"}));
    assert_eq!(queued(url), named(&[("code/10007", 3), ("status/503", 1)]));
    for _ in 0..3 {
        assert!(start(url).1.starts_with(r#"{"code":"10007","#));
    }
    let (status, reply) = start_with(url, "any", "1", &["--write-out", "\n%{time_total}\n%{http_code}"]);
    let (_, seconds) = reply.split_once('\n').unwrap();
    assert!(status == 503 && seconds.parse::<f64>().unwrap() >= 0.2, "{seconds}");
    assert_eq!(start(url), (200, SUCCESS.to_owned()));
    // An entry is removed, or loses a use.
    queue(url, &json!({"cases": [{"case": "10007", "times": 3}, "json/null"]}));
    let (_, reply) = admin(url, "GET", "queue", "");
    let ids: Vec<_> = reply["queue"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].to_string())
        .collect();
    assert_eq!(admin(url, "DELETE", &format!("queue/{}?times=1", ids[0]), "").0, 200);
    assert_eq!(admin(url, "DELETE", &format!("queue/{}", ids[1]), "").0, 200);
    assert_eq!(queued(url), named(&[("code/10007", 2)]));
    let gone = "the queue has no entry of this number; it was used or removed";
    let reply = admin(url, "DELETE", &format!("queue/{}", ids[1]), "");
    assert_eq!(reply, (404, json!({ "error": gone })));
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn two_boards_share_one_queue() {
    let program = Running::start(&[]);
    let url = &program.url;
    queue(
        url,
        &json!({"cases": [
            {"case": "10007", "times": 2, "token": "…w5c4"},
            {"case": "10008", "token": "k7d2"},
            {"case": "10001", "notebook": "182"},
        ]}),
    );
    let code = |token, notebook| {
        let (_, reply) = start_with(url, token, notebook, &[]);
        serde_json::from_str::<Value>(&reply).unwrap()["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(code(RIGHT, "1"), "10008");
    assert_eq!(code(LEFT, "1"), "10007");
    assert_eq!(code(RIGHT, "1"), "0");
    assert_eq!(code(RIGHT, "182"), "10001");
    assert_eq!(code(LEFT, "182"), "10007");
    assert_eq!(code(LEFT, "182"), "0");
    queue(
        url,
        &json!({"case": "0", "delay": "1s", "token": "left-board-w5c4", "notebook": "182"}),
    );
    let (_, reply) = admin(url, "GET", "queue", "");
    let entry = json!({"id": 4, "case": "code/0", "times": 1, "delay": "1s", "token": "…w5c4", "notebook": "182"});
    assert_eq!(reply, json!({"queue": [entry]}));
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_command_line_fills_the_queue_and_a_reset_restores_it() {
    let folder = Folder::new();
    let file = folder.join("queue.json");
    std::fs::write(
        &file,
        r#"[{"code": 911042, "status": 502}, {"case": "status/503", "times": 2}]"#,
    )
    .unwrap();
    let at_file = format!("@{}", file.display());
    let entry = r#"{"script": ["close"], "token": "w5c4"}"#;
    let program = Running::start(&["--queue", "10007, json/null", "--queue", &at_file, "--queue", entry]);
    let url = &program.url;
    let first = [
        ("code/10007", 1),
        ("json/null", 1),
        ("answer/502", 1),
        ("status/503", 2),
        ("script", 1),
    ];
    assert_eq!(queued(url), named(&first));
    assert!(start(url).1.starts_with(r#"{"code":"10007","#));
    queue(url, &json!("code/10001"));
    assert_eq!(admin(url, "POST", "reset", "").0, 200);
    assert_eq!(queued(url), named(&first));
    assert!(start(url).1.starts_with(r#"{"code":"10007","#));
}
