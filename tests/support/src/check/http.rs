use embedded_svc::{
    http::{
        Headers, Method, Status,
        client::{Connection, asynch},
    },
    io::{ErrorType, Read, Write, asynch as io},
};
use scnet_notebook::{
    StreamConnection,
    http1::{ProtocolError, StreamError},
};

use crate::{
    connection::Thrown,
    plan::{Plan, block_on},
    reading::{End, Reading, read},
    stream::Dialler,
};

/// A reply as a connection shows it.
#[derive(Debug, PartialEq)]
struct Seen {
    /// The status, and the seconds to wait.
    head: Result<(u16, Option<u32>), StreamError<Thrown>>,
    body: Vec<u8>,
    end: Result<(), StreamError<Thrown>>,
}

const HEADERS: [(&str, &str); 2] = [("token", "t"), ("Content-Length", "2")];

fn exchange(dialler: &Dialler, reading: &Reading, mut sizes: impl FnMut() -> usize) -> Seen {
    let mut connection = StreamConnection::new(dialler.clone());
    Connection::initiate_request(&mut connection, Method::Post, "http://h/", &HEADERS).unwrap();
    Write::write(&mut connection, b"{}").unwrap();
    Write::flush(&mut connection).unwrap();
    let result = Connection::initiate_response(&mut connection);
    see(connection, result, Read::read, &mut sizes, dialler, reading)
}

fn exchange_async(dialler: &Dialler, reading: &Reading, mut sizes: impl FnMut() -> usize) -> Seen {
    let mut connection = StreamConnection::new(dialler.clone());
    let result = block_on(async {
        asynch::Connection::initiate_request(&mut connection, Method::Post, "http://h/", &HEADERS).await?;
        io::Write::write(&mut connection, b"{}").await?;
        io::Write::flush(&mut connection).await?;
        asynch::Connection::initiate_response(&mut connection).await
    });
    see(
        connection,
        result,
        |connection, buffer| block_on(io::Read::read(connection, buffer)),
        &mut sizes,
        dialler,
        reading,
    )
}

fn see<C>(
    mut connection: C,
    result: Result<(), StreamError<Thrown>>,
    mut read: impl FnMut(&mut C, &mut [u8]) -> Result<usize, StreamError<Thrown>>,
    sizes: &mut impl FnMut() -> usize,
    dialler: &Dialler,
    reading: &Reading,
) -> Seen
where
    C: Headers + Status + ErrorType<Error = StreamError<Thrown>>,
{
    if let Err(error) = result {
        assert!(!dialler.has_open_stream(), "the stream is dropped when anything fails");
        return Seen {
            head: Err(error),
            body: Vec::new(),
            end: Err(error),
        };
    }
    let is_chunked = reading.head.as_ref().is_some_and(|head| head.is_chunked);
    let is_whole = |body: &[u8]| reading.end == End::Whole && !is_chunked && body.len() == reading.body.len();
    let retry_after = connection.header("retry-AFTER");
    let retry_after = retry_after.map(|value| value.parse().unwrap_or(u32::MAX));
    assert_eq!(connection.header("Content-Length"), None, "the framing is not shown");
    let head = (connection.status(), retry_after);
    let mut body = Vec::new();
    let mut buffer = vec![0; 4096];
    let end = loop {
        assert!(
            !is_whole(&body) || !dialler.has_open_stream(),
            "the stream is dropped with the last byte"
        );
        let size = sizes();
        match read(&mut connection, &mut buffer[..size]) {
            Ok(0) => break Ok(()),
            Ok(count) => body.extend(&buffer[..count]),
            Err(error) => break Err(error),
        }
    };
    assert!(!dialler.has_open_stream(), "the stream is dropped at the end");
    Seen {
        head: Ok(head),
        body,
        end,
    }
}

/// Takes the bytes of a server, and at last 16 bytes that say in what pieces they come.
pub fn http(data: &[u8]) {
    let (wire, pieces) = data.split_last_chunk::<16>().unwrap_or((data, &[0; 16]));
    let reading = read(wire);
    agree_with_httparse(wire, &reading);
    let acts: Vec<u8> = pieces
        .iter()
        .map(|piece| piece % 32)
        .cycle()
        .take(wire.len() + 16)
        .collect();
    let mut sizes = pieces.iter().map(|piece| usize::from(piece / 4) + 1).cycle();
    for (plan, is_whole) in [(Plan::default(), true), (Plan::new(&acts), false)] {
        let mut size = || if is_whole { 4096 } else { sizes.next().unwrap() };
        let dialler = Dialler::new(plan, wire).counting_from(reading.length);
        compare(&exchange(&dialler, &reading, &mut size), &reading);
        dialler.check_bounds(&reading);
        let dialler = dialler.again();
        compare(&exchange_async(&dialler, &reading, &mut size), &reading);
        dialler.check_bounds(&reading);
    }
}

fn compare(seen: &Seen, reading: &Reading) {
    let end = match &reading.end {
        End::Whole | End::WithStream => Ok(()),
        End::Closed => Err(StreamError::UnexpectedEof),
        End::Broken(broken) => Err(StreamError::Protocol(*broken)),
    };
    let head = match (&reading.head, &end) {
        (Some(head), _) => Ok((head.status, head.retry_after)),
        (None, Err(error)) => Err(*error),
        (None, Ok(())) => unreachable!(),
    };
    let body = reading.body.clone();
    assert_eq!(*seen, Seen { head, body, end }, "seen, and read");
}

/// Checks the reader itself: where `httparse` takes a head, it has to be the same one.
fn agree_with_httparse(wire: &[u8], reading: &Reading) {
    let head = &wire[reading.head_start..];
    let mut headers = vec![httparse::EMPTY_HEADER; head.len()];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = response.parse(head) else {
        return;
    };
    let code = response.code.unwrap();
    match &reading.end {
        End::Broken(ProtocolError::StatusLine) => assert!(code < 100),
        End::Broken(ProtocolError::Header) => {
            // In the chunks nothing is a header.
            panic!("httparse finds no fault with it");
        }
        End::Broken(ProtocolError::Length | ProtocolError::TooLong) if reading.head.is_none() => {}
        _ => {
            let head = reading.head.as_ref().expect("httparse has all of it");
            assert_eq!((code, length), (head.status, reading.head_end - reading.head_start));
            let lengths = response
                .headers
                .iter()
                .filter(|header| header.name.eq_ignore_ascii_case("Content-Length"));
            let lengths: Vec<_> = lengths
                .map(|header| str::from_utf8(header.value).unwrap().trim())
                .collect();
            assert_eq!(
                lengths,
                head.content_length.iter().map(String::as_str).collect::<Vec<_>>()
            );
        }
    }
}
