//! Calls to the mock over TLS: prerequisites of TLS, replies, and failures.

use scnet_notebook_mock::{Case, Server, Tls, TlsCase};

use crate::{
    STARTED, not_sent, on_each_image,
    pki::{self, HOST},
};

/// Starts a mock, and returns its URL, and the file of its CA.
fn secure(tls: Tls) -> (Server, String, String) {
    let server = Server::builder().tls(tls.with_name(HOST)).start().unwrap();
    let port = server.address().port();
    let ca = pki::write(&format!("mock-{port}.pem"), server.ca().unwrap().pem());
    (server, format!("https://{HOST}:{port}"), ca)
}

#[test]
fn a_server_with_a_certificate_of_the_ca_gets_the_request_once() {
    on_each_image(|image| {
        let (server, url, ca) = secure(Tls::new());
        image.expect(&url, &["--ca", &ca, "--calls", "2"], 0, &STARTED.repeat(2));
        // Each call has its own session.
        let requests = server.requests();
        assert_eq!(
            (requests.len(), server.executed(), server.connections()),
            (2, 2, 2),
            "{image}"
        );
        for request in requests {
            assert_eq!(request.headers["token"], "eyJhbGciOiJIUzI1N", "{image}");
        }
    });
}

/// Makes two calls in one boot to a server that the device must not connect to, and expects this error both times.
#[track_caller]
fn assert_not_ready(arguments: &[&str], reason: &str) {
    on_each_image(|image| {
        let (server, url, ca) = secure(Tls::new());
        let arguments = [&["--ca", &ca, "--calls", "2"], arguments].concat();
        image.expect(&url, &arguments, 3, &not_sent(reason).repeat(2));
        assert_eq!(server.connections(), 0, "{image}");
    });
}

#[test]
fn without_a_ca_nothing_is_sent() {
    assert_not_ready(&["--ca", ""], "https needs the certificate of a CA");
    let reason = "pinned CA is no certificate in DER or PEM, or of an unsupported kind";
    for (name, content) in [
        ("text", "hello"),
        ("short.der", "0\u{3}\u{2}\u{1}\u{0}"),
        (
            "short.pem",
            "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n",
        ),
    ] {
        assert_not_ready(&["--ca", &pki::write(name, content)], reason);
    }
}

#[test]
fn without_the_time_nothing_is_sent() {
    let reason = "https needs the time, and the clock of the device is not set";
    assert_not_ready(&["--time", ""], reason);
    // The time of a board without a battery.
    assert_not_ready(&["--time", "0"], reason);
}

#[test]
fn without_a_random_source_nothing_is_sent() {
    let reason = "https needs a true random source, and the device has none";
    assert_not_ready(&["--entropy", ""], reason);
    // The output of a generator without its clock.
    let reason = "random source of the device is dead: its output repeats itself";
    assert_not_ready(&["--entropy", "/dev/zero"], reason);
}

#[test]
fn a_second_start_of_tls_is_refused() {
    assert_not_ready(&["--twice"], "TLS is started a second time");
}

#[test]
fn a_server_that_is_silent_after_the_request_times_out() {
    on_each_image(|image| {
        let (server, url, ca) = secure(Tls::new());
        server.queue(Case::named("conn/stall-before-headers").unwrap());
        let output = "error: connection failed while waiting for the response: timed out\n";
        image.expect(&url, &["--ca", &ca, "--timeout", "3"], 4, output);
        assert_eq!((server.count(), server.executed()), (1, 1), "{image}");
    });
}

#[test]
fn a_refusal_is_told_with_its_code_and_message() {
    let output = "error: reply has code 10007, user is frozen\nmessage: 用户已被冻结\nhint: ";
    on_each_image(|image| {
        let (server, url, ca) = secure(Tls::new());
        server.queue(Case::named("code/10007").unwrap());
        let run = image.run(&url, &["--ca", &ca]);
        assert!(
            run.status == Some(1) && run.output.starts_with(output),
            "{image}: {run}"
        );
        assert_eq!((server.count(), server.executed()), (1, 0), "{image}");
    });
}

#[test]
fn after_a_reset_in_the_reply_the_outcome_is_unknown() {
    on_each_image(|image| {
        let (server, url, ca) = secure(Tls::new());
        server.queue(Case::named("conn/reset-mid-body").unwrap());
        let run = image.run(&url, &["--ca", &ca]);
        assert_eq!(run.status, Some(4), "{image}: {run}");
        assert_eq!((server.count(), server.executed()), (1, 1), "{image}");
    });
}

// The other TLS cases of the mock have servers in `chains`.
#[test]
fn a_server_without_a_certificate_is_refused_before_the_request_is_sent() {
    let line = not_sent("server sent no certificate, or ended the TLS session with an encrypted alert");
    on_each_image(|image| {
        let (server, url, ca) = secure(Tls::new().with_case(TlsCase::NoCertificate));
        image.expect(&url, &["--ca", &ca], 3, &line);
        let requests = server.requests();
        assert!(
            requests.iter().all(|request| request.method.is_empty()),
            "{image}: {requests:?}"
        );
    });
}
