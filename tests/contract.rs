//! The contract with the service, over real sockets: the client, over each of its connections, against mock servers.

#![cfg(feature = "std")]

use std::{io, net::TcpStream, time::Duration};

use embedded_io_adapters::{std::FromStd, tokio_1::FromTokio};
use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, Started, StdHttpConnection, StreamConnection, Token,
    error::{CODES, Kind, Malformed},
    http1::Endpoint,
};
use scnet_notebook_mock::{Answer, START_PATH, Server, wiremock::Start};
use wiremock::{Mock, MockServer, Request};

/// No reply of a mock takes this long.
const TIMEOUT: Duration = Duration::from_secs(30);

const ID: &str = "1821067171420946434";

/// The connection that carries a call.
#[derive(Clone, Copy, Debug)]
enum Connection {
    Std,
    Stream,
    StreamAsync,
}

/// The end of a call, whatever the connection.
#[derive(Debug)]
struct Ended {
    code: Option<Code>,
    malformed: Option<Malformed>,
    status: Option<u16>,
    outcome: Option<Outcome>,
    message: Option<String>,
}

impl Connection {
    /// Makes a call with a client of its own.
    async fn start(self, base_url: &str, token: &str) -> Ended {
        let (base_url, token) = (BaseUrl::new(base_url).unwrap(), Token::new(token).unwrap());
        let id = NotebookId::new(ID).unwrap();
        let mut buffer = [0; 512];
        match self {
            Self::Std => {
                let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
                let result = client.start(id);
                Ended::of(&client, result)
            }
            Self::Stream => {
                let connection = StreamConnection::new(open);
                let mut client = Client::new(connection, base_url, token, &mut buffer);
                let result = client.start(id);
                Ended::of(&client, result)
            }
            Self::StreamAsync => {
                let connection = StreamConnection::new(async |endpoint: &Endpoint<'_>| {
                    let stream = tokio::net::TcpStream::connect((endpoint.host, endpoint.port)).await;
                    stream.map(FromTokio::new)
                });
                let mut client = Client::new(connection, base_url, token, &mut buffer);
                let result = tokio::time::timeout(TIMEOUT, client.start_async(id)).await;
                Ended::of(&client, result.expect("the mock replies"))
            }
        }
    }
}

fn open(endpoint: &Endpoint<'_>) -> io::Result<FromStd<TcpStream>> {
    let stream = TcpStream::connect((endpoint.host, endpoint.port))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    Ok(FromStd::new(stream))
}

impl Ended {
    fn of<C, E>(client: &Client<'_, C>, result: Result<Started, Error<E>>) -> Self {
        let message = client.message().map(|message| message.to_string());
        let (mut code, mut malformed) = (None, None);
        let (status, outcome) = match &result {
            Ok(started) => (Some(started.status), None),
            Err(error) => {
                match error.kind() {
                    Kind::Code(number) => code = Some(*number),
                    Kind::Malformed { reason, .. } => malformed = Some(*reason),
                    _ => {}
                }
                (error.status(), Some(error.outcome()))
            }
        };
        assert_eq!(client.outcome(), outcome);
        Self {
            code,
            malformed,
            status,
            outcome,
            message,
        }
    }
}

/// Replays every documented code under three statuses, each to one call with the documented request.
async fn replay_the_documented_codes(connection: Connection) {
    let server = MockServer::builder().start().await;
    // Longer than any buffer of a connection.
    let token = "x".repeat(8 << 10);
    for row in CODES {
        let is_success = row.code == Code::SUCCESS;
        for status in [200, 400, 500] {
            let start = Start::new().with_token(&token).with_notebook_id(ID);
            let answer = Answer::code(row.code).with_status(status);
            let mock = Mock::given(start).respond_with(answer).expect(1);
            let guard = mock.mount_as_scoped(&server).await;

            let ended = connection.start(&server.uri(), &token).await;
            let message = if is_success { "success" } else { row.original };
            assert_eq!(ended.message.as_deref(), Some(message), "{ended:?}");
            assert_eq!(ended.status, Some(status), "{ended:?}");
            assert_eq!(ended.code, (!is_success).then_some(row.code), "{ended:?}");
            let expected = if is_success && status != 200 {
                (Some(Malformed::StatusMismatch), Some(Outcome::Unknown))
            } else {
                (None, row.code.outcome())
            };
            assert_eq!((ended.malformed, ended.outcome), expected, "{ended:?}");
            let requests = guard.received_requests().await;
            assert_documented(&requests[0], server.address().to_string(), &token);
        }
    }
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 3 * CODES.len(), "one request for each call");
}

/// Checks that a request is the documented one and has nothing else.
fn assert_documented(request: &Request, host: String, token: &str) {
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", START_PATH));
    assert_eq!(request.url.query(), None);
    assert_eq!(request.body, br#"{"notebookId":"1821067171420946434"}"#);
    let headers = request.headers.iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    headers.sort_unstable();
    let documented = [
        ("connection", "close"),
        ("content-length", "36"),
        ("content-type", "application/json"),
        ("host", &host),
        ("token", token),
        ("user-agent", concat!("scnet-notebook/", env!("CARGO_PKG_VERSION"))),
    ];
    assert_eq!(headers, documented);
}

#[tokio::test]
async fn every_documented_code_is_told_apart_over_std_http() {
    replay_the_documented_codes(Connection::Std).await;
}

#[tokio::test]
async fn every_documented_code_is_told_apart_over_a_stream() {
    replay_the_documented_codes(Connection::Stream).await;
}

#[tokio::test]
async fn every_documented_code_is_told_apart_over_an_async_stream() {
    replay_the_documented_codes(Connection::StreamAsync).await;
}

#[tokio::test]
async fn the_path_of_the_base_url_comes_before_the_documented_one() {
    let server = MockServer::builder().start().await;
    let url = format!("{}/gateway/v1", server.uri());
    for connection in [Connection::Std, Connection::Stream, Connection::StreamAsync] {
        let ended = connection.start(&url, "token").await;
        assert_eq!((ended.status, ended.outcome), (Some(404), Some(Outcome::Refused)));
    }
    let paths = server.received_requests().await.unwrap();
    let paths: Vec<_> = paths.iter().map(|request| request.url.path()).collect();
    let path = format!("/gateway/v1{START_PATH}");
    assert_eq!(paths, [path.as_str(); 3]);
}

#[test]
fn the_mock_counts_a_start_unless_the_outcome_says_that_there_was_none() {
    let server = Server::start();
    let (base_url, token) = (BaseUrl::new(server.url()).unwrap(), Token::new("token").unwrap());
    let mut buffer = [0; 512];
    let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
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
            let result = client.start(NotebookId::new(ID).unwrap());
            let outcome = result.err().map(|error| error.outcome());
            let executed = server.requests().pop().unwrap().executed;
            assert_eq!(executed, outcome != Some(Outcome::Refused), "{status} {body}");
            assert_ne!(outcome, Some(Outcome::NotSent), "{status} {body}");
        }
    }
}
