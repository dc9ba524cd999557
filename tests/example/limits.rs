//! A machine that is short of threads, memory or files: a sentence, and no panic.

use std::process::Command;

use scnet_notebook_mock::Server;

use super::{CLOSED, CONNECTIONS, ID, example, fails, over, starts};

/// More than any machine can address. With it, no thread can be made.
const STACK: &str = "140000000000000";

#[test]
fn an_address_is_called_without_a_thread() {
    let server = Server::start();
    for connection in CONNECTIONS {
        starts(over(connection, server.url()).env("RUST_MIN_STACK", STACK));
    }
}

#[test]
fn a_name_that_no_thread_can_resolve_is_status_3() {
    for connection in CONNECTIONS {
        let stderr = fails(over(connection, "https://localhost:9").env("RUST_MIN_STACK", STACK), 3);
        assert!(stderr.contains("cannot make a thread: "), "{connection}: {stderr}");
    }
}

#[test]
fn a_mock_without_a_thread_is_status_2() {
    let stderr = fails(example().env("RUST_MIN_STACK", STACK), 2);
    assert!(stderr.starts_with("error: starting the mock: "), "{stderr}");
}

/// Runs the example under limits of the shell.
#[cfg(target_os = "linux")]
fn limited(limits: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit {limits} && exec \"$0\" \"$@\"")])
        .arg(example().get_program())
        .args(arguments)
        .env("SCNET_TOKEN", "a-token")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn few_files_are_status_2_or_3() {
    for files in 4..24 {
        for connection in CONNECTIONS {
            let call = ["--connection", connection, "--base-url", CLOSED, ID];
            for arguments in [&call[..2], &call] {
                let (code, stderr) = limited(&format!("-n {files}"), arguments);
                let is_started = arguments.len() == 2 && code == Some(0);
                let is_told = matches!(code, Some(2 | 3)) && stderr.starts_with("error: ");
                // The loader of programs opens files as well.
                let is_loaded = code != Some(127);
                let is_right = is_started || is_told || !is_loaded;
                assert!(is_right, "{files} {arguments:?}: {code:?} {stderr}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn little_memory_is_no_panic() {
    for kilobytes in (15_000..40_000).step_by(1000) {
        for connection in CONNECTIONS {
            let arguments = ["--connection", connection, "--base-url", CLOSED, ID];
            let (code, stderr) = limited(&format!("-v {kilobytes}"), &arguments);
            assert!(code != Some(101), "{kilobytes} {connection}: {stderr}");
        }
    }
}
