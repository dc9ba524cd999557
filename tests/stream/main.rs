//! `StreamConnection` over scripted streams, blocking and async side by side.

mod counts;
mod dropped;
mod failures;
mod framing;
mod invalid;
mod lifetime;
mod order;
mod request;

use embedded_svc::http::Method;
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Outcome, Started, StreamConnection, Token,
    error::{Kind, Malformed, Step},
    http1::{ProtocolError, StreamError},
};
use support::{
    Action, Actions, Failure, Form, ScriptedConnector as Connector, ScriptedStream as Stream, block_on, crate_version,
    documented::{BODY, STARTED, SUCCESS, TOKEN, URL, client, notebook, request},
    poll_times,
};

type Result = core::result::Result<Started, Error<StreamError<Failure>>>;

/// Returns the request of every call.
fn documented_request() -> String {
    request("scnet-demo.accloud.cn", BODY)
}

/// Connects to a server with this response.
fn server(response: impl Into<Vec<u8>>) -> Connector {
    Connector::new(Actions::default(), response)
}

fn connect(connector: &Connector) -> StreamConnection<Connector, Stream> {
    StreamConnection::new(connector.clone())
}

/// Begins a request whose URL ends with its host.
fn begin(form: Form, connection: &mut StreamConnection<Connector, Stream>) {
    let headers = [("Content-Length", "0")];
    form.initiate_request(connection, Method::Post, "http://h", &headers)
        .unwrap();
}

/// Calls this many times over one connection, blocking and async, checks that results and streams are the same, and returns the
/// results.
fn calls(connector: &Connector, count: usize) -> Vec<Result> {
    let other = connector.restarted();
    let [results, others] = [(Form::Blocking, connector), (Form::Async, &other)].map(|(form, connector)| {
        let mut buffer = [0; 512];
        let mut client = client(connect(connector), &mut buffer);
        let call = |_| {
            let result = form.start(&mut client, notebook());
            check(connector, &client, &result);
            result
        };
        (0..count).map(call).collect::<Vec<_>>()
    });
    assert_eq!((&results, connector.records()), (&others, other.records()));
    assert_eq!(connector.operations(), other.operations());
    results
}

/// Checks the invariants of every call.
fn check<C>(connector: &Connector, client: &Client<'_, C>, result: &Result) {
    assert_eq!(client.outcome(), result.as_ref().err().map(Error::outcome));
    let is_too_long = matches!(result, Err(error) if matches!(error.kind(), Kind::ReplyTooLong { .. }));
    let is_dropped = !connector.has_open_stream();
    assert!(is_dropped || is_too_long, "the stream is dropped: {result:?}");
    if result.is_ok() {
        assert!(client.message().unwrap().chars().eq("success".chars()));
    }
}

/// Calls once.
fn start(connector: &Connector) -> Result {
    calls(connector, 1).remove(0)
}

/// Calls once, and returns the error of the stream and the outcome.
#[track_caller]
fn fails(connector: &Connector) -> (StreamError<Failure>, Outcome) {
    let error = start(connector).unwrap_err();
    match error.kind() {
        Kind::Connection { error: cause, .. } => (*cause, error.outcome()),
        kind => panic!("{kind}"),
    }
}

/// The number of sizes of pieces in which a reply is read.
const PIECES: usize = if cfg!(miri) { 1 } else { usize::MAX };

#[track_caller]
fn started(reply: impl AsRef<[u8]>) {
    for piece in [1, usize::MAX, 2, 3, 7, 64].into_iter().take(PIECES) {
        let result = start(&server(reply.as_ref()).piece(piece));
        result.unwrap_or_else(|error| panic!("{:?}: {error}", String::from_utf8_lossy(reply.as_ref())));
    }
}

#[track_caller]
fn invalid(reply: impl AsRef<[u8]>, reason: ProtocolError) {
    for piece in [1, usize::MAX, 3].into_iter().take(PIECES) {
        let expected = (StreamError::Protocol(reason), Outcome::Unknown);
        let text = String::from_utf8_lossy(reply.as_ref());
        assert_eq!(fails(&server(reply.as_ref()).piece(piece)), expected, "{text:?}");
    }
}

/// A reply with this status line and these headers around the documented envelope.
fn reply(head: &str) -> String {
    format!("{head}\r\n\r\n{SUCCESS}")
}

fn with_length(headers: &str) -> String {
    reply(&format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 40"))
}

fn chunked(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}")
}

/// The documented success in one chunk.
fn one_chunk() -> String {
    chunked(&format!("28\r\n{SUCCESS}\r\n0\r\n\r\n"))
}
