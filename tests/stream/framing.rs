//! Responses in every valid framing, and the limits of their lines.

use super::*;

#[test]
fn a_reply_may_have_any_framing_of_http() {
    started(STARTED);
    for head in [
        "HTTP/1.1 200 OK",
        "HTTP/1.0 200 OK",
        "HTTP/1.0 200 OK\r\nContent-Length: 40",
        "HTTP/1.1 200\r\nContent-Length: 40",
        "HTTP/1.1 200 \r\nContent-Length: 40",
        "HTTP/1.1 200 \u{e4}\u{f6} OK OK\r\nContent-Length: 40",
        "HTTP/1.1 201 Created\r\ncontent-length:40",
        "HTTP/1.1 200 OK\r\nCONTENT-LENGTH: \t 40 \t ",
        "HTTP/1.1 200 OK\r\nContent-Length: 0000000040",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 40",
        "HTTP/1.1 200 OK\r\nContent-Length: 40\r\nTransfer-Encoding: identity",
    ] {
        started(reply(head));
    }
    started(STARTED.replace("\r\n", "\n"));
    started(format!("\r\n\r\n{STARTED}"));
}

#[test]
fn headers_that_do_not_matter_may_be_long_and_many() {
    let long = if cfg!(miri) { 300 } else { 100_000 };
    started(with_length(&format!("X: {}\r\n", "y".repeat(long))));
    started(with_length(&format!("{}: y\r\n", "x".repeat(long))));
    started(with_length(&"X-Header: value\r\n".repeat(long / 200)));
    let unusual = "X:\r\nEmpty: \r\nLatin: \u{e9}\u{ff}\r\nContent-Length-Not: 7\r\n";
    started(with_length(unusual));
    let head = b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\nContent-Length: 40\r\n\r\n";
    started([head, SUCCESS.as_bytes()].concat());
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
            let reply = chunked(&format!("{size}{SUCCESS}\r\n0\r\n\r\n"));
            let server = server(&*reply);
            if start(&server.restarted()).is_err() {
                assert_eq!(fails(&server).0, StreamError::Protocol(ProtocolError::Chunk), "{size}");
            }
        }
    }
}

#[test]
fn a_significant_line_has_at_most_48_bytes() {
    // The carriage return counts.
    let padded = |length: usize| format!("Content-Length: {:>1$}\r\n\r\n{SUCCESS}", 40, length - 17);
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
    let server = |length| server(head(length) + &with_length("")[17..]);
    assert!(start(&server((1 << 20) - 100)).is_ok());
    let (error, _) = fails(&server((1 << 20) + 200));
    assert_eq!(error, StreamError::Protocol(ProtocolError::TooLong));
}

#[test]
fn a_body_may_be_split_into_any_chunks() {
    started(one_chunk());
    for size in (1..SUCCESS.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let chunks: String = SUCCESS
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
        let trailer = "Trailer: x\r\nAnother: y\r\n";
        started(chunked(&format!("{size}\r\n{SUCCESS}\r\n0;last\r\n{trailer}\r\n")));
    }
    started(chunked(&format!("28\n{SUCCESS}\n0\n\n")));
}

#[test]
fn at_most_eight_interim_responses_are_skipped() {
    let interim = "HTTP/1.1 100 Continue\r\n\r\n";
    started(format!("{interim}{STARTED}"));
    let hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 7\r\n\r\n";
    started(format!("{hints}{STARTED}"));
    started(interim.repeat(8) + STARTED);
    invalid(interim.repeat(9) + STARTED, ProtocolError::TooLong);
}

#[test]
fn a_switch_of_protocols_ends_the_response() {
    let switch = format!("HTTP/1.1 101 Switching Protocols\r\n\r\n{STARTED}");
    let error = start(&server(switch)).unwrap_err();
    assert_eq!((error.kind(), error.status()), (&Kind::Status, Some(101)));
}

#[test]
fn a_body_that_the_status_forbids_is_not_read() {
    let (reason, position) = (Malformed::NotAnObject, 0);
    for (head, status, kind) in [
        ("HTTP/1.1 204 No Content", 204, Kind::Malformed { reason, position }),
        ("HTTP/1.1 304 Not Modified", 304, Kind::Status),
    ] {
        let error = start(&server(reply(head))).unwrap_err();
        assert_eq!((error.kind(), error.status()), (&kind, Some(status)));
    }
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
        let error = start(&server(head)).unwrap_err();
        assert_eq!((error.kind(), error.status()), (&Kind::Status, Some(503)));
        assert_eq!(error.retry_after(), retry_after, "{value}");
    }
}
