//! One stream for each call, dropped as soon as the response is whole or anything fails.

use super::*;

/// Reads a response byte by byte, and returns the number of open streams after its head and after each read, and the result of
/// the last read.
fn open_streams(script: &Script) -> (Vec<usize>, core::result::Result<usize, StreamError<Failure>>) {
    use embedded_svc::{
        http::{
            Method,
            client::{Connection, asynch},
        },
        io::{self, Write},
    };

    const HEADERS: [(&str, &str); 1] = [("Content-Length", "0")];
    let connector = Connector::new([script.clone()]);
    let mut connection = connect(&connector);
    connection.initiate_request(Method::Post, "http://h", &HEADERS).unwrap();
    connection.flush().unwrap();
    assert_eq!(connector.log.borrow().open, 1);
    connection.initiate_response().unwrap();
    let mut open = vec![connector.log.borrow().open];
    let end = loop {
        let read = io::Read::read(&mut connection, &mut [0]);
        open.push(connector.log.borrow().open);
        if read != Ok(1) {
            break read;
        }
    };
    let blocking = (open, end);

    let connector = Connector::new([script.clone()]);
    let mut connection = connect(&connector);
    let asynch = block_on(async {
        asynch::Connection::initiate_request(&mut connection, Method::Post, "http://h", &HEADERS).await?;
        io::asynch::Write::flush(&mut connection).await?;
        asynch::Connection::initiate_response(&mut connection).await?;
        let mut open = vec![connector.log.borrow().open];
        let end = loop {
            let read = io::asynch::Read::read(&mut connection, &mut [0]).await;
            open.push(connector.log.borrow().open);
            if read != Ok(1) {
                break read;
            }
        };
        Ok::<_, StreamError<Failure>>((open, end))
    });
    assert_eq!(asynch, Ok(blocking.clone()));
    blocking
}

#[test]
fn every_call_opens_one_stream_and_leaves_none_open() {
    for calls in [calls, calls_async] {
        let connector = Connector::new([STARTED; 3].map(Script::new));
        assert!(calls(&connector, 3).iter().all(core::result::Result::is_ok));
        let log = connector.log.borrow();
        assert_eq!((log.endpoints.len(), log.starts(), log.open), (3, 3, 0));
    }
}

#[test]
fn a_stream_is_dropped_with_the_last_byte_of_its_response_or_its_early_end() {
    for piece in [1, 0, 7] {
        let script = |reply: &str, stays_open| Script {
            piece,
            stays_open,
            ..Script::new(reply)
        };
        // The stream is dropped with the last byte of the body, the end of the chunks, the end of the stream, or an early end.
        let with_length = script("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{ }", true);
        assert_eq!(open_streams(&with_length), (vec![1, 1, 1, 0, 0], Ok(0)));
        let chunked = script(&chunked("2\r\n{ \r\n1\r\n}\r\n0\r\nA: b\r\n\r\n"), true);
        assert_eq!(open_streams(&chunked), (vec![1, 1, 1, 1, 0], Ok(0)));
        let until_the_end = script("HTTP/1.1 200 OK\r\n\r\n{ }", false);
        assert_eq!(open_streams(&until_the_end), (vec![1, 1, 1, 1, 0], Ok(0)));
        let short = script("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{ }", false);
        assert_eq!(
            open_streams(&short),
            (vec![1, 1, 1, 1, 0], Err(StreamError::UnexpectedEof))
        );
    }
}

#[test]
fn a_stream_is_dropped_with_the_head_of_a_response_without_body() {
    for piece in [1, 0, 7] {
        for head in [
            "HTTP/1.1 204 No Content",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 40",
            "HTTP/1.1 101 Switching Protocols",
            "HTTP/1.1 503 Busy\r\nContent-Length: 0",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0",
        ] {
            let bodiless = Script {
                piece,
                stays_open: true,
                ..Script::new(reply(head))
            };
            assert_eq!(open_streams(&bodiless), (vec![0, 0], Ok(0)), "{head}");
        }
    }
}

#[test]
fn bytes_or_an_error_after_a_whole_reply_do_not_matter() {
    let chunked = chunked(&format!("28\r\n{ENVELOPE}\r\n0\r\n\r\n"));
    for whole in [STARTED, &chunked] {
        // Nothing more is read.
        let quiet = Script {
            stays_open: true,
            ..Script::new(whole)
        };
        start(&quiet).unwrap();
        for calls in [calls, calls_async] {
            let connector = Connector::new([quiet.clone()]);
            calls(&connector, 1).remove(0).unwrap();
            let operations = connector.log.borrow().operations;
            let failing = quiet.clone().failing(operations..usize::MAX, Failure::UNPLUGGED);
            calls(&Connector::new([failing]), 1).remove(0).unwrap();
        }
        for junk in ["x", "\r\n", "\0", "}", "0\r\n\r\n", "HTTP/1.1 500 No\r\n\r\n", STARTED] {
            started(format!("{whole}{junk}"));
        }
    }
}

#[test]
fn no_byte_after_a_reply_is_read_as_the_next_reply() {
    let busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    for calls in [calls, calls_async] {
        for piece in [0, STARTED.len()] {
            let script = Script {
                piece,
                ..Script::new(format!("{STARTED}{STARTED}"))
            };
            let connector = Connector::new([script, Script::new(busy)]);
            let results = calls(&connector, 2);
            results[0].unwrap();
            assert_eq!(results[1].map_err(|error| error.status()), Err(Some(503)));
        }
    }
}

#[test]
fn a_reply_that_is_too_long_is_read_one_byte_beyond_the_buffer_and_never_continued() {
    for framing in [
        "Content-Length: 600\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n258\r\n",
        "\r\n",
    ] {
        let head = format!("HTTP/1.1 200 OK\r\n{framing}");
        let long = format!("{head}{}{STARTED}", " ".repeat(600 - STARTED.len()));
        for calls in [calls, calls_async] {
            let connector = Connector::new([Script::new(&*long), Script::new(STARTED)]);
            let results = calls(&connector, 2);
            assert_eq!(results[0].unwrap_err().kind(), &Kind::ReplyTooLong { capacity: 512 });
            results[1].unwrap();
            let log = connector.log.borrow();
            assert_eq!((log.endpoints.len(), log.read[0].len()), (2, head.len() + 513));
        }
    }
}

#[test]
fn a_stream_that_is_closed_after_the_request_is_not_replaced() {
    let (step, error) = (Step::Await, StreamError::UnexpectedEof);
    for calls in [calls, calls_async] {
        let connector = Connector::new(["", STARTED].map(Script::new));
        let result = calls(&connector, 1).remove(0).unwrap_err();
        assert_eq!(
            (result.kind(), result.outcome()),
            (&Kind::Connection { step, error }, Outcome::Unknown)
        );
        assert_eq!(connector.log.borrow().endpoints.len(), 1);
    }
}
