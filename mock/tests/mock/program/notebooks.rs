//! The states of notebooks.

use serde_json::json;

use super::command::{gave_up, misused, run};
use super::curl::{admin, start};
use super::running::Running;
use crate::client::SUCCESS;

const ID: &str = "1821067171420946434";
const RUNNING: &str = r#"{"code":"716865","msg":"创建任务错误","data":null}"#;

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_running_notebook_is_not_started_once_more() {
    let mut program = Running::start(&["--stateful"]);
    let url = program.url.clone();
    let states = || admin(&url, "GET", "notebooks", "");
    let set = |state: &str| {
        admin(
            &url,
            "POST",
            "notebooks",
            &json!({"notebook": ID, "state": state}).to_string(),
        )
    };
    let listed = |state: &str| (200, json!({"notebooks": [{"notebook": ID, "state": state}]}));
    assert_eq!(states(), (200, json!({"notebooks": []})));
    assert_eq!(start(&url, ID), (200, SUCCESS.to_owned()));
    assert_eq!(states(), listed("running"));
    assert_eq!(start(&url, ID), (200, RUNNING.to_owned()));
    assert_eq!(set("stopped"), listed("stopped"));
    assert_eq!(start(&url, ID), (200, SUCCESS.to_owned()));
    assert_eq!(admin(&url, "POST", "reset", "").0, 200);
    assert_eq!(states(), (200, json!({"notebooks": []})));
    assert_eq!(set("running"), listed("running"));
    // A case that is selected is played.
    assert_eq!(admin(&url, "POST", "queue", r#"{"case":"10007"}"#).0, 200);
    assert_eq!(
        start(&url, ID).1,
        r#"{"code":"10007","msg":"用户已被冻结","data":null}"#
    );
    assert_eq!(start(&url, ID), (200, RUNNING.to_owned()));
    let lines: Vec<_> = (0..5).map(|_| program.line()).collect();
    let ends = ["executed", "716865 task-creation-failed by state, 200, 127 bytes, kept"];
    for (line, end) in [(0, ends[0]), (1, ends[1]), (2, ends[0]), (4, ends[1])] {
        assert!(lines[line].contains(end), "{lines:?}");
    }
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_code_of_a_running_notebook_can_be_set_and_its_states_need_the_option() {
    let program = Running::start(&["--stateful", "--running-code", "911042"]);
    start(&program.url, ID);
    let undocumented = r#"{"code":"911042","msg":"undocumented","data":null}"#;
    assert_eq!(start(&program.url, ID), (200, undocumented.to_owned()));
    let program = Running::start(&[]);
    start(&program.url, ID);
    assert_eq!(start(&program.url, ID), (200, SUCCESS.to_owned()));
    let text = "the mock remembers no states of notebooks: start it with --stateful";
    let body = json!({"notebook": ID, "state": "running"}).to_string();
    for (method, body) in [("GET", ""), ("POST", &body)] {
        assert_eq!(
            admin(&program.url, method, "notebooks", body),
            (400, json!({ "error": text }))
        );
    }
}

#[test]
fn a_wrong_code_of_a_running_notebook_ends_it_with_status_2() {
    let not_a_code = "not a code of at most 9 digits, such as 716865";
    let success = "0 is the code of a start; without --stateful, each start gets it";
    for (code, text) in [("frozen", not_a_code), ("1000000000", not_a_code), ("0", success)] {
        misused(
            &run(&["--stateful", "--running-code", code]),
            &format!("invalid value '{code}' for '--running-code <NUMBER>': {text}"),
        );
    }
    gave_up(&run(&["--running-code", "1"]), "--running-code needs --stateful");
}
