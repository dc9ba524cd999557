//! `StreamConnection` over scripted streams, blocking and async side by side.

mod dropped;
mod failures;
mod framing;
mod lifetime;
mod order;
#[path = "../../fuzz/src/polling.rs"]
mod polling;
mod request;
mod wire;

use polling::{pause, poll_times};
use scnet_notebook::{
    BaseUrl, Client, Connect, ConnectAsync, Error, NotebookId, Outcome, Started, StreamConnection, Token,
    error::{Kind, Malformed, Step},
    http1::{Endpoint, ProtocolError, StreamError},
};
use wire::{AsyncStream, Dialler, Failure, Script, Stream, UNPLUGGED, block_on};

const URL: &str = "http://scnet-demo.accloud.cn";
const TOKEN: &str = "secret";
const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;
const ENVELOPE: &str = r#"{"code":"0","msg":"success","data":true}"#;
const STARTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

type Result = core::result::Result<Started, Error<StreamError<Failure>>>;

/// Opens a stream for every request.
struct Dial(Dialler);

impl Connect for Dial {
    type Stream = Stream;

    fn connect(&mut self, server: &Endpoint<'_>) -> core::result::Result<Stream, Failure> {
        self.0.dial(server)
    }
}

impl ConnectAsync for Dial {
    type Stream = AsyncStream;

    async fn connect(&mut self, server: &Endpoint<'_>) -> core::result::Result<AsyncStream, Failure> {
        pause().await;
        self.0.dial(server).map(AsyncStream)
    }
}

fn connect<S>(dialler: &Dialler) -> StreamConnection<Dial, S> {
    StreamConnection::new(Dial(dialler.clone()))
}

fn id() -> NotebookId<'static> {
    NotebookId::new("1821067171420946434").unwrap()
}

fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let (base_url, token) = (BaseUrl::new(URL).unwrap(), Token::new(TOKEN).unwrap());
    Client::new(connection, base_url, token, buffer)
}

/// Returns the version in the manifest. The tests belong to a second package, of another version.
fn version() -> &'static str {
    let mut lines = include_str!("../../Cargo.toml").lines();
    let version = lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.unwrap()
}

/// The one request of the crate.
fn documented_request() -> String {
    format!(
        "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: scnet-demo.accloud.cn\r\nConnection: close\r\n\
         User-Agent: scnet-notebook/{}\r\ntoken: secret\r\nContent-Type: application/json\r\n\
         Content-Length: 36\r\n\r\n{{\"notebookId\":\"1821067171420946434\"}}",
        version()
    )
}

/// Calls this many times over one blocking connection.
fn calls(dialler: &Dialler, count: usize) -> Vec<Result> {
    let mut buffer = [0; 512];
    let mut client = client(connect(dialler), &mut buffer);
    let call = |_| {
        let result = client.start(id());
        checked(dialler, &client, result)
    };
    (0..count).map(call).collect()
}

fn calls_async(dialler: &Dialler, count: usize) -> Vec<Result> {
    let mut buffer = [0; 512];
    let mut client = client(connect(dialler), &mut buffer);
    let call = |_| {
        let result = block_on(client.start_async(id()));
        checked(dialler, &client, result)
    };
    (0..count).map(call).collect()
}

/// Checks the claims that hold after every call.
fn checked<C>(dialler: &Dialler, client: &Client<'_, C>, result: Result) -> Result {
    assert_eq!(client.outcome(), result.as_ref().err().map(Error::outcome));
    let is_too_long = matches!(&result, Err(error) if matches!(error.kind(), Kind::ReplyTooLong { .. }));
    assert!(
        dialler.log.borrow().open == 0 || is_too_long,
        "the stream is dropped: {result:?}"
    );
    if result.is_ok() {
        assert!(client.message().unwrap().chars().eq("success".chars()));
    }
    result
}

/// Makes the same call blocking and async, and returns the result, which has to be the same.
fn start(script: &Script) -> Result {
    let [blocking, asynch] = [calls, calls_async].map(|calls| calls(&Dialler::new([script.clone()]), 1).remove(0));
    assert_eq!(blocking, asynch, "{:?}", String::from_utf8_lossy(&script.reply));
    blocking
}

/// The number of sizes of pieces in which a reply comes.
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
fn broken(reply: impl AsRef<[u8]>, broken: ProtocolError) {
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
                assert_eq!(*reason, broken, "{:?}", String::from_utf8_lossy(reply.as_ref()));
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
