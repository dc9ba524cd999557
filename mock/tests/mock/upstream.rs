//! Starts that are passed on to an upstream service, which is a second mock.

mod faults;
mod secrets;

use std::time::Duration;

use http::HeaderMap;
use scnet_notebook_mock::{
    Answer, Case, ConnectionEnd, Delay, Queued, RecordedRequest, SelectedBy, Server, Tls, TlsCase, Upstream,
};
use socket2::{Domain, Socket, Type};

use crate::client::{self, TIMEOUT};

const START: &str = "POST /ac/openapi/v2/notebook/actions/start";

/// Starts a server that passes starts on to this one.
fn in_front_of(upstream: &Server) -> Server {
    passing_on(Upstream::new(upstream.url()).unwrap())
}

fn passing_on(upstream: Upstream) -> Server {
    Server::builder().upstream(upstream).start().unwrap()
}

/// Sends a start, and returns the reply and its record.
fn start(server: &Server) -> (String, RecordedRequest) {
    let reply = client::exchange(server.address(), client::start());
    (reply, only(server))
}

/// Returns the only request, after its end.
fn only(server: &Server) -> RecordedRequest {
    let has_ended = |requests: &[RecordedRequest]| requests.iter().all(|request| request.end != ConnectionEnd::Open);
    let requests = server.wait_for(TIMEOUT, has_ended).expect("the request ends");
    let [request] = requests.try_into().expect("one request");
    request
}

#[test]
fn a_start_is_passed_on_once_and_answered_as_the_service_answers() {
    let service = Server::start();
    service.reply_with(Answer::raw(403, "no").with_header("X-Reason", "quota"));
    let server = in_front_of(&service);
    assert_eq!(server.default_case().name(), "upstream");
    let (reply, request) = start(&server);
    let head = "HTTP/1.1 403 Forbidden\r\nx-reason: quota\r\ncontent-length: 2\r\nconnection: close\r\n\r\n";
    assert_eq!(reply, format!("{head}no"));
    let upstream = request.upstream.as_ref().unwrap();
    assert_eq!((upstream.status(), request.status), (403, Some(403)));
    let differences = [
        "the HTTP status is 403, not 200",
        "the header Content-Type is missing",
        "the body is not JSON",
    ];
    assert_eq!(upstream.differences(), differences);
    assert!(!request.executed && server.executed() == 0, "403 refuses");
    assert_eq!((service.count(), service.connections()), (1, 1));
    let line = request.to_string();
    assert!(line.contains(": upstream, 403, "), "{line}");
    assert!(line.ends_with("closed; differences: the HTTP status is 403, not 200; the header Content-Type is missing; the body is not JSON"), "{line}");
}

