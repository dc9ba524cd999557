//! How a server starts, keeps what it was sent, and stops.

mod wire;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

use scnet_notebook::Code;
use scnet_notebook_mock::{
    Case, ConnectionEnd, Delay, RecordedRequest, START_PATH, Script, SelectedBy, Server, Trigger,
};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";

/// A secret that does not look like one.
const OPAQUE: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";

#[test]
fn the_url_is_the_address_and_nothing_more() {
    let server = Server::start();
    assert_eq!(server.url(), format!("http://127.0.0.1:{}", server.address().port()));
}

#[test]
fn servers_do_not_share_anything() {
    let (one, other) = (Server::start(), Server::start());
    one.reply_with(Code::USER_FROZEN);
    assert_eq!(
        wire::exchange(other.address(), wire::start()),
        wire::reply("200 OK", "", wire::SUCCESS)
    );
    assert_eq!((one.requests().len(), other.requests().len()), (0, 1));
}

#[test]
fn a_server_listens_where_it_is_told() {
    for address in ["127.0.0.1:0", "0.0.0.0:0", "localhost:0"] {
        let server = Server::listen(address).unwrap();
        // Whatever `localhost` is on this machine.
        let mut called = server.address();
        if called.ip().is_unspecified() {
            called.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        assert_eq!(
            wire::exchange(called, wire::start()),
            wire::reply("200 OK", "", wire::SUCCESS)
        );
    }
}

#[test]
fn to_start_and_to_stop_one_costs_milliseconds() {
    let begin = Instant::now();
    for _ in 0..50 {
        drop(Server::start());
    }
    // A busy machine is given a hundred times what it takes.
    assert!(
        begin.elapsed() < Duration::from_secs(30),
        "{:?} for 50",
        begin.elapsed()
    );
}

#[test]
fn no_time_is_too_long() {
    let server = Server::builder().client_timeout(Duration::MAX).start().unwrap();
    wire::exchange(server.address(), wire::start());
    assert!(server.wait_for(Duration::MAX, |requests| requests.len() == 1).is_some());
    // A client that has had enough of a server that never answers.
    let leave = || {
        let mut wire = TcpStream::connect(server.address()).unwrap();
        wire.write_all(wire::start().as_bytes()).unwrap();
        let is_last = |end: fn(ConnectionEnd) -> bool| {
            let wanted = |requests: &[RecordedRequest]| requests.last().is_some_and(|last| end(last.end));
            server.wait_for(wire::PATIENCE, wanted).unwrap()
        };
        is_last(|end| end == ConnectionEnd::Open);
        drop(wire);
        let left = is_last(|end| end != ConnectionEnd::Open);
        assert_eq!(left.last().unwrap().end, ConnectionEnd::Left);
    };
    server.reply_with(Script::on(Trigger::Request).wait(Duration::MAX));
    leave();
    server.reply_with(Case::default());
    for delay in [
        Delay::fixed(Duration::MAX),
        Delay::uniform(Duration::MAX - Duration::from_nanos(1), Duration::MAX, 7),
    ] {
        server.delay(delay);
        leave();
    }
    assert!(server.wait_until_idle(wire::PATIENCE) && server.wait_until_idle(Duration::MAX));
}

#[test]
fn a_taken_port_is_an_error() {
    let server = Server::start();
    let error = Server::listen(server.address()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn a_server_can_be_started_and_stopped_by_async_code() {
    let server = Server::start_async().await;
    server.reply_with(Code::USER_FROZEN);
    let address = server.address();
    let reply = tokio::task::spawn_blocking(move || wire::exchange(address, wire::start()))
        .await
        .unwrap();
    assert!(reply.ends_with(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#));
}

#[tokio::test]
async fn blocking_code_inside_a_runtime_neither_panics_nor_hangs() {
    let server = Server::start();
    // This thread is the whole runtime, and it waits: the server must not need it.
    let reply = wire::exchange(server.address(), wire::start());
    assert_eq!(reply, wire::reply("200 OK", "", wire::SUCCESS));
}

#[tokio::test]
async fn async_code_can_wait_for_a_request() {
    let server = Server::start_async().await;
    let address = server.address();
    for number in 0..3 {
        let call = tokio::task::spawn_blocking(move || wire::exchange(address, wire::start()));
        let requests = server.requests_after(number).await;
        assert_eq!(
            requests.iter().map(|request| request.number).collect::<Vec<_>>(),
            [number + 1]
        );
        call.await.unwrap();
    }
    assert_eq!(server.requests_after(1).await.len(), 2);
}

#[test]
fn a_request_is_kept_as_it_was_sent() {
    let server = Server::start();
    server.reply_with(Code::FILE_TOO_LARGE);
    let body = "{\n\"notebookId\": \"1\"\n}";
    wire::exchange(
        server.address(),
        wire::request(&format!("POST {START_PATH}?a=b"), wire::HEADERS, body),
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
fn of_a_long_body_the_start_is_kept() {
    let server = Server::start();
    let id = "1".repeat(20_000);
    let body = format!(r#"{{"notebookId":"{id}"}}"#);
    wire::exchange(
        server.address(),
        wire::request(&format!("POST {START_PATH}"), wire::HEADERS, &body),
    );

    let request = &server.requests()[0];
    assert_eq!(request.body, body.as_bytes()[..16 * 1024]);
    assert_eq!(request.body_length, body.len() as u64);
}

#[test]
fn the_latest_1000_requests_are_kept_and_none_goes_unanswered() {
    let (callers, calls) = (8, 250);
    let server = Server::start();
    let address = server.address();
    let expected = wire::reply("200 OK", "", wire::SUCCESS);
    std::thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| {
                for _ in 0..calls {
                    assert_eq!(wire::exchange(address, wire::start()), expected);
                }
            });
        }
    });
    let numbers: Vec<_> = server.requests().iter().map(|request| request.number).collect();
    // Those that are under way at once may end in another order.
    assert!(numbers.is_sorted() && numbers[0] > 1000 - callers, "{numbers:?}");
    assert_eq!(numbers.len(), 1000);
    assert_eq!(server.dropped(), 1000);

    server.clear();
    assert_eq!((server.requests().len(), server.dropped()), (0, 0));
    wire::exchange(address, wire::start());
    assert_eq!(server.requests()[0].number, 2001);
}

#[test]
fn the_token_is_never_shown_whole() {
    let line = format!("POST {START_PATH}");
    let json = "Content-Type: application/json";
    let id = format!(r#"{{"notebookId":"{TOKEN}"}}"#);
    for request in [
        wire::request(&line, &format!("token: {TOKEN}\r\n{json}\r\n"), wire::BODY),
        wire::request(&format!("{line}/{TOKEN}"), "", ""),
        wire::request(&format!("POST /__case/{TOKEN}/{TOKEN}"), "", ""),
        wire::request(&line, &format!("Cookie: a={TOKEN}\r\nX-Token: {TOKEN}\r\n"), TOKEN),
        wire::request(
            &line,
            &format!("Prefer: example={TOKEN}\r\ntoken: {TOKEN}\r\n{json}\r\n"),
            wire::BODY,
        ),
        wire::request(
            &line,
            &format!("token: {TOKEN}\r\ntoken: {TOKEN}\r\n{json}\r\n"),
            wire::BODY,
        ),
        wire::request(
            &line,
            &format!("Authorization: Bearer {TOKEN}\r\n{json}\r\n"),
            wire::BODY,
        ),
        wire::request(&line, &format!("{TOKEN}: x\r\n{OPAQUE}: x\r\n"), wire::BODY),
        wire::request(&format!("{TOKEN} {START_PATH}"), "", wire::BODY),
        wire::request(&format!("{OPAQUE} {START_PATH}"), "", wire::BODY),
        wire::request(
            &line,
            &format!("Authorization: Bearer {OPAQUE}\r\nX: {OPAQUE}\r\n"),
            OPAQUE,
        ),
        wire::request(
            &format!("{line}/{OPAQUE}"),
            &format!("Authorization: Bearer {OPAQUE}\r\n"),
            "",
        ),
        wire::request(&format!("{line}?token={TOKEN}"), &format!("{json}\r\n"), wire::BODY),
        wire::request(&format!("{line}?{TOKEN}"), &format!("{json}\r\n"), wire::BODY),
        wire::request(&format!("{line}?a&{TOKEN}=b"), &format!("{json}\r\n"), wire::BODY),
        wire::request(&format!("{line}?{OPAQUE}"), &format!("{json}\r\n"), wire::BODY),
        wire::request(&format!("{line}?a&{OPAQUE}=b"), &format!("{json}\r\n"), wire::BODY),
        wire::request(
            &format!("{line}/{TOKEN}"),
            &format!("token: {TOKEN}\r\n{json}\r\n"),
            wire::BODY,
        ),
        wire::request(&line, &format!("token: {TOKEN}\r\n{json}\r\n"), &id),
    ] {
        let server = Server::start();
        wire::exchange(server.address(), request);
        let received = &server.requests()[0];
        let shown = [
            format!("{server:?}"),
            format!("{received:#?}"),
            received.to_string(),
            received.json(),
        ];
        for shown in shown {
            // The name of a header is in lower case.
            let shown = shown.to_ascii_lowercase();
            assert!(
                !shown.contains(&TOKEN.to_ascii_lowercase()) && !shown.contains(OPAQUE),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_request_shows_itself_in_one_line() {
    let requests = [
        (
            format!("token: {TOKEN}\r\nContent-Type: application/json\r\n"),
            r#"{"notebookId":"1821067171420946434"}"#,
            "1 POST /ac/openapi/v2/notebook/actions/start, token …CDEF of 53, notebook 1821067171420946434: \
             code/0 success, 200, 130 bytes, closed, executed",
        ),
        (
            wire::HEADERS.to_owned(),
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
            format!("Prefer: example=conn/reset-mid-body\r\n{}", wire::HEADERS),
            r#"{"notebookId":"\u001b[2J\n"}"#,
            r"4 POST /ac/openapi/v2/notebook/actions/start, token *** of 17, notebook \u{1b}[2J\n: conn/reset-mid-body by header, 200, 91 bytes, reset, executed",
        ),
    ];
    let server = Server::start();
    for (headers, body, _) in &requests {
        let request = wire::request(&format!("POST {START_PATH}"), headers, body);
        let mut wire = TcpStream::connect(server.address()).unwrap();
        wire.write_all(request.as_bytes()).unwrap();
        // The last one ends in a reset.
        let _ = wire.read_to_end(&mut Vec::new());
    }
    let lines: Vec<_> = server.requests().iter().map(ToString::to_string).collect();
    assert_eq!(lines, requests.map(|(_, _, line)| line));
}

#[test]
fn a_request_that_breaks_off_is_written_down_and_leaves_the_server_standing() {
    let server = Server::start();
    let whole = wire::start();
    for (length, problem) in [
        (1, "the request broke off inside its head"),
        (20, "the request broke off inside its head"),
        (
            whole.len() - 1,
            "the request broke off after 35 of 36 bytes of its body",
        ),
    ] {
        server.clear();
        let mut wire = TcpStream::connect(server.address()).unwrap();
        wire.write_all(&whole.as_bytes()[..length]).unwrap();
        drop(wire);
        let requests = server
            .wait_for(wire::PATIENCE, |requests| !requests.is_empty())
            .unwrap();
        assert_eq!(
            (requests[0].problem.as_deref(), requests[0].executed),
            (Some(problem), false)
        );
    }
    assert_eq!(
        wire::exchange(server.address(), whole),
        wire::reply("200 OK", "", wire::SUCCESS)
    );
    // A connection that nothing came on is no request.
    drop(TcpStream::connect(server.address()).unwrap());
    assert!(server.wait_until_idle(wire::PATIENCE));
    assert_eq!(server.count(), 4);
}

#[test]
fn a_delay_is_waited_for_before_a_start_is_answered_and_before_nothing_else() {
    let pause = Duration::from_millis(200);
    let server = Server::builder().delay(Delay::fixed(pause)).start().unwrap();
    let begin = Instant::now();
    wire::exchange(server.address(), wire::start());
    assert!(begin.elapsed() >= pause);
    server.delay(Delay::fixed(wire::PATIENCE * 2));
    let refused = wire::exchange(server.address(), wire::request("POST /", "", ""));
    assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
    assert!(
        wire::exchange(server.address(), wire::request("GET /__admin/health", "", "")).starts_with("HTTP/1.1 200 ")
    );
}

#[test]
fn a_client_that_goes_away_before_it_is_answered_has_started_the_notebook_all_the_same() {
    let server = Server::builder()
        .delay(Delay::fixed(wire::PATIENCE * 2))
        .start()
        .unwrap();
    let mut wire = TcpStream::connect(server.address()).unwrap();
    wire.write_all(wire::start().as_bytes()).unwrap();
    server.wait_for(wire::PATIENCE, |requests| requests.len() == 1).unwrap();
    drop(wire);
    let requests = server
        .wait_for(wire::PATIENCE, |requests| requests[0].end != ConnectionEnd::Open)
        .unwrap();
    let request = &requests[0];
    assert_eq!(
        (request.end, request.bytes_sent, request.status),
        (ConnectionEnd::Left, 0, None)
    );
    assert!(request.executed);
    assert_eq!(server.executed(), 1);
}

#[test]
fn a_reset_makes_everything_as_it_was() {
    let first = Case::named("json/null").unwrap();
    let server = Server::builder().case(first.clone()).start().unwrap();
    server.queue(Case::default());
    server.queue(Case::default());
    wire::exchange(server.address(), wire::start());
    server.reply_with(Code::USER_FROZEN);
    server.delay(Delay::fixed(wire::PATIENCE * 2));
    server.reset();
    assert_eq!((server.default_case(), server.queued()), (first, vec![]));
    assert_eq!((server.requests().len(), server.count(), server.executed()), (0, 1, 0));
    // At once, as at the start.
    wire::exchange(server.address(), wire::start());
    assert_eq!((server.count(), server.executed()), (2, 1));
}

/// What a user sees of a test that fails.
#[test]
fn a_test_that_fails_prints_the_journal() {
    const FAILS: &str = "SCNET_MOCK_TEST_FAILS";
    if std::env::var_os(FAILS).is_some() {
        let server = Server::start();
        wire::exchange(server.address(), wire::start());
        panic!("on purpose");
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_test_that_fails_prints_the_journal"])
        .env(FAILS, "yes")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success());
    let line =
        "  1 POST /ac/openapi/v2/notebook/actions/start, token *** of 17, notebook 1821067171420946434: code/0 success";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_dropped_server_closes_its_connections() {
    let server = Server::start();
    let mut wire = TcpStream::connect(server.address()).unwrap();
    wire.write_all(wire::start().replace("Connection: close\r\n", "").as_bytes())
        .unwrap();
    let mut first = [0];
    wire.read_exact(&mut first).unwrap();

    drop(server);
    let mut rest = String::new();
    wire.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with(wire::SUCCESS));
}
