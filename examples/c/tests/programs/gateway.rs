use std::{
    process::Output,
    time::{Duration, Instant},
};

use scnet_notebook_mock::{Case, Server, Tls};

use crate::{ClosedPort, ID, command, compare, file, printed, tls_server, usual_cases};

/// Runs the program with these arguments behind the URL and the id.
fn gateway(url: &str, arguments: &[&str]) -> Output {
    command("gateway", &[&[url, ID], arguments].concat()).output().unwrap()
}

#[test]
fn each_code_has_the_result_of_the_client_in_rust() {
    let server = Server::start();
    for case in usual_cases().into_iter().filter(|case| case.family() == "code") {
        compare("c-gateway", &server, &case, |url| gateway(url, &[]));
    }
}

#[test]
fn a_start_over_https_trusts_the_ca_of_the_file() {
    let (server, pem) = tls_server(Tls::new());
    let printed = printed(&gateway(server.url(), &[&file("ca.pem", &pem)]));
    assert_eq!(printed.lines().next(), Some("started"));
    assert_eq!(server.executed(), 1);
}

#[test]
fn an_unknown_ca_is_not_sent() {
    let (server, _) = tls_server(Tls::new());
    for ca in [file("other.pem", Tls::new().ca().pem()), String::new()] {
        let printed = printed(&gateway(server.url(), &[&ca]));
        assert!(printed.starts_with("not started, nothing was sent: "), "{printed}");
        assert!(printed.contains("certificate of the server"), "{printed}");
        assert!(printed.contains("outcome=1 fault=4 "), "{printed}");
        assert!(printed.contains(" reason=39 "), "{printed}");
    }
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.method.is_empty()), "{requests:?}");
}

#[test]
fn a_ca_file_that_cannot_be_used_is_not_sent() {
    let text = file("text.pem", "no certificate");
    let other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let other = file("other-text.pem", other);
    for (path, errno, reason) in [
        (&text, 0, "used: the CA holds no certificate in PEM"),
        (&other, 0, "used: the CA has a certificate that is not valid X.509"),
        (&"/nowhere/ca.pem".into(), 2, "read: No such file or directory"),
    ] {
        let printed = printed(&gateway("https://127.0.0.1", &[path]));
        let sentence = format!("not started, nothing was sent: CA file cannot be {reason}");
        assert!(printed.starts_with(&sentence), "{printed}");
        assert!(printed.contains("outcome=1 fault=1 step=1 reason=40 "), "{printed}");
        assert!(printed.contains(&format!(" detail={errno}\n")), "{printed}");
    }
}

#[test]
fn a_reset_and_a_stall_are_unknown() {
    let server = Server::start();
    for case in "reset-mid-body reset-before-headers stall-mid-body stall-before-headers".split(' ') {
        server.queue(Case::named(&format!("conn/{case}")).unwrap());
        let begin = Instant::now();
        let output = gateway(server.url(), &["", "500"]);
        assert_eq!(output.status.code(), Some(3), "{case}: {}", printed(&output));
        assert!(begin.elapsed() < Duration::from_secs(10), "{case}");
    }
    assert_eq!(server.connections(), 4);
}

#[test]
fn a_closed_port_is_not_sent() {
    let printed = printed(&gateway(&ClosedPort::new().url(), &[]));
    assert!(printed.starts_with("not started, nothing was sent: "), "{printed}");
    assert!(printed.contains("onnection refused"), "{printed}");
}

#[test]
fn a_proxy_is_taken_from_the_environment() {
    let mut command = command("gateway", &["http://scnet.invalid", ID]);
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = command.env("http_proxy", ClosedPort::new().url()).output().unwrap();
    let printed = printed(&output);
    assert!(printed.contains("connecting to the proxy 127.0.0.1:"), "{printed}");
    assert!(printed.contains("outcome=1 fault=4 "), "{printed}");
}
