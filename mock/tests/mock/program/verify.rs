//! Verification by a shell script, with nothing but curl.

use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::Value;

use super::command::Folder;
use super::running::{Running, Watchdog, wait_until};
use crate::client;

const START: &str = "-d '{\"notebookId\":\"1821067171420946434\"}' -H 'Content-Type: application/json' \
                     -H 'token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF' \
                     \"$URL/ac/openapi/v2/notebook/actions/start\"";

/// Runs curl with these arguments of a shell.
fn curl(program: &Running, arguments: &str) -> Output {
    let child = Command::new("sh")
        .args(["-c", &format!("curl -sS {arguments}")])
        .env("URL", &program.url)
        .env("NO_PROXY", "*")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    let _watchdog = Watchdog::new(child.id());
    let output = child.wait_with_output().unwrap();
    assert_ne!(output.status.code(), Some(127), "this test needs curl");
    output
}

/// Returns the exit status and the output of curl.
fn called(program: &Running, arguments: &str) -> (Option<i32>, Value) {
    let output = curl(program, arguments);
    let json = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), json)
}

/// The recipe of the README, with more time for a busy machine.
const ONE_POST: &str = "-f \"$URL/__admin/verify?posts=1&executed=1&within=30s&settle=300ms\"";

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_script_verifies_exactly_one_post() {
    let program = Running::start(&["--case", "conn/reset-mid-body"]);
    assert_eq!(called(&program, "-fX DELETE \"$URL/__admin/requests\"").0, Some(0));
    thread::scope(|scope| {
        let verified = scope.spawn(|| called(&program, ONE_POST));
        let reset = curl(&program, START);
        assert_eq!(reset.status.code(), Some(56), "the reply is cut off by a reset");
        let (status, answer) = verified.join().unwrap();
        assert_eq!((status, &answer["verified"]), (Some(0), &Value::Bool(true)));
        assert_eq!(
            answer["counts"].to_string(),
            r#"{"executed":1,"posts":1,"refused":0,"repeats":0}"#
        );
    });
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_repeat_is_in_the_json_the_log_the_line_and_the_verification() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--log", log.to_str().unwrap()]);
    for _ in 0..2 {
        assert!(curl(&program, START).status.success());
    }
    let second = || {
        let (status, answer) = called(
            &program,
            "-f \"$URL/__admin/requests?repeated=true&state=ended&wait=30\"",
        );
        assert_eq!((status, &answer["matching"]), (Some(0), &1.into()));
        answer["requests"][0].clone()
    };
    let after = second()["repeatedAfterMilliseconds"].as_u64().unwrap();
    assert!(after < 60_000, "{after}");
    assert_eq!(called(&program, "\"$URL/__admin/health\"").1["repeats"], 1);

    // curl -f fails, and so does a script with `set -e`.
    assert_eq!(curl(&program, ONE_POST).status.code(), Some(22));
    assert_eq!(
        curl(&program, "-f \"$URL/__admin/verify?repeats=0\"").status.code(),
        Some(22)
    );
    let (status, answer) = called(&program, &ONE_POST.replace("-f ", "--fail-with-body "));
    assert_eq!(status, Some(22));
    assert_eq!(answer["error"], "posts: 2, expected 1; executed: 2, expected 1");
    assert_eq!(answer["requests"][1], second());
    assert!(!answer.to_string().contains("eyJ"), "{answer}");

    assert!(!program.line().contains("repeated"));
    let line = program.line();
    assert!(line.contains(", kept, executed, repeated after "), "{line}");
    let logged = || std::fs::read_to_string(&log).unwrap();
    wait_until(|| logged().lines().count() == 2);
    let logged: Value = serde_json::from_str(logged().lines().last().unwrap()).unwrap();
    assert_eq!(logged, answer["requests"][1]);
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_script_waits_for_ends() {
    let program = Running::start(&["--case", "conn/stall-before-headers"]);
    let stalled = program.stalled();
    let ended = "-f \"$URL/__admin/requests?state=ended&wait=30&count=1\"";
    thread::scope(|scope| {
        let wait = scope.spawn(|| called(&program, ended));
        assert_eq!(
            called(&program, "-f \"$URL/__admin/requests?state=open\"").1["matching"],
            1
        );
        client::reset(stalled);
        let (status, answer) = wait.join().unwrap();
        assert_eq!((status, &answer["requests"][0]["end"]), (Some(0), &"left".into()));
    });
}
