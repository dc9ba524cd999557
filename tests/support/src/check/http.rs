use embedded_svc::http::{Headers, Method, Status};
use scnet_notebook::{
    StreamConnection,
    http1::{ProtocolError, StreamError},
};

use crate::{
    Form,
    fixture::{Actions, Failure, ScriptedConnector},
    oracle::http_oracle::{MessageEnd, ParsedResponse, parse},
};

/// A response as a connection returns it.
#[derive(Debug, PartialEq)]
struct Received {
    /// The status, and the seconds of `Retry-After`.
    head: Result<(u16, Option<u32>), StreamError<Failure>>,
    body: Vec<u8>,
    end: Result<(), StreamError<Failure>>,
}

/// Makes an exchange, and checks that the stream is open no longer than necessary.
fn exchange(
    form: Form,
    connector: &ScriptedConnector,
    parsed: &ParsedResponse,
    mut sizes: impl FnMut() -> usize,
) -> Received {
    let connection = &mut StreamConnection::new(connector.clone());
    let headers = [("token", "t"), ("Content-Length", "2")];
    form.initiate_request(connection, Method::Post, "http://h/", &headers)
        .unwrap();
    form.write(connection, b"{}").unwrap();
    form.flush(connection).unwrap();
    let mut body = Vec::new();
    if let Err(error) = form.initiate_response(connection) {
        assert!(!connector.has_open_stream(), "a failure drops the stream");
        let (head, end) = (Err(error), Err(error));
        return Received { head, body, end };
    }
    let is_chunked = parsed.head.as_ref().is_some_and(|head| head.is_chunked);
    let is_whole = |body: &[u8]| parsed.end == MessageEnd::Complete && !is_chunked && body.len() == parsed.body.len();
    let retry_after = connection.header("retry-AFTER");
    let retry_after = retry_after.map(|value| value.parse().unwrap_or(u32::MAX));
    assert_eq!(connection.header("Content-Length"), None, "the framing is not returned");
    let head = Ok((connection.status(), retry_after));
    let mut buffer = vec![0; 4096];
    let end = loop {
        assert!(
            !is_whole(&body) || !connector.has_open_stream(),
            "the last byte drops the stream"
        );
        let size = sizes();
        match form.read(connection, &mut buffer[..size]) {
            Ok(0) => break Ok(()),
            Ok(count) => body.extend(&buffer[..count]),
            Err(error) => break Err(error),
        }
    };
    assert!(!connector.has_open_stream(), "the end drops the stream");
    Received { head, body, end }
}

/// Reads a response over streams, and checks it. The input is the bytes of the server, and 16 bytes with the sizes of the pieces
/// in which they come.
///
/// # Panics
///
/// If the response differs from that of the parser of all its bytes at once.
pub fn check_http(data: &[u8]) {
    let (wire, pieces) = data.split_last_chunk::<16>().unwrap_or((data, &[0; 16]));
    let parsed = parse(wire);
    agree_with_httparse(wire, &parsed);
    let actions: Vec<u8> = pieces
        .iter()
        .map(|piece| piece % 32)
        .cycle()
        .take(wire.len() + 16)
        .collect();
    let mut sizes = pieces.iter().map(|piece| usize::from(piece / 4) + 1).cycle();
    for (actions, is_whole) in [(Actions::default(), true), (Actions::decode(&actions), false)] {
        let mut size = || if is_whole { 4096 } else { sizes.next().unwrap() };
        let connector = ScriptedConnector::new(actions, wire);
        for form in Form::BOTH {
            let connector = connector.restarted();
            compare(&exchange(form, &connector, &parsed, &mut size), &parsed);
            // Only the end of the stream takes a read after the last byte.
            let most = usize::from(matches!(parsed.end, MessageEnd::UntilClose | MessageEnd::Incomplete));
            let reads = &connector.records()[0].reads;
            let excess = reads.iter().filter(|before| **before >= parsed.length).count();
            assert!(excess <= most, "{excess} reads after {parsed:?}");
        }
    }
}

fn compare(received: &Received, parsed: &ParsedResponse) {
    let end = match &parsed.end {
        MessageEnd::Complete | MessageEnd::UntilClose => Ok(()),
        MessageEnd::Incomplete => Err(StreamError::UnexpectedEof),
        MessageEnd::Invalid(error) => Err(StreamError::Protocol(*error)),
    };
    let head = match (&parsed.head, &end) {
        (Some(head), _) => Ok((head.status, head.retry_after)),
        (None, Err(error)) => Err(*error),
        (None, Ok(())) => unreachable!(),
    };
    let body = parsed.body.clone();
    assert_eq!(*received, Received { head, body, end }, "received differs from parsed");
}

/// Checks the oracle: a head that `httparse` accepts has to be the same.
fn agree_with_httparse(wire: &[u8], parsed: &ParsedResponse) {
    let head = &wire[parsed.head_start..];
    let mut headers = vec![httparse::EMPTY_HEADER; head.len()];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = response.parse(head) else {
        return;
    };
    let code = response.code.unwrap();
    match &parsed.end {
        MessageEnd::Invalid(ProtocolError::StatusLine) => assert!(code < 100),
        MessageEnd::Invalid(ProtocolError::Header) => {
            // A chunk has no header.
            panic!("httparse accepts the headers");
        }
        MessageEnd::Invalid(ProtocolError::Length | ProtocolError::TooLong) if parsed.head.is_none() => {}
        _ => {
            let head = parsed.head.as_ref().expect("httparse accepts the whole head");
            assert_eq!((code, length), (head.status, parsed.head_end - parsed.head_start));
            let is_length = |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case("Content-Length");
            let lengths = response.headers.iter().filter(is_length);
            let lengths = lengths.map(|header| str::from_utf8(header.value).unwrap().trim());
            assert!(lengths.eq(head.content_length.as_deref()), "{head:?}");
        }
    }
}
