//! Options that print something and stop.

use scnet_notebook_mock::{Case, TlsCase, openapi};

use super::command::{mock, output, run};

#[test]
fn the_list_has_every_case() {
    let output = run(&["--list"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), Case::all().len() + TlsCase::ALL.len());
    for line in [
        "code/10007 user-frozen                   The start is refused: user is frozen.",
        "code/10012 connection-interrupted        The start may have happened: connection was interrupted.",
        "conn/reset-mid-body                      The connection is reset inside the body of the reply.",
        "tls/expired                              The certificate expired at the end of the year 2000.",
    ] {
        assert!(text.lines().any(|listed| listed == line), "{text}");
    }
}

#[test]
fn the_openapi_description_is_printed() {
    let output = run(&["--export-openapi"]);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim_end(),
        openapi().trim_end()
    );
}

#[test]
fn a_closed_pipe_ends_the_listing_with_status_0() {
    for option in ["--list", "--export-openapi", "--help", "-h", "--version"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = output(mock().arg(option).stdout(writer));
        assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]), "{option}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_listing_with_status_1_and_the_reason() {
    for option in ["--list", "--export-openapi", "--help", "--version"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = output(mock().arg(option).stdout(full));
        let text = String::from_utf8(output.stderr).unwrap();
        let expected = "error: standard output: No space left on device (os error 28)\n";
        assert_eq!((output.status.code(), &*text), (Some(1), expected), "{option}");
    }
}

#[test]
fn the_help_explains_the_options_and_the_cases() {
    let output = run(&["--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!help.contains('`'), "markup: {help}");
    for taught in [
        "--listen <ADDRESS:PORT>",
        "[default: 127.0.0.1:8080]",
        "--case <CASE>",
        "[env: SCNET_MOCK_CASE=]",
        "--queue <CASES>",
        "file: @case.json",
        "--delay <TIME>",
        "--tls-dir <FOLDER>",
        "--log <FILE>",
        r#"{"missing":3}"#,
        "--list",
        "--export-openapi",
        "scnet-notebook-mock-tls",
        "Prefer: example=conn/reset-mid-body",
        "/__case/conn/reset-mid-body",
        "case:conn/reset-mid-body",
        "everyone else",
        "Mock-Problem",
        "Exit status",
        "SIGHUP opens the file",
    ] {
        assert!(help.contains(taught), "{taught:?} is not in {help}");
    }
}
