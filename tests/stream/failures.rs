//! Failures of the server and of the stream. The next call succeeds.

use embedded_svc::io::ErrorKind;

use super::*;

#[test]
#[cfg_attr(miri, ignore = "a mebibyte takes too long")]
fn an_endless_head_or_chunk_size_is_too_long() {
    let endless = "x".repeat((1 << 20) + 1);
    for reply in [
        endless.clone(),
        format!("HTTP/1.1 200 OK\r\n{endless}"),
        format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(1 << 18)),
        "\r\n".repeat((1 << 19) + 64) + STARTED,
        chunked(&format!("28;{endless}")),
        chunked(&format!("0\r\n{}", "a: b\r\n".repeat(1 << 18))),
    ] {
        let (error, _) = fails(&server(reply));
        assert_eq!(error, StreamError::Protocol(ProtocolError::TooLong));
    }
}

#[test]
fn every_cut_of_a_reply_is_an_error_and_unknown() {
    let chunks = chunked(&format!(
        "14\r\n{}\r\n14\r\n{}\r\n0\r\n\r\n",
        &SUCCESS[..20],
        &SUCCESS[20..]
    ));
    for whole in [STARTED, &chunks] {
        let head = whole.find("\r\n\r\n").unwrap() + 4;
        for cut in (0..whole.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let error = start(&server(&whole.as_bytes()[..cut])).unwrap_err();
            assert_eq!(error.outcome(), Outcome::Unknown, "{cut}: {error}");
            assert_eq!(error.status(), (cut >= head).then_some(200));
            let step = if cut < head { Step::Await } else { Step::Read };
            let error_kind = Kind::Connection {
                step,
                error: StreamError::UnexpectedEof,
            };
            assert_eq!(error.kind(), &error_kind, "{cut}");
        }
    }
}

#[test]
fn an_operation_that_fails_is_not_repeated_and_the_next_call_succeeds() {
    let kinds = [
        ErrorKind::Other,
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::ConnectionRefused,
        ErrorKind::ConnectionReset,
        ErrorKind::ConnectionAborted,
        ErrorKind::NotConnected,
        ErrorKind::AddrInUse,
        ErrorKind::AddrNotAvailable,
        ErrorKind::BrokenPipe,
        ErrorKind::AlreadyExists,
        ErrorKind::InvalidInput,
        ErrorKind::InvalidData,
        ErrorKind::TimedOut,
        ErrorKind::Unsupported,
        ErrorKind::OutOfMemory,
        ErrorKind::WriteZero,
    ];
    let usual = server(STARTED);
    start(&usual).unwrap();
    let writes = usual.records()[0].writes.len();
    for operation in 0..usual.operations() {
        for kind in kinds.into_iter().step_by(if cfg!(miri) { 8 } else { 1 }) {
            let failing = || server(STARTED).action(operation, Action::Fail(Failure(kind)));
            // The last write has the last byte of the body, and only the stream knows whether it was sent.
            let outcome = if operation < writes {
                Outcome::NotSent
            } else {
                Outcome::Unknown
            };
            let connector = failing();
            assert_eq!(fails(&connector), (StreamError::Stream(Failure(kind)), outcome));
            assert_eq!(connector.operations(), operation + 1, "{kind:?}");
            let connector = failing();
            calls(&connector, 2)[1].unwrap();
            assert_eq!(connector.records().len(), if operation == 0 { 1 } else { 2 });
        }
    }
}

#[test]
fn an_interrupted_operation_is_repeated() {
    for piece in if cfg!(miri) {
        &[usize::MAX][..]
    } else {
        &[usize::MAX, 7]
    } {
        for reply in [STARTED.to_owned(), one_chunk()] {
            let script = || server(&*reply).piece(*piece);
            let usual = script();
            let result = start(&usual);
            result.unwrap();
            let record = &usual.records()[0];
            assert_eq!((record.request(), record.flushes), (documented_request(), 1));
            for operation in 1..usual.operations() {
                for times in [1, 2, 9] {
                    let interrupt =
                        |connector: Connector, index| connector.action(index, Action::Fail(Failure::INTERRUPTED));
                    let connector = (operation..operation + times).fold(script(), interrupt);
                    assert_eq!(start(&connector), result);
                    let records = connector.records();
                    let seen = (
                        &records[0].writes,
                        &records[0].received,
                        records[0].flushes,
                        records.len(),
                    );
                    assert_eq!(seen, (&record.writes, &record.received, 1, 1));
                    assert_eq!(connector.operations(), usual.operations() + times);
                }
            }
        }
    }
}

#[test]
fn every_error_reads_as_a_sentence() {
    let texts = [
        (StreamError::Stream(Failure::UNPLUGGED), "cable was pulled"),
        (StreamError::UnexpectedEof, "server closed the stream early"),
        (
            StreamError::InvalidByteCount,
            "stream reported an impossible number of bytes",
        ),
        (
            StreamError::Unsupported,
            "request is not a POST to an http or https URL",
        ),
        (StreamError::InvalidState, "method called in the wrong state"),
    ];
    for (error, text) in texts {
        assert_eq!(error.to_string(), text);
    }
    let reasons = [
        (ProtocolError::StatusLine, "malformed status line"),
        (ProtocolError::Header, "malformed header"),
        (ProtocolError::Length, "malformed length of the body"),
        (ProtocolError::Chunk, "malformed chunk"),
        (ProtocolError::TooLong, "too many headers or interim responses"),
    ];
    for (reason, text) in reasons {
        let error = StreamError::<Failure>::Protocol(reason);
        assert_eq!(error.to_string(), format!("response is not HTTP/1.1: {text}"));
    }
}

#[test]
fn the_source_is_the_cause_of_the_streams_error() {
    use core::error::Error;

    let error = StreamError::Stream(Failure::UNPLUGGED);
    assert!(error.source().unwrap().is::<core::fmt::Error>());
    assert!(StreamError::<Failure>::UnexpectedEof.source().is_none());
}
