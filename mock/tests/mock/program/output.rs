//! Standard output, standard error and the log.

use std::io::Write;
use std::process::{Command, Stdio};

use super::command::{Folder, PROGRAM};
use super::running::Running;
use crate::client;

#[test]
fn the_first_line_is_the_url() {
    let program = Running::start(&[]);
    assert_eq!(program.url, format!("http://127.0.0.1:{}", program.address().port()));
    assert_ne!(program.address().port(), 0);
}

#[cfg(unix)]
#[test]
fn lines_are_whole_and_in_order_when_both_outputs_are_one() {
    for _ in 0..20 {
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$0\" 2>&1", PROGRAM]);
        let mut program = Running::spawn(shell, &[], Stdio::piped());
        assert_eq!(program.line(), format!("page: {}/", program.url));
    }
}

#[test]
fn every_request_gets_a_line_and_an_object_in_the_log() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--case", "10007", "--log", log.to_str().unwrap()]);
    let envelope = r#"{"code":"10007","msg":"用户已被冻结","data":null}"#;
    assert_eq!(
        client::exchange(program.address(), client::start()),
        client::reply("200 OK", "", envelope)
    );
    assert_eq!(
        program.line(),
        "1 POST /ac/openapi/v2/notebook/actions/start, token *** of 17, notebook 1821067171420946434: \
         code/10007 user-frozen, 200, 145 bytes, closed"
    );
    client::exchange(program.address(), client::request("POST /", "", ""));
    assert_eq!(
        program.line(),
        "2 POST /, no token: refused, the path is not /ac/openapi/v2/notebook/actions/start, 404, 215 bytes, closed"
    );
    let text = std::fs::read_to_string(&log).unwrap();
    let entries: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (&entries[0]["case"], &entries[0]["end"]),
        (&"code/10007".into(), &"closed".into())
    );
    assert_eq!(entries[0]["headers"][2], serde_json::json!(["token", "*** of 17"]));
    assert_eq!(
        entries[1]["problem"],
        "the path is not /ac/openapi/v2/notebook/actions/start"
    );

    // The next run appends to the log.
    drop(program);
    let mut program = Running::start(&["--log", log.to_str().unwrap()]);
    client::exchange(program.address(), client::start());
    program.line();
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 3);
}

#[test]
fn a_request_that_was_cleared_before_its_end_gets_a_line_and_an_object() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--case", "conn/stall-before-headers", "--log", log.to_str().unwrap()]);
    let stalled = program.stalled();
    program.admin("DELETE /__admin/requests");
    assert!(program.admin("GET /__admin/requests").contains(r#""requests":[]"#));
    drop(stalled);
    let line = program.line();
    assert!(line.starts_with("1 POST ") && line.contains("left after"), "{line}");
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(
        text.starts_with(r#"{"number":1,"#) && text.lines().count() == 1,
        "{text}"
    );
}

#[test]
fn a_call_that_a_reset_cuts_off_gets_a_line() {
    let mut program = Running::start(&["--delay", "1h"]);
    let _delayed = program.stalled();
    program.admin("POST /__admin/reset");
    let line = program.line();
    assert!(
        line.starts_with("1 POST ") && line.ends_with(", 0 bytes, reset, executed"),
        "{line}"
    );
}

#[cfg(unix)]
#[test]
fn an_open_request_that_was_cleared_gets_a_line_at_the_stop() {
    let mut program = Running::start(&["--case", "conn/stall-before-headers"]);
    let _stalled = program.stalled();
    program.admin("DELETE /__admin/requests");
    program.signal("-TERM");
    let line = program.line();
    assert!(line.starts_with("1 POST ") && line.contains(", open"), "{line}");
}

#[test]
fn a_stalled_request_gets_a_line_after_1200_others() {
    let mut program = Running::start(&[]);
    let mut stalled = client::connect(program.address());
    let stall = client::start().replace("POST /", "POST /__case/conn/stall-before-headers/");
    stalled.write_all(stall.as_bytes()).unwrap();
    let mut stream = client::connect(program.address());
    let start = client::start_kept();
    for _ in 0..1200 {
        stream.write_all(start.as_bytes()).unwrap();
        client::read_reply(&mut stream);
        program.line();
    }
    drop(stalled);
    let line = program.line();
    assert!(
        line.contains(": conn/stall-before-headers by path, 0 bytes, left after"),
        "{line}"
    );
}

#[cfg(unix)]
#[test]
fn quiet_leaves_standard_error_empty() {
    let mut program = Running::start(&["--quiet"]);
    program.signal("-TERM");
    assert_eq!(program.all_remarks(), "");
}

#[test]
fn a_server_that_is_open_to_the_network_says_so() {
    let mut program = Running::start_with(&["--listen", "0.0.0.0:0"], &[]);
    // The URL is one that a board can call.
    assert!(!program.address().ip().is_unspecified());
    assert_eq!(client::exchange(program.address(), client::start()), client::success());
    let mut remarks = program.remarks();
    assert_eq!(remarks.next(), Some(format!("page: {}/", program.url)));
    let remark = remarks.next().unwrap();
    assert!(
        remark.starts_with("open to the network: everyone there can call the mock"),
        "{remark}"
    );
}
