//! Starts that are passed on to an upstream service, which is a second mock.

mod connecting;
mod faults;
mod leaving;
mod secrets;

use std::io::Write;

use http::HeaderMap;
use scnet_notebook_mock::{Answer, Case, ConnectionEnd, RecordedRequest, Script, SelectedBy, Server, Tls, Upstream};

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
fn the_device_gets_each_of_several_headers_and_none_of_the_connection() {
    let service = Server::start();
    let several = "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-A: 1\r\nX-A: 2\r\n";
    let of_connection =
        "Connection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nTransfer-Encoding: chunked\r\n";
    service.reply_with(Script::reply(format!(
        "HTTP/1.1 200 OK\r\n{several}{of_connection}\r\n1\r\nx\r\n0\r\n\r\n"
    )));
    let (reply, request) = start(&in_front_of(&service));
    let several = several.to_ascii_lowercase();
    assert_eq!(
        reply,
        format!("HTTP/1.1 200 OK\r\n{several}content-length: 1\r\nconnection: close\r\n\r\nx")
    );
    let case_file = request.upstream.unwrap().case().to_json();
    assert_eq!(case_file, r#"{"answer":{"body":"x","headers":{"x-a":"1, 2"}}}"#);
}

#[test]
fn a_prefix_of_the_url_stays_and_a_kept_connection_passes_on_each_start_on_its_own() {
    let service = Server::start();
    let server = passing_on(Upstream::new(&format!("{}/__case/10007", service.url())).unwrap());
    let mut device = client::connect(server.address());
    for count in 1..=2 {
        device.write_all(client::start_kept().as_bytes()).unwrap();
        let reply = client::read_reply(&mut device);
        assert!(reply.contains(r#""code":"10007""#), "{reply}");
        assert_eq!((service.count(), service.connections()), (count, count));
    }
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
    let whole = Upstream::new("http://secret/ac/openapi/v2/notebook/actions/start").unwrap_err();
    assert_eq!(
        whole.to_string(),
        "base URL ends with /ac/openapi/v2/notebook/actions/start, which is added; leave it out"
    );
    let with_ca = |url: &str, pem: &[u8]| Upstream::new(url).unwrap().with_ca(pem).unwrap_err().to_string();
    let https = "https://localhost";
    assert_eq!(with_ca(https, b""), "the CA holds no certificate in PEM");
    let broken = b"-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
    assert_eq!(
        with_ca(https, broken),
        "the CA has a certificate that is not valid X.509, number 1"
    );
    assert_eq!(with_ca(https, &broken[..40]), "the CA is not valid PEM");
    let secure = Server::builder().tls(Tls::new()).start().unwrap();
    let pem = secure.ca().unwrap().pem();
    assert_eq!(
        with_ca("http://localhost", pem.as_bytes()),
        "a CA needs a URL that begins with https"
    );
}
