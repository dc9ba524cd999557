//! Streams that count their bytes wrong, and writes that fail after they sent them.

use super::*;

#[test]
fn a_stream_that_miscounts_is_an_error() {
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
                error.kind(),
                Kind::Connection {
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
fn a_write_with_too_large_a_count_counts_as_complete() {
    for claim in [129, 1000, usize::MAX] {
        let script = Script {
            write_claims: Some(claim),
            ..Script::new(STARTED)
        };
        start(&script).unwrap();
        // Without a reply the outcome is unknown.
        let silent = Script {
            write_claims: Some(claim),
            ..Script::new("")
        };
        assert_eq!(start(&silent).unwrap_err().outcome(), Outcome::Unknown);
    }
}

#[test]
fn a_write_with_too_large_a_count_loses_no_byte() {
    // Too long for the buffer that collects small writes.
    let (token, notebook) = ("t".repeat(100), "7".repeat(64));
    for claim in [100, 129, usize::MAX] {
        let connector = Connector::new([Script {
            write_claims: Some(claim),
            ..Script::new(STARTED)
        }]);
        let (base_url, token) = (BaseUrl::new(URL).unwrap(), Token::new(&token).unwrap());
        let mut buffer = [0; 512];
        let mut client = Client::new(connect(&connector), base_url, token, &mut buffer);
        let result = client.start(NotebookId::new(&notebook).unwrap());
        let written = connector.log.borrow().written(0);
        assert!(
            written.contains(&format!("\r\ntoken: {}\r\n", "t".repeat(100))),
            "{written}"
        );
        assert!(
            written.ends_with(&format!(r#"{{"notebookId":"{notebook}"}}"#)),
            "{written}"
        );
        result.unwrap();
    }
}

#[test]
fn a_write_that_sends_its_bytes_and_fails_hides_no_start() {
    for calls in [calls, calls_async] {
        let connector = Connector::new([Script::new(STARTED)]);
        calls(&connector, 1).remove(0).unwrap();
        for fails in 0..connector.log.borrow().operations {
            let failing = Script {
                sends_and_fails: true,
                ..Script::new(STARTED).failing(fails..fails + 1, Failure::UNPLUGGED)
            };
            let connector = Connector::new([failing]);
            let error = calls(&connector, 1).remove(0).unwrap_err();
            let whole = connector.log.borrow().written(0).ends_with(BODY);
            assert_eq!(error.outcome() == Outcome::NotSent, !whole, "operation {fails}");
        }
    }
}
