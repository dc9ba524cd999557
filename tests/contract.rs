//! The contract with the service, over real sockets: the client against the mock.

#![cfg(feature = "std")]

use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, Started, StdHttpConnection, Token, error::CODES,
    std_http::StdHttpError,
};
use scnet_notebook_mock::{Answer, START_PATH, Server};

const ID: &str = "1821067171420946434";

/// A client that is kept from call to call, as a gateway would keep it.
fn client(server: &Server, token: &'static str) -> Client<'static, StdHttpConnection> {
    let base_url = BaseUrl::new(server.url()).unwrap();
    Client::new(StdHttpConnection::new(), base_url, Token::new(token).unwrap())
}

fn start(client: &mut Client<'_, StdHttpConnection>) -> Result<Started, Error<StdHttpError>> {
    client.start(&NotebookId::new(ID).unwrap(), &mut [0; 512])
}

#[test]
fn every_documented_code_is_told_apart_under_every_status() {
    let server = Server::start();
    let mut client = client(&server, "eyJhbGciOiJIUzI1N");
    for entry in &CODES {
        for status in [200, 400, 500] {
            server.reply_with(Answer::code(entry.code).with_status(status));
            let result = start(&mut client);
            if entry.code != Code::SUCCESS {
                let Err(Error::Refused {
                    status: kept,
                    code,
                    message,
                }) = result
                else {
                    panic!("{result:?}")
                };
                assert_eq!((kept, code), (status, entry.code));
                assert_eq!(message.unwrap().as_str(), entry.original);
            } else if status == 200 {
                assert_eq!(result.unwrap().message.unwrap().as_str(), "success");
            } else {
                assert!(
                    matches!(result, Err(Error::Status { status: kept, .. }) if kept == status),
                    "{result:?}"
                );
            }
        }
    }
    assert_eq!(server.requests().len(), 3 * CODES.len(), "one request for each call");
}

#[test]
fn a_request_is_the_documented_one_and_nothing_else() {
    let server = Server::start();
    start(&mut client(&server, "eyJhbGciOiJIUzI1N")).unwrap();
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
            ("content-length", "36"),
            ("content-type", "application/json"),
            ("host", host),
            ("token", "eyJhbGciOiJIUzI1N")
        ]
    );
}

#[test]
fn an_id_that_needs_escapes_arrives_as_it_is() {
    let server = Server::start();
    let id = NotebookId::new(r#"a"b\c/d{}"#).unwrap();
    client(&server, "token").start(&id, &mut [0; 512]).unwrap();
    assert_eq!(server.requests()[0].notebook_id.as_deref(), Some(id.as_str()));
}

#[test]
fn a_token_of_eight_kibibytes_arrives_whole() {
    let server = Server::start();
    let token: &'static str = "x".repeat(8 << 10).leak();
    start(&mut client(&server, token)).unwrap();
    assert_eq!(server.requests()[0].headers["token"], token);
}

#[test]
fn a_base_path_is_kept() {
    let server = Server::start();
    let base_url = BaseUrl::new(&format!("{}/gateway/v1", server.url())).unwrap();
    let mut client = Client::new(StdHttpConnection::new(), base_url, Token::new("token").unwrap());
    let error = start(&mut client).unwrap_err();
    assert_eq!(server.requests()[0].path, format!("/gateway/v1{START_PATH}"));
    assert!(matches!(error, Error::Refused { status: 404, .. }), "{error}");
}

#[test]
fn one_client_serves_every_call_whatever_the_last_one_came_to() {
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
        (Answer::code(Code::new(911_042)), Outcome::Refused),
    ];
    for (call, (answer, outcome)) in answers.into_iter().enumerate() {
        server.reply_with(answer);
        let error = start(&mut client).unwrap_err();
        assert_eq!(error.outcome(), outcome, "{error}");
        server.reply_with(Code::SUCCESS);
        start(&mut client).unwrap();
        assert_eq!(server.requests().len(), 2 * call + 2, "one request for each call");
    }
}

#[test]
fn nothing_is_sent_to_a_port_that_is_closed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = BaseUrl::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let mut client = Client::new(StdHttpConnection::new(), base_url, Token::new("token").unwrap());
    for _ in 0..2 {
        let error = start(&mut client).unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    }
}

#[tokio::test]
async fn the_mock_serves_async_tests_too() {
    let server = Server::start_async().await;
    server.reply_with(Code::TASK_CREATION_FAILED);
    let mut client = client(&server, "token");
    let result = tokio::task::spawn_blocking(move || start(&mut client)).await.unwrap();
    assert!(
        matches!(
            result,
            Err(Error::Refused {
                code: Code::TASK_CREATION_FAILED,
                ..
            })
        ),
        "{result:?}"
    );
    assert_eq!(server.requests().len(), 1);
}
