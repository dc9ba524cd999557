//! What fails, and that the next call works.

use super::*;

#[test]
#[cfg_attr(miri, ignore = "a mebibyte takes too long")]
fn a_head_or_a_frame_without_end_is_broken() {
    let endless = "x".repeat((1 << 20) + 1);
    for reply in [
        endless.clone(),
        format!("HTTP/1.1 200 OK\r\n{endless}"),
        format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(1 << 18)),
        "\r\n".repeat(1 << 19) + STARTED,
        chunked(&format!("28;{endless}")),
        chunked(&format!("0\r\n{}", "a: b\r\n".repeat(1 << 18))),
    ] {
        let error = start(&Script::new(reply)).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Connection {
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
            let closed = |step| Error::Connection {
                step,
                error: StreamError::UnexpectedEof,
            };
            if cut < head {
                assert_eq!(error, closed(Step::Await));
            } else if whole == STARTED {
                assert_eq!(
                    error,
                    Error::Truncated {
                        status: 200,
                        received: cut - head,
                        expected: 40
                    }
                );
            } else {
                assert_eq!(error, closed(Step::Read { status: 200 }), "{cut}");
            }
        }
    }
}

#[test]
fn a_failure_of_any_operation_is_told_and_the_next_call_works() {
    for calls in [calls, calls_async] {
        let dialler = Dialler::new([Script::new(STARTED)]);
        calls(&dialler, 1).remove(0).unwrap();
        let (operations, writes) = (dialler.log.borrow().operations, dialler.log.borrow().writes[0].len());
        for fails in 0..operations {
            let failing = Script {
                fails: Some(fails),
                ..Script::new(STARTED)
            };
            let dialler = Dialler::new([failing, Script::new(STARTED)]);
            let results = calls(&dialler, 2);
            let error = results[0].clone().unwrap_err();
            assert!(
                matches!(
                    error,
                    Error::Connection {
                        error: StreamError::Stream(Unplugged),
                        ..
                    }
                ),
                "{error}"
            );
            // With the last write goes the last byte of the body, and whether it went the stream alone knows.
            let outcome = if fails < writes - 1 {
                Outcome::NotSent
            } else {
                Outcome::Unknown
            };
            assert_eq!(error.outcome(), outcome, "operation {fails} of {operations}");
            results[1].as_ref().unwrap();
            assert_eq!(dialler.log.borrow().dialled.len(), 2);
        }
    }
}

#[test]
fn a_stream_that_cannot_be_opened_is_not_sent() {
    for calls in [calls, calls_async] {
        for error in calls(&Dialler::new([]), 2) {
            let error = error.unwrap_err();
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert_eq!(
                error,
                Error::Connection {
                    step: Step::Open,
                    error: StreamError::Stream(Unplugged)
                }
            );
        }
    }
}

#[test]
fn a_stream_that_miscounts_is_an_error_and_not_a_hang() {
    let scripts = [
        (
            Script {
                write_claims: Some(0),
                ..Script::new(STARTED)
            },
            Outcome::NotSent,
        ),
        (
            Script {
                read_claims: Some(129),
                ..Script::new(STARTED)
            },
            Outcome::Unknown,
        ),
        (
            Script {
                read_claims: Some(usize::MAX),
                ..Script::new(STARTED)
            },
            Outcome::Unknown,
        ),
    ];
    for (script, outcome) in scripts {
        let error = start(&script).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Connection {
                    error: StreamError::InvalidByteCount,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(error.outcome(), outcome);
    }
}

#[test]
fn a_stream_that_claims_to_have_written_too_much_has_written_all() {
    for claim in [129, 1000, usize::MAX] {
        let script = Script {
            write_claims: Some(claim),
            ..Script::new(STARTED)
        };
        start(&script).unwrap();
        // Without a reply it is not known what was started, whatever the stream says it wrote.
        let silent = Script {
            write_claims: Some(claim),
            ..Script::new("")
        };
        assert_eq!(start(&silent).unwrap_err().outcome(), Outcome::Unknown);
    }
}

#[test]
fn a_write_that_passes_on_its_bytes_and_fails_hides_no_start() {
    for calls in [calls, calls_async] {
        let dialler = Dialler::new([Script::new(STARTED)]);
        calls(&dialler, 1).remove(0).unwrap();
        for fails in 0..dialler.log.borrow().operations {
            let leaky = Script {
                fails: Some(fails),
                leaks: true,
                ..Script::new(STARTED)
            };
            let dialler = Dialler::new([leaky]);
            let error = calls(&dialler, 1).remove(0).unwrap_err();
            let whole = dialler.log.borrow().written(0).ends_with(BODY);
            assert_eq!(error.outcome() == Outcome::NotSent, !whole, "operation {fails}");
        }
    }
}

#[test]
fn every_error_reads_as_a_sentence() {
    let texts = [
        (StreamError::Stream(Unplugged), "cable was pulled"),
        (StreamError::UnexpectedEof, "server closed the stream early"),
        (
            StreamError::Protocol(ProtocolError::StatusLine),
            "reply is not HTTP/1.1: status line is not HTTP/1.1",
        ),
        (
            StreamError::Protocol(ProtocolError::Header),
            "reply is not HTTP/1.1: malformed header",
        ),
        (
            StreamError::Protocol(ProtocolError::Length),
            "reply is not HTTP/1.1: malformed length of the body",
        ),
        (
            StreamError::Protocol(ProtocolError::Chunk),
            "reply is not HTTP/1.1: malformed chunk",
        ),
        (
            StreamError::Protocol(ProtocolError::TooLong),
            "reply is not HTTP/1.1: too much beside the body",
        ),
        (StreamError::InvalidByteCount, "stream miscounted its bytes"),
        (StreamError::Unsupported, "request is not a POST of announced length"),
        (StreamError::InvalidState, "call out of order"),
    ];
    for (error, text) in texts {
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn the_source_is_what_caused_the_streams_error() {
    use core::error::Error;

    let error = StreamError::Stream(Unplugged);
    assert!(error.source().unwrap().is::<core::fmt::Error>());
    assert!(StreamError::<Unplugged>::UnexpectedEof.source().is_none());
}
