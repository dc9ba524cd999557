//! What the program makes of its arguments.

use std::net::TcpListener;

use crate::running::{Folder, Running, gave_up, misused, mock, run};

#[test]
fn a_taken_port_ends_it_with_status_2() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = TcpListener::bind(&address).unwrap_err();
    gave_up(
        &run(&["--listen", &address]),
        &format!("cannot listen on {address}: {error}"),
    );
}

#[test]
fn a_bad_address_ends_it_with_status_2() {
    let text = "not ADDRESS:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for boards on the network";
    for address in ["8080", ":8080", "127.0.0.1", "localhost:", "nowhere", "127.0.0.1:80800"] {
        let output = run(&["--listen", address]);
        misused(
            &output,
            &format!("invalid value '{address}' for '--listen <ADDRESS:PORT>': {text}"),
        );
    }
}

#[test]
fn an_unknown_case_ends_it_with_status_2_and_the_closest() {
    for (name, text) in [
        (
            "conn/reset-mid-boddy",
            "no case is named \"conn/reset-mid-boddy\"; did you mean conn/reset-mid-body?",
        ),
        (
            "tls/expire",
            "no TLS case has this name; the TLS cases are tls/expired tls/wrong-host tls/self-signed tls/unknown-ca \
             tls/no-certificate tls/leaf-signed-by-leaf",
        ),
    ] {
        misused(
            &run(&["--case", name]),
            &format!("invalid value '{name}' for '--case <NAME>': {text}"),
        );
    }
}

#[test]
fn a_wrong_delay_ends_it_with_status_2() {
    for delay in ["soon", "2s..1s", "1s..", "300", "2days", "-1s"] {
        let text = "not a delay such as 300ms, or 100ms..2s, of a day at most";
        let given = format!("--delay={delay}");
        misused(
            &run(&[&given]),
            &format!("invalid value '{delay}' for '--delay <TIME>': {text}"),
        );
    }
}

#[test]
fn a_file_that_cannot_be_written_ends_it_with_status_2() {
    let folder = Folder::new();
    let file = folder.join("none/log");
    let error = std::fs::File::create(&file).unwrap_err();
    gave_up(
        &run(&["--log", file.to_str().unwrap()]),
        &format!("{}: {error}", file.display()),
    );
    std::fs::write(folder.join("file"), "").unwrap();
    let folder = folder.join("file/ca");
    let output = run(&["--tls", "--tls-dir", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with(&format!("error: {}: ", folder.display())) && text.lines().count() == 1,
        "{text}"
    );
}

#[test]
fn a_name_that_no_certificate_can_have_ends_it_with_status_2() {
    let folder = Folder::new();
    let folder = folder.join("ca");
    let folder = ["--listen", "127.0.0.1:0", "--tls-dir", folder.to_str().unwrap()];
    let output = run(&[&folder[..], &["--tls", "--tls-name", "ü"]].concat());
    let text = "--tls-name: no certificate for these names: Invalid IA5String: 'ü'";
    gave_up(&output, text);
}

#[test]
fn what_is_for_tls_alone_is_not_passed_over_without_it() {
    for (option, value) in [("--tls-name", "board.local"), ("--tls-dir", "ca")] {
        let output = run(&["--listen", "127.0.0.1:0", option, value]);
        gave_up(&output, &format!("{option} needs --tls"));
    }
}

#[test]
fn a_switch_in_the_environment_is_yes_or_no() {
    let list = |value| mock().env("SCNET_MOCK_TLS", value).arg("--list").output().unwrap();
    for value in ["1", "true", "yes", "0", "off"] {
        assert!(list(value).status.success(), "{value}");
    }
    let text = "invalid value 'perhaps' for '--tls': value was not a boolean";
    misused(&list("perhaps"), text);
}

#[test]
fn an_empty_variable_of_the_environment_is_as_good_as_none() {
    for option in [
        "LISTEN", "CASE", "DELAY", "SEED", "TLS", "TLS_DIR", "TLS_NAME", "LOG", "QUIET",
    ] {
        let output = mock()
            .env(format!("SCNET_MOCK_{option}"), "")
            .arg("--list")
            .output()
            .unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{option}: {output:?}"
        );
    }
    // It says where the page is, and not that something needs TLS.
    let empty = ["TLS_DIR", "TLS_NAME", "LOG", "QUIET"].map(|option| format!("SCNET_MOCK_{option}"));
    let empty = empty.each_ref().map(|name| (name.as_str(), ""));
    let program = Running::start_with(&["--listen", "127.0.0.1:0"], &empty);
    assert!(program.url.starts_with("http://127.0.0.1:"), "{}", program.url);
}

#[test]
fn a_reader_that_has_enough_of_the_list_is_no_failure() {
    for option in ["--list", "--export-openapi"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = mock().arg(option).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]), "{option}");
    }
}

#[test]
fn an_unknown_option_ends_it_with_status_2() {
    let output = run(&["--fast"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with("error: unexpected argument '--fast' found\n"),
        "{text}"
    );
    assert!(text.ends_with("\nFor more information, try '--help'.\n"), "{text}");
    assert_eq!(output.status.code(), Some(2));
    let close = String::from_utf8(run(&["--lisst"]).stderr).unwrap();
    assert!(close.contains("tip: a similar argument exists: '--list'"), "{close}");
}

#[test]
fn the_help_teaches() {
    let output = run(&["--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for taught in [
        "--listen <ADDRESS:PORT>",
        "[default: 127.0.0.1:8080]",
        "--case <NAME>",
        "[env: SCNET_MOCK_CASE=]",
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
    ] {
        assert!(help.contains(taught), "{taught:?} is not in {help}");
    }
}
