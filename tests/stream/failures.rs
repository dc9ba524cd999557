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
        let error = start(&Script::new(reply)).unwrap_err();
        assert!(
            matches!(
                error.kind(),
                Kind::Connection {
                    error: StreamError::Protocol(ProtocolError::TooLong),
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn every_cut_of_a_reply_is_an_error_and_unknown() {
    let chunks = chunked(&format!(
        "14\r\n{}\r\n14\r\n{}\r\n0\r\n\r\n",
        &ENVELOPE[..20],
        &ENVELOPE[20..]
    ));
    for whole in [STARTED, &chunks] {
        let head = whole.find("\r\n\r\n").unwrap() + 4;
        for cut in (0..whole.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let error = start(&Script::new(&whole.as_bytes()[..cut])).unwrap_err();
            assert_eq!(error.outcome(), Outcome::Unknown, "{cut}: {error}");
            assert_eq!(error.status(), (cut >= head).then_some(200));
            let (step, closed) = (
                if cut < head { Step::Await } else { Step::Read },
                StreamError::UnexpectedEof,
            );
            assert_eq!(error.kind(), &Kind::Connection { step, error: closed }, "{cut}");
        }
    }
}

#[test]
fn a_failure_of_any_operation_is_an_error_and_the_next_call_succeeds() {
    for calls in [calls, calls_async] {
        let connector = Connector::new([Script::new(STARTED)]);
        calls(&connector, 1).remove(0).unwrap();
        let (operations, writes) = (
            connector.log.borrow().operations,
            connector.log.borrow().writes[0].len(),
        );
        for fails in 0..operations {
            let failing = Script::new(STARTED).failing(fails..fails + 1, Failure::UNPLUGGED);
            let connector = Connector::new([failing, Script::new(STARTED)]);
            let results = calls(&connector, 2);
            let error = results[0].unwrap_err();
            let unplugged = StreamError::Stream(Failure::UNPLUGGED);
            assert!(
                matches!(error.kind(), Kind::Connection { error, .. } if *error == unplugged),
                "{error}"
            );
            // The last write has the last byte of the body, and only the stream knows whether it was sent.
            let outcome = if fails < writes - 1 {
                Outcome::NotSent
            } else {
                Outcome::Unknown
            };
            assert_eq!(error.outcome(), outcome, "operation {fails} of {operations}");
            results[1].unwrap();
            assert_eq!(connector.log.borrow().endpoints.len(), 2);
        }
    }
}

#[test]
fn an_interrupted_operation_is_repeated() {
    for calls in [calls, calls_async] {
        for piece in if cfg!(miri) { &[0][..] } else { &[0, 7] } {
            for reply in [STARTED.to_owned(), chunked(&format!("28\r\n{ENVELOPE}\r\n0\r\n\r\n"))] {
                let script = Script {
                    piece: *piece,
                    ..Script::new(reply)
                };
                let connector = Connector::new([script.clone()]);
                let result = calls(&connector, 1).remove(0);
                let usual = connector.log.borrow();
                result.unwrap();
                for operation in 0..usual.operations {
                    for times in [1, 2, 9] {
                        let failing = script
                            .clone()
                            .failing(operation..operation + times, Failure(ErrorKind::Interrupted));
                        let connector = Connector::new([failing]);
                        assert_eq!(calls(&connector, 1), [result]);
                        let log = connector.log.borrow();
                        assert_eq!((&log.writes, &log.read), (&usual.writes, &usual.read));
                        assert_eq!((log.flushes, log.endpoints.len()), (1, 1));
                        assert_eq!(log.operations, usual.operations + times);
                    }
                }
                assert_eq!(usual.written(0), documented_request());
            }
        }
    }
}

#[test]
fn an_operation_that_fails_otherwise_is_not_repeated() {
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
    for calls in [calls, calls_async] {
        let connector = Connector::new([Script::new(STARTED)]);
        calls(&connector, 1).remove(0).unwrap();
        for operation in 0..connector.log.borrow().operations {
            for kind in kinds.into_iter().step_by(if cfg!(miri) { 8 } else { 1 }) {
                let failing = Script::new(STARTED).failing(operation..operation + 1, Failure(kind));
                let connector = Connector::new([failing]);
                let error = calls(&connector, 1).remove(0).unwrap_err();
                let failure = StreamError::Stream(Failure(kind));
                assert!(
                    matches!(error.kind(), Kind::Connection { error, .. } if *error == failure),
                    "{error}"
                );
                assert_eq!(connector.log.borrow().operations, operation + 1, "{kind:?}");
            }
        }
    }
}

#[test]
fn a_stream_that_cannot_be_opened_is_not_sent() {
    let (step, error) = (Step::Open, StreamError::Stream(Failure::UNPLUGGED));
    for calls in [calls, calls_async] {
        for result in calls(&Connector::new([]), 2) {
            let result = result.unwrap_err();
            assert_eq!(result.outcome(), Outcome::NotSent);
            assert_eq!(result.kind(), &Kind::Connection { step, error });
        }
    }
}

#[test]
fn every_error_reads_as_a_sentence() {
    let protocol = StreamError::Protocol;
    let texts = [
        (StreamError::Stream(Failure::UNPLUGGED), "cable was pulled"),
        (StreamError::UnexpectedEof, "server closed the stream early"),
        (
            protocol(ProtocolError::StatusLine),
            "response is not HTTP/1.1: malformed status line",
        ),
        (
            protocol(ProtocolError::Header),
            "response is not HTTP/1.1: malformed header",
        ),
        (
            protocol(ProtocolError::Length),
            "response is not HTTP/1.1: malformed length of the body",
        ),
        (
            protocol(ProtocolError::Chunk),
            "response is not HTTP/1.1: malformed chunk",
        ),
        (
            protocol(ProtocolError::TooLong),
            "response is not HTTP/1.1: too many headers or interim responses",
        ),
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
}

#[test]
fn the_source_is_the_cause_of_the_streams_error() {
    use core::error::Error;

    let error = StreamError::Stream(Failure::UNPLUGGED);
    assert!(error.source().unwrap().is::<core::fmt::Error>());
    assert!(StreamError::<Failure>::UnexpectedEof.source().is_none());
}