#[test]
fn the_service_gets_the_headers_of_the_device_but_those_of_the_connection() {
    let service = Server::start();
    let server = in_front_of(&service);
    let headers = "Keep-Alive: 5\r\nProxy-Authorization: Basic abc\r\nX-Board: left\r\nAccept-Encoding: gzip\r\n";
    let headers = format!("{}{headers}", client::HEADERS);
    let request = client::request(&format!("{START}?a=b"), &headers, client::BODY);
    assert_eq!(client::exchange(server.address(), request), client::success());
    let received = only(&service);
    let host = service.address().to_string();
    let expected = [
        ("token", "eyJhbGciOiJIUzI1N"),
        ("content-type", "application/json"),
        ("x-board", "left"),
        ("accept-encoding", "gzip"),
        ("host", &host),
        ("connection", "close"),
        ("content-length", "36"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    assert_eq!(received.headers, HeaderMap::from_iter(expected));
    assert_eq!(
        (received.query.as_deref(), received.body.as_slice()),
        (Some("a=b"), client::BODY.as_bytes())
    );
    assert!(server.requests()[0].executed && service.requests()[0].executed);
}

#[test]
fn a_prefix_of_the_url_stays_and_a_kept_connection_passes_on_each_start_on_its_own() {
    let service = Server::start();
    let server = passing_on(Upstream::new(&format!("{}/__case/10007", service.url())).unwrap());
    let mut device = client::connect(server.address());
    for count in 1..=2 {
        std::io::Write::write_all(&mut device, client::start_kept().as_bytes()).unwrap();
        let reply = client::read_reply(&mut device);
        assert!(reply.contains(r#""code":"10007""#), "{reply}");
        assert_eq!((service.count(), service.connections()), (count, count));
    }
}

#[test]
fn over_tls_the_ca_of_the_service_is_trusted_and_no_other() {
    let service = Server::builder().tls(Tls::new()).start().unwrap();
    let trusting = Upstream::new(service.url())
        .unwrap()
        .with_ca(service.ca().unwrap().pem().as_bytes())
        .unwrap();
    assert_eq!(start(&passing_on(trusting.clone())).0, client::success());
    assert_eq!(service.count(), 1);

    let unknown = "no trusted CA vouches for its certificate; --upstream-ca names the file of its CA";
    not_passed_on(
        Upstream::new(service.url()).unwrap(),
        &format!("TLS with the upstream service failed: {unknown}"),
    );
    for (case, reason) in [
        (
            TlsCase::Expired,
            "its certificate has expired, or the clock of this machine is wrong",
        ),
        (TlsCase::WrongHost, "its certificate is for another host name"),
    ] {
        let service = Server::builder().tls(Tls::new().with_case(case)).start().unwrap();
        let upstream = Upstream::new(service.url()).unwrap();
        let upstream = upstream.with_ca(service.ca().unwrap().pem().as_bytes()).unwrap();
        not_passed_on(upstream, &format!("TLS with the upstream service failed: {reason}"));
        assert_eq!(service.executed(), 0);
    }
    let plain = Server::start();
    let upstream = Upstream::new(&plain.url().replace("http", "https")).unwrap();
    not_passed_on(
        upstream,
        "TLS with the upstream service failed: it does not speak TLS on this port",
    );
    assert_eq!(plain.executed(), 0);
}

#[test]
fn without_a_connection_nothing_is_sent() {
    // The longest label of a name has 63 letters.
    let name = "a".repeat(64);
    let upstream = Upstream::new(&format!("http://{name}.invalid")).unwrap();
    not_passed_on(upstream, "the name of the upstream service cannot be resolved");
    // A bound socket that does not listen.
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket
        .bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into())
        .unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let upstream = Upstream::new(&format!("http://{address}")).unwrap();
    not_passed_on(upstream, "no connection to the upstream service: connection refused");
}

/// Checks that a start gets 502 for this reason, and counts as not executed.
#[track_caller]
fn not_passed_on(upstream: Upstream, reason: &str) {
    let server = passing_on(upstream);
    let (reply, request) = start(&server);
    let problem = format!("the start was not passed on: {reason}");
    let head = format!(
        "content-type: text/plain\r\nmock-problem: {problem}\r\ncontent-length: {}\r\n",
        problem.len()
    );
    assert_eq!(
        reply,
        format!("HTTP/1.1 502 Bad Gateway\r\n{head}connection: close\r\n\r\n{problem}")
    );
    assert_eq!(request.problem, Some(problem));
    assert!(!request.executed && server.executed() == 0 && request.upstream.is_none());
}

#[test]
fn only_a_valid_start_without_a_case_of_its_own_is_passed_on() {
    let service = Server::start();
    let server = in_front_of(&service);
    let send = |line: &str, headers: &str, body: &str| {
        client::exchange(server.address(), client::request(line, headers, body));
    };
    server.queue(Case::named("10007").unwrap());
    send(START, client::HEADERS, client::BODY);
    send(
        START,
        &format!("{}Prefer: code=10007\r\n", client::HEADERS),
        client::BODY,
    );
    send(
        &START.replace("/ac/", "/__case/10007/ac/"),
        client::HEADERS,
        client::BODY,
    );
    send(START, client::HEADERS, r#"{"notebookId":"case:10007"}"#);
    let selected = [
        SelectedBy::Queue,
        SelectedBy::Header,
        SelectedBy::Path,
        SelectedBy::NotebookId,
    ]
    .map(Some);
    let by: Vec<_> = server.requests().iter().map(|request| request.selected_by).collect();
    assert_eq!(by, selected);
    // Refused.
    send(START, "Content-Type: application/json\r\n", client::BODY);
    send(START, client::HEADERS, "{}");
    send(START, client::HEADERS, r#"{"notebookId":"#);
    send("POST /", client::HEADERS, client::BODY);
    send("GET /ac/openapi/v2/notebook/actions/start", client::HEADERS, "");
    assert_eq!((server.count(), service.connections()), (9, 0));
    server.reply_with(Case::default());
    send(START, client::HEADERS, client::BODY);
    assert_eq!(service.connections(), 0, "another default");
    server.reset();
    send(START, client::HEADERS, client::BODY);
    assert_eq!(service.connections(), 1);
}

#[test]
fn a_call_is_read_to_its_end_and_recorded_if_the_device_leaves() {
    let service = Server::builder()
        .delay(Delay::fixed(Duration::from_millis(300)))
        .start()
        .unwrap();
    let server = in_front_of(&service);
    let mut device = client::connect(server.address());
    std::io::Write::write_all(&mut device, client::start().as_bytes()).unwrap();
    service.wait_for(TIMEOUT, |requests| !requests.is_empty()).unwrap();
    let under_way = &server.requests()[0];
    assert!(
        under_way.executed && under_way.end == ConnectionEnd::Open,
        "it may happen"
    );
    client::reset(device);
    let request = only(&server);
    assert_eq!(
        (request.end, request.executed, request.status),
        (ConnectionEnd::Left, true, None)
    );
    assert!(
        request.lasted.unwrap() < Duration::from_millis(300),
        "until the device left"
    );
    assert_eq!(request.upstream.unwrap().status(), 200);
    assert_eq!(service.count(), 1);
}

#[test]
fn a_reset_cuts_off_the_device_and_not_the_call() {
    let service = Server::builder()
        .delay(Delay::fixed(Duration::from_millis(300)))
        .start()
        .unwrap();
    service.reply_with(Case::named("10007").unwrap());
    let server = in_front_of(&service);
    let mut device = client::connect(server.address());
    std::io::Write::write_all(&mut device, client::start().as_bytes()).unwrap();
    service.wait_for(TIMEOUT, |requests| !requests.is_empty()).unwrap();
    server.reset();
    let error = std::io::Read::read(&mut device, &mut [0]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(server.wait_until_idle(TIMEOUT));
    assert_eq!((only(&service).end, service.count()), (ConnectionEnd::Closed, 1));
    assert_eq!((server.requests().len(), server.executed()), (0, 0));
}

#[test]
fn nothing_is_passed_on_for_a_device_that_leaves_during_the_delay() {
    let service = Server::start();
    let server = in_front_of(&service);
    server.queue(Queued::from(server.default_case()).delay(Delay::fixed(TIMEOUT)));
    let mut device = client::connect(server.address());
    std::io::Write::write_all(&mut device, client::start().as_bytes()).unwrap();
    server.wait_for(TIMEOUT, |requests| !requests.is_empty()).unwrap();
    client::reset(device);
    let request = only(&server);
    let problem = "the start was not passed on: its device left, or the mock was reset, during the delay";
    assert_eq!((request.problem.as_deref(), request.executed), (Some(problem), false));
    assert_eq!((service.connections(), server.executed()), (0, 0));
}

#[test]
fn an_invalid_upstream_service_is_an_error_that_does_not_repeat_it() {
    for url in [
        "",
        "scnet",
        "ftp://secret",
        "https://user:secret@host",
        "http://secret/?a",
        "http://secret/",
    ] {
        let error = Upstream::new(url).unwrap_err().to_string();
        assert!(!error.is_empty() && !error.contains("secret"), "{url}: {error}");
    }
    let with_ca = |url: &str, pem: &[u8]| Upstream::new(url).unwrap().with_ca(pem).unwrap_err().to_string();
    let https = "https://localhost";
    assert_eq!(with_ca(https, b""), "the CA holds no certificate in PEM");
    let broken = b"-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
    assert_eq!(
        with_ca(https, broken),
        "the CA has a certificate that is not valid X.509"
    );
    assert_eq!(with_ca(https, &broken[..40]), "the CA is not valid PEM");
    let secure = Server::builder().tls(Tls::new()).start().unwrap();
    let pem = secure.ca().unwrap().pem();
    assert_eq!(
        with_ca("http://localhost", pem.as_bytes()),
        "a CA needs a URL that begins with https"
    );
}
