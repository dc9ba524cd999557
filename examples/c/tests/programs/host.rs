use std::process::Output;

use scnet_notebook_mock::{Case, Server};

use crate::{ClosedPort, ID, MILLISECONDS, command, compare, printed};

fn host(url: &str) -> Output {
    command("host", &[url, ID, &MILLISECONDS.to_string()]).output().unwrap()
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
    let printed = printed(&host(&ClosedPort::new().url()));
    let text = "not started, nothing was sent: connection failed while opening the request: callback returned -111\n";
    assert!(printed.starts_with(text), "{printed}");
    let numbers = "outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error=-111 ";
    assert!(printed.contains(numbers), "{printed}");
}

#[test]
fn https_without_tls_is_not_sent() {
    let server = Server::start();
    let output = host(&server.url().replace("http:", "https:"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(server.connections(), 0);
}
