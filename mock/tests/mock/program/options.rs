//! Options and environment variables, valid and invalid.

use std::net::TcpListener;

use super::command::{Folder, gave_up, misused, mock, output, run};
use super::running::Running;
use crate::client;

/// The ends of the names of the environment variables.
const VARIABLES: [&str; 14] = [
    "LISTEN",
    "CASE",
    "QUEUE",
    "DELAY",
    "SEED",
    "TLS",
    "TLS_DIR",
    "TLS_NAME",
    "LOG",
    "QUIET",
    "STATEFUL",
    "RUNNING_CODE",
    "UPSTREAM",
    "UPSTREAM_CA",
];

#[test]
fn a_case_is_selected_by_name_and_by_the_old_option() {
    let envelope = r#"{"code":"10008","msg":"权限不足","data":null}"#;
    for option in ["--case", "--code"] {
        let program = Running::start(&[option, "permission-denied"]);
        assert_eq!(
            client::exchange(program.address(), client::start()),
            client::reply("200 OK", "", envelope)
        );
    }
}

#[test]
fn every_setting_has_an_environment_variable() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for option in VARIABLES {
        assert!(help.contains(&format!("[env: SCNET_MOCK_{option}=]")), "{option}");
    }
    let folder = Folder::new();
    let program = Running::start_with(
        &[],
        &[
            ("SCNET_MOCK_CASE", "status/503"),
            ("SCNET_MOCK_DELAY", "1ms..2ms"),
            ("SCNET_MOCK_SEED", "7"),
            ("SCNET_MOCK_LOG", folder.join("log").to_str().unwrap()),
        ],
    );
    let reply = client::exchange(program.address(), client::start());
    assert!(reply.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{reply}");
    assert!(folder.join("log").exists());
    let output = output(mock().env("SCNET_MOCK_LISTEN", "nowhere"));
    let text = "not ADDRESS:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for boards on the network";
    misused(
        &output,
        &format!("invalid value 'nowhere' for 'SCNET_MOCK_LISTEN': {text}"),
    );
}

#[test]
fn an_error_names_the_option_if_it_is_given_and_the_variable_otherwise() {
    let problem = "not a whole number of 64 bits, such as 7";
    let seed = |variable: &str, arguments: &[&str]| output(mock().env("SCNET_MOCK_SEED", variable).args(arguments));
    misused(
        &seed("a", &["--list"]),
        &format!("invalid value 'a' for 'SCNET_MOCK_SEED': {problem}"),
    );
    // Another wrong variable does not hide it.
    misused(
        &output(mock().env("SCNET_MOCK_SEED", "a").env("SCNET_MOCK_TLS", "a")),
        &format!("invalid value 'a' for 'SCNET_MOCK_SEED': {problem}"),
    );
    for variable in ["7", "a"] {
        misused(
            &seed(variable, &["--seed", "a"]),
            &format!("invalid value 'a' for '--seed <NUMBER>': {problem}"),
        );
    }
    assert!(seed("a", &["--seed", "7", "--list"]).status.success());
}

#[test]
fn the_help_has_no_markup() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    assert!(!help.contains('`'), "{help}");
}

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
fn an_unknown_case_ends_it_with_status_2_and_the_closest_name() {
    for (name, text) in [
        (
            "conn/reset-mid-boddy",
            "no case is named \"conn/reset-mid-boddy\"; did you mean conn/reset-mid-body?",
        ),
        ("zzz", "no case is named \"zzz\"; --list lists all cases"),
        (
            "USER-FROZEN",
            "no case is named \"USER-FROZEN\"; did you mean code/user-frozen?",
        ),
        (
            "Conn/Reset_Mid_Body",
            "no case is named \"Conn/Reset_Mid_Body\"; did you mean conn/reset-mid-body?",
        ),
        (
            "TLS/EXPIRED",
            "no case is named \"TLS/EXPIRED\"; a TLS case is selected when the mock starts, --case tls/expired",
        ),
        (
            "tls/expire",
            "no TLS case has this name; the TLS cases are tls/expired tls/wrong-host tls/self-signed tls/unknown-ca \
             tls/no-certificate tls/leaf-signed-by-leaf",
        ),
    ] {
        misused(
            &run(&["--case", name]),
            &format!("invalid value '{name}' for '--case <CASE>': {text}"),
        );
    }
}

#[test]
fn a_wrong_delay_ends_it_with_status_2() {
    let syntax = "not a delay such as 300ms or 100ms..2s";
    let unit = "a number has no unit; write 5s or 300ms";
    let reversed = "the shorter delay comes first, as in 100ms..2s";
    for (delay, text) in [
        ("soon", syntax),
        ("1s..", syntax),
        ("-1s", syntax),
        ("300", unit),
        ("1..2s", unit),
        ("2s..1s", reversed),
        ("2days", "longer than a day"),
    ] {
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
        &format!("--log {}: cannot open the file: {error}", file.display()),
    );
    std::fs::write(folder.join("file"), "").unwrap();
    let folder = folder.join("file/ca");
    let error = std::fs::create_dir_all(&folder).unwrap_err();
    gave_up(
        &run(&["--tls", "--tls-dir", folder.to_str().unwrap()]),
        &format!("--tls-dir {}: cannot create the folder: {error}", folder.display()),
    );
}

#[test]
fn a_switch_in_the_environment_is_yes_or_no() {
    let list = |value| output(mock().env("SCNET_MOCK_TLS", value).arg("--list"));
    for value in ["1", "true", "yes", "0", "off"] {
        assert!(list(value).status.success(), "{value}");
    }
    let text = "invalid value 'perhaps' for 'SCNET_MOCK_TLS': not yes or no";
    misused(&list("perhaps"), text);
}

#[test]
fn an_empty_environment_variable_counts_as_absent() {
    for option in VARIABLES {
        let variable = format!("SCNET_MOCK_{option}");
        let output = output(mock().env(variable, "").arg("--list"));
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{option}: {output:?}"
        );
    }
    // Empty TLS options are no error without --tls.
    let empty = ["TLS_DIR", "TLS_NAME", "LOG", "QUIET"].map(|option| format!("SCNET_MOCK_{option}"));
    let empty = empty.each_ref().map(|name| (name.as_str(), ""));
    let program = Running::start_with(&["--listen", "127.0.0.1:0"], &empty);
    assert!(program.url.starts_with("http://127.0.0.1:"), "{}", program.url);
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
