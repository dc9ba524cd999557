//! Calls over TLS to servers with certificates of test CAs.

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use support::TestCa;

use crate::{JSON, STARTED, on_each_image, tls_server::TlsServer};

const HOST: &str = "notebook.example";

/// The expiry year of valid certificates.
const LATER: i32 = 2100;

/// A time after their expiry, in seconds since 1970.
const AFTERWARDS: &str = "4133980800";

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

/// Makes two calls in one boot to a server whose certificate expires at the start of the year `end`. Expects this error both
/// times, this number of connections, and no request.
#[track_caller]
fn assert_refused(end: i32, host: &str, trusted: Option<&TestCa>, more: &[&str], reason: &str, connections: usize) {
    let ca = TestCa::new("the CA");
    let file = trusted.map_or_else(|| File::new(ca.pem()), |other| File::new(other.pem()));
    on_each_image(|image| {
        let server = TlsServer::start(ca.server(HOST, end), reply());
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--calls", "2"];
        let run = image.run(&server.url(host), &[&arguments, more].concat());
        assert_eq!(run.status, Some(3), "{image}: {run}");
        let line = format!("error: connection failed while opening the request: {reason}");
        let lines: Vec<_> = run.output.lines().collect();
        assert!(lines.iter().all(|found| found.starts_with(&line)), "{image}: {run}");
        assert_eq!(lines.len(), 2, "{image}: {run}");
        assert_eq!(server.received(), vec![""; connections], "{image}");
    });
}

#[test]
fn a_server_with_a_certificate_of_the_ca_gets_the_request_once() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_image(|image| {
        let server = TlsServer::start(ca.server(HOST, LATER), reply());
        let run = image.run(&server.url(HOST), &["--address", "10.0.2.2", "--ca", file.path()]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.to_owned()), "{image}");
        let received = server.received();
        assert_eq!(received.len(), 1, "{image}");
        assert_eq!(received[0].matches("POST ").count(), 1, "{image}: {}", received[0]);
        assert!(
            received[0].contains("\r\ntoken: eyJhbGciOiJIUzI1N\r\n"),
            "{image}: {}",
            received[0]
        );
    });
}

#[test]
fn each_call_opens_its_own_session() {
    let ca = TestCa::new("the CA");
    let file = File::new(ca.pem());
    on_each_image(|image| {
        let server = TlsServer::start(ca.server(HOST, LATER), reply());
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--calls", "2"];
        let run = image.run(&server.url(HOST), &arguments);
        assert_eq!((run.status, run.output), (Some(0), STARTED.repeat(2)), "{image}");
        let received = server.received();
        assert_eq!(received.len(), 2, "{image}");
        assert!(
            received.iter().all(|call| call.matches("POST ").count() == 1),
            "{image}"
        );
    });
}

#[test]
fn a_server_of_another_ca_is_refused() {
    let reason = "certificate is not signed by the pinned CA";
    assert_refused(LATER, HOST, Some(&TestCa::new("the CA")), &[], reason, 2);
}

#[test]
fn a_server_of_another_name_is_refused() {
    assert_refused(LATER, "other.example", None, &[], "certificate names other hosts", 2);
}

#[test]
fn an_expired_certificate_is_refused() {
    assert_refused(2020, HOST, None, &[], "certificate ran out at 1577836800", 2);
    // By the time of `--time`.
    assert_refused(
        LATER,
        HOST,
        None,
        &["--time", AFTERWARDS],
        "certificate ran out at 4102444800",
        2,
    );
}

#[test]
fn an_address_as_the_host_is_refused() {
    assert_refused(LATER, "10.0.2.2", None, &[], "host is not a DNS name", 0);
}

#[test]
fn without_a_ca_nothing_is_sent() {
    let reason = "https needs the certificate of a CA, which a board has in its flash; give --ca FILE";
    assert_refused(LATER, HOST, None, &["--ca", ""], reason, 0);
}

#[test]
fn a_file_that_is_not_a_certificate_is_refused() {
    let file = File::new("hello");
    let reason = "pinned certificate is not that of a CA on P-256, in DER";
    assert_refused(LATER, HOST, None, &["--ca", file.path()], reason, 0);
}

#[test]
fn without_the_time_nothing_is_sent() {
    let reason = "https needs the time, which a board has from a clock that was set; give --time SECONDS";
    assert_refused(LATER, HOST, None, &["--time", ""], reason, 0);
    // The time of a board without a battery.
    assert_refused(
        LATER,
        HOST,
        None,
        &["--time", "0"],
        "the clock is not set: it shows ",
        0,
    );
}

#[test]
fn without_entropy_nothing_is_sent() {
    let reason = "https needs entropy, which a board has from its random number generator; give --entropy FILE";
    assert_refused(LATER, HOST, None, &["--entropy", ""], reason, 0);
    // The output of a generator without its clock.
    let reason = "the entropy repeats itself, so its source is dead";
    assert_refused(LATER, HOST, None, &["--entropy", "/dev/zero"], reason, 0);
}

#[test]
fn a_server_that_is_silent_in_the_handshake_times_out() {
    let file = File::new(TestCa::new("the CA").pem());
    on_each_image(|image| {
        // The kernel completes the connection without `accept`.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{HOST}:{}", listener.local_addr().unwrap().port());
        let arguments = ["--address", "10.0.2.2", "--ca", file.path(), "--timeout", "3"];
        let run = image.run(&url, &arguments);
        let output = "error: connection failed while opening the request: timed out\n";
        assert_eq!((run.status, run.output.as_str()), (Some(3), output), "{image}");
    });
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
