//! The host examples: their output and their exit statuses.

#![cfg(feature = "std")]

mod ca_file;
mod hello;
mod limits;
mod outcomes;
mod responses;
mod secrecy;
#[cfg(target_os = "linux")]
mod signals;
mod tls;
mod tls_reasons;

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use scnet_notebook::Code;
use scnet_notebook_mock::{Answer, Server};

use support::documented::ID;

/// The line of a start.
const STARTED: &str = "started 1821067171420946434\n";

/// A server that refuses connections. A port that a test has closed may serve another test by now.
const CLOSED: &str = "http://127.0.0.1:9";

const CONNECTIONS: [&str; 3] = ["std", "stream", "stream-async"];

/// Returns the command of an example, which `cargo test` builds, but `cargo test --test example` does not.
fn program(name: &str) -> Command {
    let tests = env::current_exe().unwrap();
    let program: PathBuf = tests.ancestors().nth(2).unwrap().join("examples").join(name);
    let mut command = Command::new(program);
    for name in ["SCNET_TOKEN", "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
}

fn example() -> Command {
    program("start")
}

fn against(url: &str) -> Command {
    let mut command = example();
    command
        .env("SCNET_TOKEN", "eyJhbGciOiJIUzI1N")
        .args(["--base-url", url, ID]);
    command
}

/// Returns the command of a call over this connection.
fn over(connection: &str, url: &str) -> Command {
    let mut command = against(url);
    command.args(["--connection", connection]);
    command
}

#[track_caller]
fn ends(output: Output, status: i32, stdout: &str, stderr: &str) {
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(
        (output.status.code(), out.as_str(), err.as_str()),
        (Some(status), stdout, stderr)
    );
}

/// Runs a command that starts the notebook.
#[track_caller]
fn starts(command: &mut Command) {
    ends(command.output().unwrap(), 0, STARTED, "");
}

/// Runs a command that ends with this status, and returns its standard error.
#[track_caller]
fn fails(command: &mut Command, status: i32) -> String {
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{command:?}: {stderr}");
    stderr
}

#[test]
fn without_arguments_it_starts_the_documented_notebook() {
    starts(&mut example());
}

#[test]
fn it_starts_the_documented_notebook_over_every_connection() {
    for connection in CONNECTIONS {
        starts(example().args(["--connection", connection]));
    }
}

#[test]
fn it_starts_a_notebook_on_a_server() {
    let server = Server::start();
    starts(&mut against(server.url()));
    assert_eq!(server.requests()[0].headers["token"], "eyJhbGciOiJIUzI1N");
}

#[test]
fn wrong_usage_and_wrong_input_are_status_2_with_one_reason() {
    let missing = |argument: &str| format!("the following required arguments were not provided:\n  {argument}\n");
    let timeout = |value: &str| format!("invalid value '{value}' for '--timeout <SECONDS>': ");
    let url = |reason: &str| format!("--base-url: base URL {reason}\n");
    let zone = "has a character at byte 15 that is not allowed there; a host, a port and a path may follow the scheme, but \
                no query, fragment or IPv6 zone";
    let too_long = u64::MAX.to_string();
    let connection = |value: &str| format!("invalid value '{value}' for '--connection <CONNECTION>'");
    let (secret, user) = (
        "http://user:w<rd@host",
        url("has user information; leave out everything up to the @"),
    );
    let cases: [(&[&str], &str); 18] = [
        (&[ID], &missing("--base-url <URL>")),
        (&["--base-url", CLOSED], &missing("<NOTEBOOK_ID>")),
        (
            &["--base-url", "host", ID],
            &url("does not begin with https:// or http://, in lower case"),
        ),
        (&["--base-url", secret, ID], &user),
        (&["--base-url", "http://user:pass/word@host", ID], &user),
        (&["--base-url", CLOSED, ID, secret], "unexpected argument '***' found\n"),
        (&["--timeout", secret], &timeout("***")),
        (&["--connection", secret], &connection("***")),
        (
            &["--base-url", "http://host\r\n", ID],
            "--base-url: line end at byte 11; trim it\n",
        ),
        (&["--base-url", CLOSED, "1 "], "NOTEBOOK_ID: space at byte 1\n"),
        (&["--base-url", "http://[fe80::1%25eth0]", ID], &url(zone)),
        (&["--base-url", CLOSED, ""], "NOTEBOOK_ID: notebook id is empty\n"),
        (&["--timeout", "0"], &timeout("0")),
        (&["--timeout", &too_long], &timeout(&too_long)),
        (&["--connection", "carrier-pigeon"], &connection("carrier-pigeon")),
        (&["--token", "secret"], "unexpected argument '--token' found\n"),
        (&["--ca", "no-such-file.pem"], "--ca no-such-file.pem: "),
        (
            &["--ca", "Cargo.toml"],
            "--ca Cargo.toml: the CA holds no certificate in PEM\n",
        ),
    ];
    for (arguments, reason) in cases {
        let stderr = fails(example().args(arguments), 2);
        assert!(
            stderr.starts_with(&format!("error: {reason}")),
            "{arguments:?}: {stderr}"
        );
        assert!(!stderr.contains("word"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_missing_or_invalid_token_is_status_2_and_not_shown() {
    for (token, reason) in [
        (None, " is not set"),
        (Some(""), ": token is empty"),
        (Some("secret\r\nx-admin: 1"), ": line end at byte 6; trim it"),
        (Some("secret token"), ": space at byte 6"),
        (Some("secret\u{A0}"), ": character at byte 6 is not visible ASCII"),
    ] {
        let mut command = example();
        command
            .args(["--base-url", CLOSED, ID])
            .envs(token.map(|token| ("SCNET_TOKEN", token)));
        let line = format!("error: environment variable SCNET_TOKEN{reason}\n");
        ends(command.output().unwrap(), 2, "", &line);
    }
}

#[cfg(unix)]
#[test]
fn a_token_that_is_not_text_is_not_shown() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let mut command = against(CLOSED);
    command.env("SCNET_TOKEN", OsStr::from_bytes(b"secret\xff"));
    let line = "error: environment variable SCNET_TOKEN is not text\n";
    ends(command.output().unwrap(), 2, "", line);
}

#[cfg(target_os = "linux")]
#[test]
fn a_started_notebook_is_status_0_even_if_standard_output_is_full() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert_eq!(example().stdout(full).status().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn the_exit_status_is_the_same_even_if_standard_error_is_full() {
    let status = |url: &str| {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        against(url).stderr(full).status().unwrap().code()
    };
    let server = Server::start();
    server.reply_with(Code::USER_FROZEN);
    assert_eq!(status(server.url()), Some(1));
    server.reply_with(Answer::raw(502, "bad gateway"));
    assert_eq!(status(server.url()), Some(4));
    assert_eq!(status(CLOSED), Some(3));
    assert_eq!(status("http://127.0.0.1:0"), Some(2));
}

#[test]
fn the_proxy_of_the_environment_is_not_used_for_this_machine() {
    for connection in CONNECTIONS {
        let mut command = example();
        starts(command.args(["--connection", connection]).env("ALL_PROXY", CLOSED));
    }
}

#[test]
fn its_help_explains_every_option_and_every_exit_status() {
    let output = example().arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for word in [
        "--base-url <URL>",
        "--ca <FILE>",
        "--timeout <SECONDS>",
        "--connection",
        "NOTEBOOK_ID",
        "SCNET_TOKEN",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
    let statuses = "\
Exit status:
  0  started: the service accepted the start
  1  refused: the notebook was not started
  2  wrong usage, or wrong input: nothing was sent
  3  not sent: the notebook was not started
  4  unknown: look at the notebook before you try again
SIGHUP, SIGINT and SIGTERM end it with 3 or 4.
";
    assert!(help.ends_with(statuses), "{help}");
}
