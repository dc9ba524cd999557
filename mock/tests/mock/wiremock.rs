//! The matcher and the responders for wiremock.

use scnet_notebook_mock::{Answer, START_PATH, wiremock::Start};
use wiremock::http::{HeaderMap, HeaderName, HeaderValue, Method};
use wiremock::{Mock, MockServer, Request};

use crate::client;

const TOKEN: &str = "eyJhbGciOiJIUzI1N";

fn request(method: Method, path: &str, headers: &[(&'static str, &str)], body: &str) -> Request {
    let headers = headers.iter().map(|(name, value)| {
        let value = HeaderValue::from_str(value).unwrap();
        (HeaderName::from_static(name), value)
    });
    Request {
        url: format!("http://mock{path}").parse().unwrap(),
        method,
        headers: headers.collect::<HeaderMap>(),
        body: body.into(),
    }
}

const HEADERS: [(&str, &str); 2] = [("token", TOKEN), ("content-type", "application/json; charset=utf-8")];

fn documented() -> Request {
    request(Method::POST, START_PATH, &HEADERS, client::BODY)
}

#[test]
fn a_start_matches_if_the_mock_accepts_it() {
    let start = Start::new();
    assert_eq!(start.mismatch(&documented()), None);
    let long = format!(r#"{{"notebookId":"{}"}}"#, "1".repeat(64 << 10));
    for (request, reason) in [
        (
            request(Method::POST, "/start", &HEADERS, client::BODY),
            "the path is not /ac/openapi/v2/notebook/actions/start",
        ),
        (
            request(
                Method::POST,
                &format!("/__case/json/null{START_PATH}"),
                &HEADERS,
                client::BODY,
            ),
            "the path is not /ac/openapi/v2/notebook/actions/start",
        ),
        (
            request(Method::GET, START_PATH, &HEADERS, client::BODY),
            "the method is not POST",
        ),
        (
            request(Method::POST, START_PATH, &HEADERS[1..], client::BODY),
            "the header token is missing",
        ),
        (
            request(Method::POST, START_PATH, &HEADERS[..1], client::BODY),
            "the header Content-Type is missing",
        ),
        (
            request(Method::POST, START_PATH, &HEADERS, "{}"),
            "notebookId is missing",
        ),
        (
            request(Method::POST, START_PATH, &HEADERS, ""),
            "the body is not JSON: see line 1, column 0",
        ),
        (
            request(Method::POST, START_PATH, &HEADERS, &long),
            "the body has more than 65536 bytes",
        ),
    ] {
        assert_eq!(start.mismatch(&request).as_deref(), Some(reason));
    }
}

#[test]
fn a_start_may_be_limited_to_a_token_and_a_notebook_id() {
    let start = Start::new().with_token(TOKEN).with_notebook_id("1821067171420946434");
    assert_eq!(start.mismatch(&documented()), None);
    let other = Start::new().with_token("eyJhbGciOiJIUzI1");
    assert_eq!(
        other.mismatch(&documented()).as_deref(),
        Some("the header token has another value")
    );
    let other = Start::new().with_notebook_id("1");
    assert_eq!(
        other.mismatch(&documented()).as_deref(),
        Some(r#"notebookId is not "1""#)
    );
}

#[test]
fn a_matcher_does_not_show_its_token() {
    let debug = format!("{:?}", Start::new().with_token(TOKEN).with_notebook_id("1"));
    assert_eq!(debug, r#"Start { token: Some("***"), notebook_id: Some("1") }"#);
}

#[tokio::test]
async fn an_answer_responds_with_its_status_headers_and_body() {
    let server = MockServer::builder().start().await;
    let answer = Answer::raw(503, "<h1>busy</h1>").with_header("Retry-After", "7");
    let mock = Mock::given(Start::new()).respond_with(answer);
    mock.expect(1).mount(&server).await;
    let reply = client::exchange(*server.address(), client::start());
    assert!(
        reply.starts_with("HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\n"),
        "{reply}"
    );
    assert!(reply.ends_with("\r\n\r\n<h1>busy</h1>"), "{reply}");
}

#[tokio::test]
async fn a_failing_test_prints_why_a_request_does_not_match() {
    const FAILS: &str = "SCNET_MOCK_WIREMOCK_TEST_FAILS";
    if std::env::var_os(FAILS).is_some() {
        let server = MockServer::builder().start().await;
        let mock = Mock::given(Start::new()).respond_with(Answer::default());
        mock.expect(1).mount(&server).await;
        let request = client::request(&format!("POST {START_PATH}"), "", client::BODY);
        client::exchange(*server.address(), request);
        return; // and wiremock verifies
    }
    let mut test = std::process::Command::new(std::env::current_exe().unwrap());
    test.args([
        "--exact",
        "wiremock::a_failing_test_prints_why_a_request_does_not_match",
    ]);
    test.env(FAILS, "yes");
    let output = test.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success());
    for part in [
        "not the expected start: the header token is missing",
        "Received requests:",
        client::BODY,
    ] {
        assert!(text.contains(part), "{text}");
    }
    #[cfg(unix)]
    {
        // Each write is a datagram: the output of other threads comes before or after the line.
        let (reader, writer) = std::os::unix::net::UnixDatagram::pair().unwrap();
        reader.set_read_timeout(Some(client::TIMEOUT)).unwrap();
        test.arg("--nocapture").stderr(std::os::fd::OwnedFd::from(writer));
        let mut failing = test.stdout(std::process::Stdio::null()).spawn().unwrap();
        let mut written = [0; 256];
        let line = loop {
            let length = reader.recv(&mut written).unwrap();
            if written[..length].starts_with(b"not the expected start") {
                break written[..length].escape_ascii().to_string();
            }
        };
        assert_eq!(line, "not the expected start: the header token is missing\\n");
        drop(reader);
        failing.wait().unwrap();
    }
}
