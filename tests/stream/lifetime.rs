//! One stream for each call, dropped as soon as the response is whole or anything fails.

use super::*;

/// Reads a response byte by byte, and returns whether the stream is open after its head and after each read, and the result of
/// the last read.
fn open_streams(server: &Connector) -> (Vec<bool>, core::result::Result<usize, StreamError<Failure>>) {
    let [blocking, asynch] = Form::BOTH.map(|form| {
        let connector = server.restarted();
        let connection = &mut connect(&connector);
        begin(form, connection);
        form.flush(connection).unwrap();
        assert!(connector.has_open_stream());
        form.initiate_response(connection).unwrap();
        let mut open = vec![connector.has_open_stream()];
        let end = loop {
            let read = form.read(connection, &mut [0]);
            open.push(connector.has_open_stream());
            if read != Ok(1) {
                break read;
            }
        };
        (open, end)
    });
    assert_eq!(asynch, blocking);
    blocking
}

#[test]
fn every_call_opens_one_stream_and_leaves_none_open() {
    let connector = server(STARTED);
    assert!(calls(&connector, 3).iter().all(core::result::Result::is_ok));
    let requests = connector.records().into_iter().map(|record| record.request());
    assert!(requests.eq([(); 3].map(|()| documented_request())) && !connector.has_open_stream());
}

#[test]
fn a_stream_is_dropped_with_the_last_byte_of_its_response_or_its_early_end() {
    for piece in [1, usize::MAX, 7] {
        // The stream is dropped with the last byte of the body, the end of the chunks, the end of the stream, or an early end.
        let at_the_last_byte = vec![true, true, true, false, false];
        let at_the_end = vec![true, true, true, true, false];
        let with_length = server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{ }").staying_open(true);
        assert_eq!(open_streams(&with_length.piece(piece)), (at_the_last_byte, Ok(0)));
        let chunked = server(chunked("2\r\n{ \r\n1\r\n}\r\n0\r\nA: b\r\n\r\n")).staying_open(true);
        assert_eq!(open_streams(&chunked.piece(piece)), (at_the_end.clone(), Ok(0)));
        let until_the_end = server("HTTP/1.1 200 OK\r\n\r\n{ }");
        assert_eq!(open_streams(&until_the_end.piece(piece)), (at_the_end.clone(), Ok(0)));
        let short = server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{ }");
        let early_end = Err(StreamError::UnexpectedEof);
        assert_eq!(open_streams(&short.piece(piece)), (at_the_end, early_end));
    }
}

#[test]
fn a_stream_is_dropped_with_the_head_of_a_response_without_body() {
    for piece in [1, usize::MAX, 7] {
        for head in [
            "HTTP/1.1 204 No Content",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 40",
            "HTTP/1.1 101 Switching Protocols",
            "HTTP/1.1 503 Busy\r\nContent-Length: 0",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0",
        ] {
            let bodiless = server(reply(head)).piece(piece).staying_open(true);
            assert_eq!(open_streams(&bodiless), (vec![false, false], Ok(0)), "{head}");
        }
    }
}

#[test]
fn bytes_or_an_error_after_a_whole_reply_do_not_matter() {
    for whole in [STARTED, &one_chunk()] {
        // Nothing more is read.
        let quiet = server(whole).staying_open(true);
        start(&quiet).unwrap();
        let failing = quiet
            .restarted()
            .action_from(quiet.operations(), Action::Fail(Failure::UNPLUGGED));
        start(&failing).unwrap();
        for junk in ["x", "\r\n", "\0", "}", "0\r\n\r\n", "HTTP/1.1 500 No\r\n\r\n", STARTED] {
            started(format!("{whole}{junk}"));
        }
    }
}

#[test]
fn no_byte_after_a_reply_is_read_as_the_next_reply() {
    for piece in [usize::MAX, STARTED.len()] {
        let twice = server(STARTED.repeat(2)).piece(piece);
        let results = calls(&twice.then("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), 2);
        results[0].unwrap();
        assert_eq!(results[1].map_err(|error| error.status()), Err(Some(503)));
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
        let connector = server(format!("{head}{}{STARTED}", " ".repeat(600 - STARTED.len()))).then(STARTED);
        let results = calls(&connector, 2);
        assert_eq!(results[0].unwrap_err().kind(), &Kind::ReplyTooLong { capacity: 512 });
        results[1].unwrap();
        let records = connector.records();
        assert_eq!((records.len(), records[0].received.len()), (2, head.len() + 513));
    }
}
