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

const ID: &str = "1821067171420946434";

/// Returns the command of an example, which `cargo test` builds, but `cargo test --test example` does not.
fn program(name: &str) -> Command {
    let tests = env::current_exe().unwrap();
    let program: PathBuf = tests.ancestors().nth(2).unwrap().join("examples").join(name);
    let mut command = Command::new(program);
    command.env_remove("SCNET_TOKEN");
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

/// A server that refuses connections. A port that a test has closed may serve another test by now.
const CLOSED: &str = "http://127.0.0.1:9";

const CONNECTIONS: [&str; 3] = ["std", "stream", "stream-async"];

#[test]
fn without_arguments_it_starts_the_documented_notebook() {
    ends(example().output().unwrap(), 0, "started 1821067171420946434\n", "");
}

#[test]
fn it_starts_the_documented_notebook_over_every_connection() {
    for connection in CONNECTIONS {
        let output = example().args(["--connection", connection]).output().unwrap();
        ends(output, 0, "started 1821067171420946434\n", "");
    }
}

#[test]
fn it_starts_a_notebook_on_a_server() {
    let server = Server::start();
    ends(
        against(server.url()).output().unwrap(),
        0,
        "started 1821067171420946434\n",
        "",
    );
    assert_eq!(server.requests()[0].headers["token"], "eyJhbGciOiJIUzI1N");
}

#[test]
fn wrong_usage_and_wrong_input_are_status_2_with_one_reason() {
    let url = "http://127.0.0.1:9";
    let cases: [(&[&str], &str); 12] = [
        (
            &[ID],
            "error: the following required arguments were not provided:\n  --base-url <URL>\n",
        ),
        (
            &["--base-url", url],
            "error: the following required arguments were not provided:\n  <NOTEBOOK_ID>\n",
        ),
        (
            &["--base-url", "host", ID],
            "error: --base-url: base URL does not begin with https:// or http://, in lower case\n",
        ),
        (
            &["--base-url", "http://user:word@host", ID],
            "error: --base-url: base URL has user information; leave out everything up to the @\n",
        ),
        (
            &["--base-url", "http://[fe80::1%25eth0]", ID],
            "error: --base-url: base URL has a character at byte 15 that is not allowed there; a host, a port and a path \
             may follow the scheme, but no query, fragment or IPv6 zone\n",
        ),
        (&["--base-url", url, ""], "error: NOTEBOOK_ID: notebook id is empty\n"),
        (
            &["--timeout", "0"],
            "error: invalid value '0' for '--timeout <SECONDS>': ",
        ),
        (
            &["--timeout", "18446744073709551615"],
            "error: invalid value '18446744073709551615' for '--timeout <SECONDS>': ",
        ),
        (
            &["--connection", "carrier-pigeon"],
            "error: invalid value 'carrier-pigeon' for '--connection <CONNECTION>'",
        ),
        (&["--token", "secret"], "error: unexpected argument '--token' found\n"),
        (&["--ca", "no-such-file.pem"], "error: --ca no-such-file.pem: "),
        (
            &["--ca", "Cargo.toml"],
            "error: --ca Cargo.toml: the CA holds no certificate in PEM\n",
        ),
    ];
    for (arguments, reason) in cases {
        let output = example().args(arguments).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with(reason), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("word"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_missing_or_invalid_token_is_status_2_and_not_shown() {
    let arguments = ["--base-url", "http://127.0.0.1:9", ID];
    let output = example().args(arguments).output().unwrap();
    ends(output, 2, "", "error: environment variable SCNET_TOKEN is not set\n");
    let output = example().args(arguments).env("SCNET_TOKEN", "").output().unwrap();
    ends(
        output,
        2,
        "",
        "error: environment variable SCNET_TOKEN: token is empty\n",
    );
    let output = example()
        .args(arguments)
        .env("SCNET_TOKEN", "secret\r\nx-admin: 1")
        .output()
        .unwrap();
    let text = "error: environment variable SCNET_TOKEN: token has a character at byte 6 that is not visible ASCII; trim a line end\n";
    ends(output, 2, "", text);
}

#[cfg(unix)]
#[test]
fn a_token_that_is_not_text_is_not_shown() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let arguments = ["--base-url", "http://127.0.0.1:9", ID];
    let output = example()
        .args(arguments)
        .env("SCNET_TOKEN", OsStr::from_bytes(b"secret\xff"))
        .output()
        .unwrap();
    ends(output, 2, "", "error: environment variable SCNET_TOKEN is not text\n");
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
        let output = command
            .args(["--connection", connection])
            .env("ALL_PROXY", "http://127.0.0.1:9")
            .output()
            .unwrap();
        ends(output, 0, "started 1821067171420946434\n", "");
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
SIGINT and SIGTERM end it with 3 or 4.
";
    assert!(help.ends_with(statuses), "{help}");
}

#[test]
fn a_file_without_a_certificate_is_refused() {
    let file = env::temp_dir().join(format!("scnet-notebook-{}.pem", std::process::id()));
    fs::write(&file, "-----BEGIN NONSENSE-----").unwrap();
    let output = example().arg("--ca").arg(&file).output().unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(2));
}
