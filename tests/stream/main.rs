//! `StreamConnection` over scripted streams, blocking and async side by side.

mod failures;
mod framing;
mod order;
#[path = "../../fuzz/src/polling.rs"]
mod polling;
mod request;
mod reuse;
mod wire;

use polling::{pause, poll_times};
use scnet_notebook::{
    BaseUrl, Client, Connect, ConnectAsync, Error, NotebookId, Outcome, Started, StreamConnection, Token,
    error::{Malformed, Step},
    http1::{Endpoint, KeepAlive, ProtocolError, StreamError},
};
use wire::{AsyncStream, Dialler, Script, Stream, Unplugged, block_on};

const URL: &str = "http://scnet-demo.accloud.cn";
const TOKEN: &str = "secret";
const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;
const ENVELOPE: &str = r#"{"code":"0","msg":"success","data":true}"#;
const STARTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

type Result = core::result::Result<Started, Error<StreamError<Unplugged>>>;

/// Opens a stream for every request.
struct Afresh(Dialler);

impl Connect for Afresh {
    type Stream = Stream;

    fn connect(&mut self, server: &Endpoint<'_>) -> core::result::Result<Stream, Unplugged> {
        self.0.dial(server)
    }
}

impl ConnectAsync for Afresh {
    type Stream = AsyncStream;

    async fn connect(&mut self, server: &Endpoint<'_>) -> core::result::Result<AsyncStream, Unplugged> {
        pause().await;
        self.0.dial(server).map(AsyncStream)
    }
}

fn id() -> NotebookId {
    NotebookId::new("1821067171420946434").unwrap()
}

fn client<C>(connection: C) -> Client<'static, C> {
    Client::new(connection, BaseUrl::new(URL).unwrap(), Token::new(TOKEN).unwrap())
}

/// Calls so many times over one blocking connection.
fn calls(dialler: &Dialler, count: usize) -> Vec<Result> {
    let mut client = client(StreamConnection::new(Afresh(dialler.clone())));
    (0..count).map(|_| client.start(&id(), &mut [0; 512])).collect()
}

fn calls_async(dialler: &Dialler, count: usize) -> Vec<Result> {
    let mut client = client(StreamConnection::new(Afresh(dialler.clone())));
    (0..count)
        .map(|_| block_on(client.start_async(&id(), &mut [0; 512])))
        .collect()
}

/// Makes the same call blocking and async, and returns the result, which has to be the same.
fn start(script: &Script) -> Result {
    let [blocking, asynch] = [calls, calls_async].map(|calls| calls(&Dialler::new([script.clone()]), 1).remove(0));
    assert_eq!(blocking, asynch, "{:?}", String::from_utf8_lossy(&script.reply));
    blocking
}

/// In how many sizes of pieces a reply comes.
const PIECES: usize = if cfg!(miri) { 1 } else { usize::MAX };

#[track_caller]
fn started(reply: impl AsRef<[u8]>) {
    for piece in [1, 0, 2, 3, 7, 64].into_iter().take(PIECES) {
        let result = start(&Script {
            piece,
            ..Script::new(reply.as_ref())
        });
        let started = result.unwrap_or_else(|error| panic!("{:?}: {error}", String::from_utf8_lossy(reply.as_ref())));
        assert_eq!(started.message.unwrap().as_str(), "success");
    }
}

#[track_caller]
fn broken(reply: impl AsRef<[u8]>, broken: ProtocolError) {
    for piece in [1, 0, 3].into_iter().take(PIECES) {
        let error = start(&Script {
            piece,
            ..Script::new(reply.as_ref())
        })
        .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        match error {
            Error::Connection {
                error: StreamError::Protocol(reason),
                ..
            } => {
                assert_eq!(reason, broken, "{:?}", String::from_utf8_lossy(reply.as_ref()));
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
