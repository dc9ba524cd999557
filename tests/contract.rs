//! The contract with the service, over real sockets: the client against the mock.

#![cfg(feature = "std")]

use scnet_notebook::{
    BaseUrl, Client, Code, NotebookId, Outcome, StdHttpConnection, Token,
    error::{CODES, Kind, Malformed},
};
use scnet_notebook_mock::{Answer, START_PATH, Server};

/// The documented id.
fn id() -> NotebookId<'static> {
    NotebookId::new("1821067171420946434").unwrap()
}

/// A client that is kept from call to call, as a gateway would keep it.
fn client<'a>(server: &'a Server, token: &'a str) -> Client<'a, StdHttpConnection> {
    let (base_url, token) = (BaseUrl::new(server.url()).unwrap(), Token::new(token).unwrap());
    Client::new(StdHttpConnection::new(), base_url, token, Box::leak(Box::new([0; 512])))
}

/// Returns the service's words in the last reply.
fn message(client: &Client<'_, StdHttpConnection>) -> Option<String> {
    client.message().map(|message| message.to_string())
}

/// The documented codes, and whether the start may have happened by each.
const OUTCOMES: [(u32, Option<Outcome>); 11] = [
    (0, None),
    (10001, Some(Outcome::Unknown)),
    (10003, Some(Outcome::Refused)),
    (10004, Some(Outcome::Refused)),
    (10007, Some(Outcome::Refused)),
    (10008, Some(Outcome::Refused)),
    (10009, Some(Outcome::Refused)),
    (10010, Some(Outcome::Refused)),
    (10011, Some(Outcome::Refused)),
    (10012, Some(Outcome::Unknown)),
    (716_865, Some(Outcome::Refused)),
];

#[test]
fn every_documented_code_is_told_apart_under_every_status() {
    let server = Server::start();
    let mut client = client(&server, "eyJhbGciOiJIUzI1N");
    assert!(
        CODES
            .iter()
            .map(|row| row.code.number())
            .eq(OUTCOMES.map(|(number, _)| number))
    );
    for (row, (number, outcome)) in CODES.iter().zip(OUTCOMES) {
        for status in [200, 400, 500] {
            server.reply_with(Answer::code(row.code).with_status(status));
            let result = client.start(id());
            let words = if number == 0 { "success" } else { row.original };
            assert_eq!(message(&client).as_deref(), Some(words), "{result:?}");
            if (number, status) == (0, 200) {
                assert_eq!((result.unwrap().status, client.outcome()), (200, None));
                continue;
            }
            let error = result.unwrap_err();
            if number == 0 {
                let reason = Malformed::StatusMismatch;
                assert!(
                    matches!(error.kind(), Kind::Malformed { reason: found, .. } if *found == reason),
                    "{error}"
                );
            } else {
                assert!(matches!(error.kind(), Kind::Code(code) if *code == row.code), "{error}");
            }
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.outcome(), outcome.unwrap_or(Outcome::Unknown), "{error}");
            assert_eq!(client.outcome(), Some(error.outcome()));
        }
    }
    assert_eq!(server.requests().len(), 3 * CODES.len(), "one request for each call");
    assert_eq!(server.connections(), 3 * 11, "one connection for each call");
}

