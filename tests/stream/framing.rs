//! Responses in every valid framing, and the limits of their lines.

use super::*;

#[test]
fn a_reply_may_have_any_framing_of_http() {
    started(STARTED);
    started(reply("HTTP/1.1 200 OK"));
    started(reply("HTTP/1.0 200 OK"));
    started(reply("HTTP/1.0 200 OK\r\nContent-Length: 40"));
    started(reply("HTTP/1.1 200\r\nContent-Length: 40"));
    started(reply("HTTP/1.1 200 \r\nContent-Length: 40"));
    started(reply("HTTP/1.1 200 \u{e4}\u{f6} OK OK\r\nContent-Length: 40"));
    started(reply("HTTP/1.1 201 Created\r\ncontent-length:40"));
    started(reply("HTTP/1.1 200 OK\r\nCONTENT-LENGTH: \t 40 \t "));
    started(reply("HTTP/1.1 200 OK\r\nContent-Length: 0000000040"));
    started(reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity"));
    started(reply(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 40",
    ));
    started(reply(
        "HTTP/1.1 200 OK\r\nContent-Length: 40\r\nTransfer-Encoding: identity",
    ));
    started(STARTED.replace("\r\n", "\n"));
    started(format!("\r\n\r\n{STARTED}"));
}

#[test]
fn headers_that_do_not_matter_may_be_long_and_many() {
    let long = if cfg!(miri) { 300 } else { 100_000 };
    started(with_length(&format!("X: {}\r\n", "y".repeat(long))));
    started(with_length(&format!("{}: y\r\n", "x".repeat(long))));
    started(with_length(&"X-Header: value\r\n".repeat(long / 200)));
    started(with_length(
        "X:\r\nEmpty: \r\nLatin: \u{e9}\u{ff}\r\nContent-Length-Not: 7\r\n",
    ));
    started(
        [
            b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\nContent-Length: 40\r\n\r\n",
            ENVELOPE.as_bytes(),
        ]
        .concat(),
    );
}

#[test]
fn the_end_of_a_long_line_is_ignored() {
    // The end of a long line is not taken for the end of the part that is kept.
    for end in ["\r\n", "\n", " \n", "\t\n", "\u{e9}\n", ":\n", "\0\n"] {
        started(with_length(&format!("{}: {}{end}", "x".repeat(50), "y".repeat(50))));
    }
    for zeros in (40..60).step_by(if cfg!(miri) { 5 } else { 1 }) {
        for end in ["\r\n", "\n", ";\n", " \n", ";a=b\n"] {
            let size = format!("{}28{end}", "0".repeat(zeros));
            let reply = chunked(&format!("{size}{ENVELOPE}\r\n0\r\n\r\n"));
            let result = start(&Script::new(&*reply));
            let is_invalid = matches!(
                result.as_ref().map_err(Error::kind),
                Err(Kind::Connection {
                    error: StreamError::Protocol(ProtocolError::Chunk),
                    ..
                })
            );
            assert!(result.is_ok() || is_invalid, "{size}: {result:?}");
        }
    }
}

#[test]
fn a_significant_line_has_at_most_48_bytes() {
    // The carriage return counts.
    let padded = |length: usize| format!("Content-Length: {:>1$}\r\n\r\n{ENVELOPE}", 40, length - 17);
    for length in [47, 48] {
        started(format!("HTTP/1.1 200 OK\r\n{}", padded(length)));
    }
    for length in [49, 50, 100] {
        invalid(format!("HTTP/1.1 200 OK\r\n{}", padded(length)), ProtocolError::Length);
    }
}

#[test]
#[cfg_attr(miri, ignore = "a mebibyte takes too long")]
fn the_lines_of_a_reply_have_at_most_one_mebibyte() {
    // They may exceed the limit by the bytes of one read.
    let head = |length: usize| format!("HTTP/1.1 200 OK\r\nX: {}\r\n", "y".repeat(length - 22));
    let script = |length| Script::new(head(length) + &with_length("")[17..]);
    assert!(start(&script((1 << 20) - 100)).is_ok());
    let error = start(&script((1 << 20) + 200)).unwrap_err();
    assert!(
        error.to_string().ends_with(&ProtocolError::TooLong.to_string()),
        "{error}"
    );
}

#[test]
fn a_body_may_be_split_into_any_chunks() {
    started(chunked(&format!("28\r\n{ENVELOPE}\r\n0\r\n\r\n")));
    for size in (1..ENVELOPE.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let chunks: String = ENVELOPE
            .as_bytes()
            .chunks(size)
            .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), str::from_utf8(chunk).unwrap()))
            .collect();
        started(chunked(&format!("{chunks}0\r\n\r\n")));
    }
    for size in [
        "28;a=b",
        "28;a=\"b;c\"",
        "0000000000000000028",
        "28 ",
        "28\t;x",
        &format!("28;{}", "x".repeat(if cfg!(miri) { 99 } else { 9999 })),
    ] {
        started(chunked(&format!(
            "{size}\r\n{ENVELOPE}\r\n0;last\r\nTrailer: x\r\nAnother: y\r\n\r\n"
        )));
    }
    started(chunked(&format!("28\n{ENVELOPE}\n0\n\n")));
}

#[test]
fn at_most_eight_interim_responses_are_skipped() {
    started(format!("HTTP/1.1 100 Continue\r\n\r\n{STARTED}"));
    started(format!(
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 7\r\n\r\n{STARTED}"
    ));
    started(format!("{}{STARTED}", "HTTP/1.1 100 Continue\r\n\r\n".repeat(8)));
    invalid(
        format!("{}{STARTED}", "HTTP/1.1 100 Continue\r\n\r\n".repeat(9)),
        ProtocolError::TooLong,
    );
}

#[test]
fn a_switch_of_protocols_ends_the_response() {
    let error = start(&Script::new(format!(
        "HTTP/1.1 101 Switching Protocols\r\n\r\n{STARTED}"
    )))
    .unwrap_err();
    assert_eq!((error.kind(), error.status()), (&Kind::Status, Some(101)));
}

#[test]
fn a_body_that_the_status_forbids_is_not_read() {
    let (reason, position) = (Malformed::NotAnObject, 0);
    let error = start(&Script::new(reply("HTTP/1.1 204 No Content"))).unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (&Kind::Malformed { reason, position }, Some(204))
    );
    let error = start(&Script::new(reply("HTTP/1.1 304 Not Modified"))).unwrap_err();
    assert_eq!((error.kind(), error.status()), (&Kind::Status, Some(304)));
}

#[test]
fn the_error_has_the_seconds_of_retry_after() {
    for (value, retry_after) in [
        ("30", Some(30)),
        ("99999999999", Some(u32::MAX)),
        ("99999999999999999999999", Some(u32::MAX)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
    ] {
        let head = format!("HTTP/1.1 503 Busy\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n");
        let error = start(&Script::new(head)).unwrap_err();
        assert_eq!((error.kind(), error.status()), (&Kind::Status, Some(503)));
        assert_eq!(error.retry_after(), retry_after, "{value}");
    }
}
