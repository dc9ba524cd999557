//! `StreamConnection` over scripted streams, blocking and async side by side.

mod counts;
mod dropped;
mod failures;
mod framing;
mod invalid;
mod lifetime;
mod order;
mod request;
mod script;

use scnet_notebook::{
    BaseUrl, Client, Connect, Error, NotebookId, Outcome, Started, StreamConnection, Token,
    error::{Kind, Malformed, Step},
    http1::{Endpoint, ProtocolError, StreamError},
};
use script::{Connector, Script, Stream};
use support::{Failure, block_on, crate_version, poll_times};

const URL: &str = "http://scnet-demo.accloud.cn";
const TOKEN: &str = "secret";
const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;
const ENVELOPE: &str = r#"{"code":"0","msg":"success","data":true}"#;
const STARTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

type Result = core::result::Result<Started, Error<StreamError<Failure>>>;

fn connect(connector: &Connector) -> StreamConnection<Connector, Stream> {
    StreamConnection::new(connector.clone())
}

fn id() -> NotebookId<'static> {
    NotebookId::new("1821067171420946434").unwrap()
}

fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let (base_url, token) = (BaseUrl::new(URL).unwrap(), Token::new(TOKEN).unwrap());
    Client::new(connection, base_url, token, buffer)
}

/// Returns the request of every call.
fn documented_request() -> String {
    format!(
        "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: scnet-demo.accloud.cn\r\nConnection: close\r\n\
         User-Agent: scnet-notebook/{}\r\ntoken: secret\r\nContent-Type: application/json\r\n\
         Content-Length: 36\r\n\r\n{{\"notebookId\":\"1821067171420946434\"}}",
        crate_version()
    )
}

/// Calls this many times over one blocking connection.
fn calls(connector: &Connector, count: usize) -> Vec<Result> {
    let mut buffer = [0; 512];
    let mut client = client(connect(connector), &mut buffer);
    let call = |_| {
        let result = client.start(id());
        checked(connector, &client, result)
    };
    (0..count).map(call).collect()
}

fn calls_async(connector: &Connector, count: usize) -> Vec<Result> {
    let mut buffer = [0; 512];
    let mut client = client(connect(connector), &mut buffer);
    let call = |_| {
        let result = block_on(client.start_async(id()));
        checked(connector, &client, result)
    };
    (0..count).map(call).collect()
}

/// Checks the invariants of every call.
fn checked<C>(connector: &Connector, client: &Client<'_, C>, result: Result) -> Result {
    assert_eq!(client.outcome(), result.as_ref().err().map(Error::outcome));
    let is_too_long = matches!(&result, Err(error) if matches!(error.kind(), Kind::ReplyTooLong { .. }));
    assert!(
        connector.log.borrow().open == 0 || is_too_long,
        "the stream is dropped: {result:?}"
    );
    if result.is_ok() {
        assert!(client.message().unwrap().chars().eq("success".chars()));
    }
    result
}

/// Makes the same call blocking and async, checks that the results are equal, and returns the result.
fn start(script: &Script) -> Result {
    let [blocking, asynch] = [calls, calls_async].map(|calls| calls(&Connector::new([script.clone()]), 1).remove(0));
    assert_eq!(blocking, asynch, "{:?}", String::from_utf8_lossy(&script.reply));
    blocking
}

/// The number of sizes of pieces in which a reply is read.
const PIECES: usize = if cfg!(miri) { 1 } else { usize::MAX };

#[track_caller]
fn started(reply: impl AsRef<[u8]>) {
    for piece in [1, 0, 2, 3, 7, 64].into_iter().take(PIECES) {
        let result = start(&Script {
            piece,
            ..Script::new(reply.as_ref())
        });
        result.unwrap_or_else(|error| panic!("{:?}: {error}", String::from_utf8_lossy(reply.as_ref())));
    }
}

#[track_caller]
fn invalid(reply: impl AsRef<[u8]>, expected: ProtocolError) {
    for piece in [1, 0, 3].into_iter().take(PIECES) {
        let error = start(&Script {
            piece,
            ..Script::new(reply.as_ref())
        })
        .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        match error.kind() {
            Kind::Connection {
                error: StreamError::Protocol(reason),
                ..
            } => {
                assert_eq!(*reason, expected, "{:?}", String::from_utf8_lossy(reply.as_ref()));
            }
            other => panic!("{:?}: {other}", String::from_utf8_lossy(reply.as_ref())),
        }
    }
}

/// A reply with this status line and these headers around the documented envelope.
fn reply(head: &str) -> String {
    format!("{head}\r\n\r\n{ENVELOPE}")
}

fn with_length(headers: &str) -> String {
    reply(&format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 40"))
}

fn chunked(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}")
}