#[test]
fn the_mock_counts_a_start_unless_the_outcome_says_that_there_was_none() {
    let server = Server::start();
    let mut client = client(&server, "token");
    let bodies = [
        "",
        "<html>",
        "{}",
        r#"{"code":"0","msg":"success","data":true}"#,
        r#"{"code":"0","data":false}"#,
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([10001, 10004, 10012, 500].map(|code| format!(r#"{{"code":"{code}","msg":"504 GATEWAY_TIMEOUT"}}"#)));
    for body in bodies {
        for status in (200..600).filter(|status| status % 100 < 35 || status % 100 == 99) {
            server.reply_with(Answer::raw(status, body.as_bytes()));
            let outcome = client.start(id()).err().map(|error| error.outcome());
            let executed = server.requests().pop().unwrap().executed;
            assert_eq!(executed, outcome != Some(Outcome::Refused), "{status} {body}");
            assert_ne!(outcome, Some(Outcome::NotSent), "{status} {body}");
        }
    }
}

#[test]
fn a_request_is_the_documented_one_and_nothing_else() {
    let server = Server::start();
    client(&server, "eyJhbGciOiJIUzI1N").start(id()).unwrap();
    let requests = server.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", START_PATH));
    assert_eq!(request.query, None);
    assert_eq!(request.body, br#"{"notebookId":"1821067171420946434"}"#);
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    headers.sort_unstable();
    let host = server.url().strip_prefix("http://").unwrap();
    assert_eq!(
        headers,
        [
            ("connection", "close"),
            ("content-length", "36"),
            ("content-type", "application/json"),
            ("host", host),
            ("token", "eyJhbGciOiJIUzI1N"),
            ("user-agent", concat!("scnet-notebook/", env!("CARGO_PKG_VERSION"))),
        ]
    );
}

#[test]
fn a_token_of_eight_kibibytes_arrives_whole() {
    let server = Server::start();
    let token = "x".repeat(8 << 10);
    client(&server, &token).start(id()).unwrap();
    assert_eq!(server.requests()[0].headers["token"], token);
}

#[test]
fn a_base_path_is_kept() {
    let server = Server::start();
    let url = format!("{}/gateway/v1", server.url());
    let (base_url, token) = (BaseUrl::new(&url).unwrap(), Token::new("token").unwrap());
    let mut buffer = [0; 512];
    let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
    let error = client.start(id()).unwrap_err();
    assert_eq!(server.requests()[0].path, format!("/gateway/v1{START_PATH}"));
    assert!(
        matches!(error.kind(), Kind::Code(Code::INVALID_PARAMETER)) && error.status() == Some(404),
        "{error}"
    );
}

#[test]
fn one_client_serves_every_call_however_the_last_one_ended() {
    let server = Server::start();
    let mut client = client(&server, "token");
    let answers = [
        (Answer::raw(404, "<html>no such page</html>"), Outcome::Refused),
        (Answer::raw(408, ""), Outcome::Unknown),
        (
            Answer::raw(302, "").with_header("Location", "http://127.0.0.1:9/"),
            Outcome::Unknown,
        ),
        (Answer::raw(503, "").with_header("Retry-After", "30"), Outcome::Unknown),
        (Answer::raw(200, "<html>log in</html>"), Outcome::Unknown),
        (Answer::raw(200, ""), Outcome::Unknown),
        (Answer::raw(200, vec![b' '; 1 << 20]), Outcome::Unknown),
        (Answer::raw(204, ""), Outcome::Unknown),
        (
            Answer::raw(200, r#"{"code":"0","msg":"success","data":false}"#),
            Outcome::Refused,
        ),
        (Answer::code(Code::USER_FROZEN), Outcome::Refused),
        (Answer::code(Code::new(911_042)), Outcome::Unknown),
        (
            Answer::raw(200, r#"{"code":500,"msg":"504 GATEWAY_TIMEOUT"}"#),
            Outcome::Unknown,
        ),
        (Answer::raw(424, ""), Outcome::Unknown),
        (Answer::raw(499, ""), Outcome::Unknown),
        (Answer::code(Code::CONNECTION_INTERRUPTED), Outcome::Unknown),
        (Answer::code(Code::SUCCESS).with_status(403), Outcome::Unknown),
        (Answer::code(Code::INVALID_PARAMETER).with_status(504), Outcome::Refused),
    ];
    for (call, (answer, outcome)) in answers.into_iter().enumerate() {
        server.reply_with(answer);
        let error = client.start(id()).unwrap_err();
        assert_eq!(error.outcome(), outcome, "{error}");
        assert_eq!(client.outcome(), Some(outcome));
        server.reply_with(Code::SUCCESS);
        client.start(id()).unwrap();
        assert_eq!((client.outcome(), message(&client).as_deref()), (None, Some("success")));
        assert_eq!(server.requests().len(), 2 * call + 2, "one request for each call");
    }
}

#[test]
fn nothing_is_sent_to_a_port_that_is_closed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (base_url, token) = (BaseUrl::new(&url).unwrap(), Token::new("token").unwrap());
    let mut buffer = [0; 512];
    let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
    for _ in 0..2 {
        let error = client.start(id()).unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    }
}

#[tokio::test]
async fn the_mock_serves_async_tests_too() {
    let server = Server::start_async().await;
    server.reply_with(Code::TASK_CREATION_FAILED);
    let url = server.url().to_owned();
    let call = move || {
        let (base_url, token) = (BaseUrl::new(&url).unwrap(), Token::new("token").unwrap());
        Client::new(StdHttpConnection::new(), base_url, token, &mut [0; 512]).start(id())
    };
    let error = tokio::task::spawn_blocking(call).await.unwrap().unwrap_err();
    assert!(
        matches!(error.kind(), Kind::Code(Code::TASK_CREATION_FAILED)),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}
