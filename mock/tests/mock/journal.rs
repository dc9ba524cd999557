//! The journal: what is recorded of a request, and for how long.

use std::io::{Read, Write};

use scnet_notebook::Code;
use scnet_notebook_mock::{Case, ConnectionEnd, START_PATH, SelectedBy, Server};

use crate::client;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";

#[test]
fn a_request_is_recorded_as_it_was_sent() {
    let server = Server::start();
    server.reply_with(Code::FILE_TOO_LARGE);
    let body = "{\n\"notebookId\": \"1\"\n}";
    client::exchange(
        server.address(),
        client::request(&format!("POST {START_PATH}?a=b"), client::HEADERS, body),
    );

    let [request] = &server.requests()[..] else {
        panic!("one request was sent")
    };
    assert_eq!(request.number, 1);
    assert_eq!(request.method, "POST");
    assert_eq!(request.path, START_PATH);
    assert_eq!(request.query.as_deref(), Some("a=b"));
    assert_eq!(request.headers["token"], "eyJhbGciOiJIUzI1N");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["content-length"], "21");
    assert_eq!(request.headers.len(), 5);
    assert_eq!(request.body, body.as_bytes());
    assert_eq!(request.body_length, body.len() as u64);
    assert_eq!(request.notebook_id.as_deref(), Some("1"));
    assert_eq!(request.problem, None);
    assert_eq!(request.case, Some(Case::from(Code::FILE_TOO_LARGE)));
    assert_eq!(request.selected_by, Some(SelectedBy::Default));
    assert_eq!(
        (request.status, request.end, request.executed),
        (Some(200), ConnectionEnd::Closed, false)
    );
    assert_eq!((request.connection, request.is_tls), (1, false));
    assert!(request.peer.ip().is_loopback());
    assert!(request.time.elapsed().unwrap().as_secs() < 60);
}

#[test]
fn the_first_16_kib_of_a_long_body_are_recorded() {
    let server = Server::start();
    let id = "1".repeat(20_000);
    let body = format!(r#"{{"notebookId":"{id}"}}"#);
    client::exchange(
        server.address(),
        client::request(&format!("POST {START_PATH}"), client::HEADERS, &body),
    );

    let request = &server.requests()[0];
    assert_eq!(request.body, body.as_bytes()[..16 * 1024]);
    assert_eq!(request.body_length, body.len() as u64);
}

#[test]
fn the_latest_1000_requests_are_kept_and_every_request_is_answered() {
    let (callers, calls) = (8, 250);
    let server = Server::start();
    let address = server.address();
    let expected = client::success();
    std::thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| {
                for _ in 0..calls {
                    assert_eq!(client::exchange(address, client::start()), expected);
                }
            });
        }
    });
    let numbers: Vec<_> = server.requests().iter().map(|request| request.number).collect();
    // Concurrent requests may end in another order.
    assert!(numbers.is_sorted() && numbers[0] > 1000 - callers, "{numbers:?}");
    assert_eq!(numbers.len(), 1000);
    assert_eq!(server.dropped(), 1000);

    server.clear();
    assert_eq!((server.requests().len(), server.dropped()), (0, 0));
    client::exchange(address, client::start());
    assert_eq!(server.requests()[0].number, 2001);
}

#[test]
fn long_notebook_ids_count_towards_the_memory_limit() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    let body = format!(r#"{{"notebookId":"{}"}}"#, "1".repeat(60_000));
    let request = client::request(&format!("POST {START_PATH}"), client::HEADERS, &body);
    let request = request.replace("Connection: close\r\n", "");
    for count in 1..=400 {
        stream.write_all(request.as_bytes()).unwrap();
        assert_eq!(client::read_reply(&mut stream), client::success_kept());
        assert_eq!(server.count(), count);
    }
    let kept: usize = server
        .requests()
        .iter()
        .map(|request| request.body.len() + request.notebook_id.as_ref().unwrap().len())
        .sum();
    assert!(kept < 17 * 1024 * 1024, "{kept}");
    assert!(server.dropped() > 0);
}

#[test]
fn a_request_is_displayed_in_one_line() {
    let requests = [
        (
            format!("token: {TOKEN}\r\nContent-Type: application/json\r\n"),
            r#"{"notebookId":"1821067171420946434"}"#,
            "1 POST /ac/openapi/v2/notebook/actions/start, token …CDEF of 53, notebook 1821067171420946434: \
             code/0 success, 200, 130 bytes, closed, executed",
        ),
        (
            client::HEADERS.to_owned(),
            "{}",
            "2 POST /ac/openapi/v2/notebook/actions/start, token *** of 17: refused, notebookId is missing, 200, \
             176 bytes, closed",
        ),
        (
            String::new(),
            "",
            "3 POST /ac/openapi/v2/notebook/actions/start, no token: refused, the header token is missing, 200, \
             182 bytes, closed",
        ),
        (
            format!("Prefer: example=conn/reset-mid-body\r\n{}", client::HEADERS),
            r#"{"notebookId":"\u001b[2J\n"}"#,
            r"4 POST /ac/openapi/v2/notebook/actions/start, token *** of 17, notebook \u{1b}[2J\n: conn/reset-mid-body by header, 200, 91 bytes, reset, executed; hint: notebookId has characters other than digits",
        ),
    ];
    let server = Server::start();
    for (headers, body, _) in &requests {
        let request = client::request(&format!("POST {START_PATH}"), headers, body);
        let mut stream = client::connect(server.address());
        stream.write_all(request.as_bytes()).unwrap();
        // The last one ends in a reset.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    let lines: Vec<_> = server.requests().iter().map(ToString::to_string).collect();
    assert_eq!(lines, requests.map(|(_, _, line)| line));
}

#[test]
fn an_incomplete_request_is_recorded_and_the_server_serves_on() {
    let server = Server::start();
    let whole = client::start();
    for (length, problem) in [
        (1, "the request broke off inside its head"),
        (20, "the request broke off inside its head"),
        (
            whole.len() - 1,
            "the request broke off after 35 of 36 bytes of its body",
        ),
    ] {
        server.clear();
        let mut stream = client::connect(server.address());
        stream.write_all(&whole.as_bytes()[..length]).unwrap();
        drop(stream);
        let requests = server
            .wait_for(client::TIMEOUT, |requests| !requests.is_empty())
            .unwrap();
        assert_eq!(
            (requests[0].problem.as_deref(), requests[0].executed),
            (Some(problem), false)
        );
    }
    assert_eq!(client::exchange(server.address(), whole), client::success());
    // A connection without a byte is not recorded.
    drop(client::connect(server.address()));
    assert!(server.wait_until_idle(client::TIMEOUT));
    assert_eq!(server.count(), 4);
}

#[test]
fn a_failing_test_prints_the_journal() {
    const FAILS: &str = "SCNET_MOCK_TEST_FAILS";
    if std::env::var_os(FAILS).is_some() {
        let server = Server::start();
        client::exchange(server.address(), client::start());
        panic!("on purpose");
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::a_failing_test_prints_the_journal"])
        .env(FAILS, "yes")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success());
    let line =
        "  1 POST /ac/openapi/v2/notebook/actions/start, token *** of 17, notebook 1821067171420946434: code/0 success";
    assert!(text.contains(line), "{text}");
}
