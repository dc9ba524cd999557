//! Calls over TLS to servers with certificates of test CAs.

use std::{
    fs,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use support::TestCa;

use crate::{JSON, STARTED, on_each_image, pki::HOST, tls_server::TlsServer};

/// The expiry year of the certificates.
pub(crate) const LATER: i32 = 2100;

pub(crate) fn reply() -> Option<String> {
    Some(format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{JSON}",
        JSON.len()
    ))
}

/// A temporary file of a test.
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn new(content: impl AsRef<[u8]>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);

        let name = format!("boot-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, content).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes two calls in one boot to a server that the device must not connect to, and expects this error both times.
#[track_caller]
fn assert_not_ready(host: &str, more: &[&str], reason: &str) {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_image(|image| {
        let server = TlsServer::start(ca.server(HOST, LATER), reply());
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--calls", "2"];
        let run = image.run(&server.url(host), &[&arguments, more].concat());
        let line = format!("error: connection failed while opening the request: {reason}\n");
        assert_eq!((run.status, run.output), (Some(3), line.repeat(2)), "{image}");
        assert_eq!(server.received(), [""; 0], "{image}");
    });
}

#[test]
fn a_server_with_a_certificate_of_the_ca_gets_the_request_once() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_image(|image| {
        let server = TlsServer::start(ca.server(HOST, LATER), reply());
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--calls", "2"];
        let run = image.run(&server.url(HOST), &arguments);
        assert_eq!((run.status, run.output), (Some(0), STARTED.repeat(2)), "{image}");
        // Each call has its own session.
        let received = server.received();
        assert_eq!(received.len(), 2, "{image}");
        for request in received {
            assert_eq!(request.matches("POST ").count(), 1, "{image}: {request}");
            assert!(
                request.contains("\r\ntoken: eyJhbGciOiJIUzI1N\r\n"),
                "{image}: {request}"
            );
        }
    });
}

#[test]
fn without_a_ca_nothing_is_sent() {
    assert_not_ready(HOST, &["--ca", ""], "https needs the certificate of a CA");
}

#[test]
fn a_file_that_is_not_a_certificate_is_refused() {
    let reason = "pinned CA is neither a certificate in DER nor certificates in PEM";
    for content in [
        "hello",
        "0\u{3}\u{2}\u{1}\u{0}",
        "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n",
    ] {
        let file = File::new(content);
        assert_not_ready(HOST, &["--ca", file.path()], reason);
    }
}

#[test]
fn without_the_time_nothing_is_sent() {
    let reason = "https needs the time, and the clock of the device is not set";
    assert_not_ready(HOST, &["--time", ""], reason);
    // The time of a board without a battery.
    assert_not_ready(HOST, &["--time", "0"], reason);
}

#[test]
fn without_a_random_source_nothing_is_sent() {
    let reason = "https needs a true random source, and the device has none";
    assert_not_ready(HOST, &["--entropy", ""], reason);
    // The output of a generator without its clock.
    let reason = "random source of the device is dead: its output repeats itself";
    assert_not_ready(HOST, &["--entropy", "/dev/zero"], reason);
}

#[test]
fn a_second_start_of_tls_is_refused() {
    assert_not_ready(HOST, &["--twice"], "TLS is started a second time");
}

#[test]
fn a_server_that_is_silent_after_the_request_times_out() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_image(|image| {
        let server = TlsServer::start(ca.server(HOST, LATER), None);
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--timeout", "3"];
        let run = image.run(&server.url(HOST), &arguments);
        let output = "error: connection failed while waiting for the response: timed out\n";
        assert_eq!((run.status, run.output.as_str()), (Some(4), output), "{image}");
        assert_eq!(server.received().len(), 1, "{image}");
    });
}
