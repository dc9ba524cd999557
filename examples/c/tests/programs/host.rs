use std::process::{Command, Output};

use scnet_notebook_mock::{Case, Server};

use crate::{ClosedPort, ID, MILLISECONDS, built, compare};

fn host(url: &str) -> Output {
    let limit = MILLISECONDS.to_string();
    Command::new(built("host"))
        .args([url, ID, &limit])
        .env("SCNET_TOKEN", "a-token")
        .output()
        .unwrap()
}

#[test]
fn every_case_of_the_mock_has_the_result_of_the_client_in_rust() {
    let server = Server::start();
    for case in Case::all() {
        compare("c-host", &server, case, host);
    }
}

#[test]
fn a_closed_port_is_not_sent() {
    let closed = ClosedPort::new();
    let output = host(&closed.url());
    let printed = String::from_utf8(output.stdout).unwrap();
    let text = "not started, nothing was sent: connection failed while opening the request: callback returned -111\n";
    assert!(printed.starts_with(text), "{printed}");
    assert!(
        printed.contains("outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error=-111 "),
        "{printed}"
    );
}

#[test]
fn https_without_tls_is_not_sent() {
    let server = Server::start();
    let output = host(&server.url().replace("http:", "https:"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(server.connections(), 0);
}
