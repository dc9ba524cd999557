//! The call, step by step, over a scripted connection.

mod scripted;

use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, REQUEST_CAPACITY, Started, Token,
    error::{Malformed, Step},
};
use scripted::{Call, Scripted, Thrown};

const ID: &str = "1821067171420946434";
const BODY: &[u8] = br#"{"notebookId":"1821067171420946434"}"#;
const STARTED: &[u8] = br#"{"code":"0","msg":"success","data":true}"#;
const FROZEN: &[u8] = br#"{"code":"10007","msg":"frozen","data":null}"#;

fn client<C>(connection: C) -> Client<'static, C> {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    Client::new(connection, base_url, Token::new("secret").unwrap())
}

fn start_in(connection: &mut Scripted, capacity: usize) -> Result<Started, Error<Thrown>> {
    client(connection).start(&NotebookId::new(ID).unwrap(), &mut vec![0; capacity])
}

fn start(connection: &mut Scripted) -> Result<Started, Error<Thrown>> {
    start_in(connection, 512)
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn a_call_is_one_request_in_the_documented_form() {
    let mut connection = Scripted::reply(STARTED);
    let started = start(&mut connection).unwrap();
    assert_eq!(started.status, 200);
    assert_eq!(started.message.unwrap().as_str(), "success");
    let headers = vec![
        header("token", "secret"),
        header("Content-Type", "application/json"),
        header("Content-Length", "36"),
    ];
    let url = "https://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start".to_owned();
    assert_eq!(
        connection.calls,
        [
            Call::Open { url, headers },
            Call::Write(BODY.to_vec()),
            Call::Flush,
            Call::Await,
            Call::Read,
            Call::Read
        ]
    );
}

#[test]
fn the_id_is_escaped_where_json_asks_for_it() {
    let mut connection = Scripted::reply(STARTED);
    client(&mut connection)
        .start(&NotebookId::new(r#"a"b\c"#).unwrap(), &mut [0; 64])
        .unwrap();
    assert_eq!(connection.written(), br#"{"notebookId":"a\"b\\c"}"#);
}

#[test]
fn the_longest_request_fits_the_documented_capacity_and_no_less() {
    let id = NotebookId::new(&"\"".repeat(NotebookId::CAPACITY)).unwrap();
    let mut connection = Scripted::reply(STARTED);
    client(&mut connection).start(&id, &mut [0; REQUEST_CAPACITY]).unwrap();
    assert_eq!(connection.written().len(), REQUEST_CAPACITY);
    let Call::Open { headers, .. } = &connection.calls[0] else {
        panic!("{:?}", connection.calls)
    };
    assert_eq!(headers[2], header("Content-Length", "145"));
    let error = client(&mut connection)
        .start(&id, &mut [0; REQUEST_CAPACITY - 1])
        .unwrap_err();
    assert_eq!(error, Error::RequestTooLong { capacity: 144 });
}

#[test]
fn the_content_length_is_right_for_every_length_of_id() {
    for length in (1..=NotebookId::CAPACITY).step_by(if cfg!(miri) { 21 } else { 1 }) {
        let mut connection = Scripted::reply(STARTED);
        client(&mut connection)
            .start(&NotebookId::new(&"7".repeat(length)).unwrap(), &mut [0; 128])
            .unwrap();
        let Call::Open { headers, .. } = &connection.calls[0] else {
            panic!("{:?}", connection.calls)
        };
        assert_eq!(
            headers[2],
            header("Content-Length", &connection.written().len().to_string())
        );
    }
}

#[test]
fn the_token_can_be_replaced_on_a_live_client() {
    let fresh = String::from("fresh");
    let mut connection = Scripted::reply(STARTED);
    let mut client = client(&mut connection);
    client.start(&NotebookId::new(ID).unwrap(), &mut [0; 64]).unwrap();
    client.set_token(Token::new(&fresh).unwrap());
    client.start(&NotebookId::new(ID).unwrap(), &mut [0; 64]).unwrap();
    let tokens: Vec<_> = connection
        .calls
        .iter()
        .filter_map(|call| match call {
            Call::Open { headers, .. } => Some(headers[0].1.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(tokens, ["secret", "fresh"]);
}

#[test]
fn the_connection_can_be_released() {
    let mut client = client(Scripted::reply(STARTED));
    client.start(&NotebookId::new(ID).unwrap(), &mut [0; 64]).unwrap();
    assert_eq!(client.release().written(), BODY);
}

#[test]
fn every_size_of_buffer_is_enough_or_says_so() {
    for (reply, outcome) in [(STARTED, Ok("success")), (FROZEN, Err(Code::USER_FROZEN))] {
        for announced in [true, false] {
            for capacity in (0..=64).step_by(if cfg!(miri) { 21 } else { 1 }) {
                let script = if announced {
                    Scripted::reply(reply)
                } else {
                    Scripted::unannounced(reply)
                };
                let mut connection = script.piece(7);
                let result = start_in(&mut connection, capacity);
                if capacity < BODY.len() {
                    assert_eq!(result, Err(Error::RequestTooLong { capacity }));
                    assert_eq!(connection.calls, [], "nothing is sent");
                } else if capacity < reply.len() {
                    assert_eq!(result, Err(Error::ReplyTooLong { status: 200, capacity }));
                } else {
                    let seen = match result {
                        Ok(started) => Ok(started.message.unwrap()),
                        Err(Error::Refused { code, .. }) => Err(code),
                        Err(other) => panic!("{other}"),
                    };
                    assert_eq!(
                        seen.as_ref().map(scnet_notebook::Message::as_str),
                        outcome.as_ref().copied()
                    );
                }
            }
        }
    }
}

#[test]
fn a_reply_that_is_announced_too_long_is_not_read_at_all() {
    let mut connection = Scripted::reply(vec![b' '; 1 << 20]);
    assert_eq!(
        start(&mut connection),
        Err(Error::ReplyTooLong {
            status: 200,
            capacity: 512
        })
    );
    assert!(!connection.calls.contains(&Call::Read));
}

#[test]
fn a_reply_that_is_not_announced_is_read_one_byte_beyond_the_buffer_at_most() {
    let mut connection = Scripted::unannounced(vec![b' '; 1 << 20]);
    assert_eq!(
        start(&mut connection),
        Err(Error::ReplyTooLong {
            status: 200,
            capacity: 512
        })
    );
    assert_eq!(connection.calls.iter().filter(|call| **call == Call::Read).count(), 2);
}

#[test]
fn every_size_of_piece_gives_the_same_call() {
    for piece in (1..=STARTED.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let mut connection = Scripted::reply(STARTED).piece(piece);
        assert_eq!(start(&mut connection).unwrap().message.unwrap().as_str(), "success");
        assert_eq!(connection.written(), BODY);
    }
}

#[test]
fn every_cut_of_an_announced_reply_is_truncated() {
    for received in (0..STARTED.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let mut connection = Scripted::reply(&STARTED[..received]).header("Content-Length", &STARTED.len().to_string());
        let error = start(&mut connection).unwrap_err();
        assert_eq!(
            error,
            Error::Truncated {
                status: 200,
                received,
                expected: STARTED.len()
            }
        );
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}

#[test]
fn every_cut_of_an_unannounced_reply_is_malformed() {
    for reply in [STARTED, FROZEN] {
        for received in (0..reply.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let error = start(&mut Scripted::unannounced(&reply[..received])).unwrap_err();
            assert!(matches!(error, Error::Malformed { .. }), "{received}: {error}");
            assert_eq!(error.outcome(), Outcome::Unknown);
        }
    }
}

#[test]
fn a_failure_at_any_call_is_told_with_its_step() {
    // Two pieces each way: open, write, write, flush, await, read, read, read (the end).
    let steps = [
        (Step::Open, Outcome::NotSent),
        (Step::Send, Outcome::NotSent),
        (Step::Send, Outcome::NotSent),
        (Step::Await, Outcome::Unknown),
        (Step::Await, Outcome::Unknown),
        (Step::Read { status: 200 }, Outcome::Unknown),
        (Step::Read { status: 200 }, Outcome::Unknown),
        (Step::Read { status: 200 }, Outcome::Unknown),
    ];
    for (call, (step, outcome)) in steps.into_iter().enumerate() {
        let mut connection = Scripted::reply(STARTED).piece(20).throws(call);
        let error = start(&mut connection).unwrap_err();
        assert_eq!(error, Error::Connection { step, error: Thrown });
        assert_eq!(error.outcome(), outcome, "call {call}");
        assert_eq!(connection.calls.len(), call + 1, "nothing is tried after a failure");
    }
    assert!(start(&mut Scripted::reply(STARTED).piece(20).throws(steps.len())).is_ok());
}

#[test]
fn a_request_is_handed_over_only_with_its_last_byte() {
    for throws in (1..=BODY.len()).step_by(if cfg!(miri) { 7 } else { 1 }) {
        let mut connection = Scripted::reply(STARTED).piece(1).throws(throws);
        assert_eq!(
            start(&mut connection).unwrap_err().outcome(),
            Outcome::NotSent,
            "write {throws}"
        );
    }
    let mut connection = Scripted::reply(STARTED).piece(1).throws(BODY.len() + 1);
    assert_eq!(start(&mut connection).unwrap_err().outcome(), Outcome::Unknown);
}

#[test]
fn a_connection_left_inside_a_request_is_refused() {
    let mut connection = Scripted::reply(STARTED).inside_a_request();
    let error = start(&mut connection).unwrap_err();
    assert_eq!((&error, error.outcome()), (&Error::RequestInProgress, Outcome::Unknown));
    assert_eq!(connection.calls, []);
}

#[test]
fn a_client_calls_again_after_any_answer() {
    for reply in [STARTED, FROZEN, b"", b"<html>"] {
        let mut connection = Scripted::reply(reply);
        let first = start(&mut connection);
        let second = start(&mut connection);
        assert_eq!(first, second);
        assert_eq!(connection.written(), [BODY, BODY].concat());
    }
}

#[test]
fn a_write_that_takes_nothing_is_an_error_and_not_a_hang() {
    let mut connection = Scripted::reply(STARTED);
    connection.write_claims = Some(0);
    let error = start(&mut connection).unwrap_err();
    assert_eq!(
        (&error, error.outcome()),
        (&Error::InvalidByteCount { step: Step::Send }, Outcome::NotSent)
    );
}

#[test]
fn a_write_that_claims_too_much_leaves_the_outcome_unknown() {
    let mut connection = Scripted::reply(STARTED);
    connection.write_claims = Some(BODY.len() + 1);
    let error = start(&mut connection).unwrap_err();
    assert_eq!(
        (&error, error.outcome()),
        (&Error::InvalidByteCount { step: Step::Await }, Outcome::Unknown)
    );
}

#[test]
fn a_read_that_claims_too_much_is_an_error() {
    for claim in [513, usize::MAX] {
        let mut connection = Scripted::unannounced(STARTED);
        connection.read_claims = Some(claim);
        let error = start(&mut connection).unwrap_err();
        assert_eq!(
            error,
            Error::InvalidByteCount {
                step: Step::Read { status: 200 }
            }
        );
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}

#[test]
fn a_length_that_is_no_number_or_not_the_length_is_malformed() {
    for length in ["", "-1", "+40", "40, 40", "0x28", "forty", " 40"] {
        let mut connection = Scripted::reply(STARTED).header("Content-Length", length);
        let error = start(&mut connection).unwrap_err();
        let wrong = Error::Malformed {
            status: 200,
            reason: Malformed::WrongLength,
            position: 0,
        };
        assert_eq!(error, wrong, "{length:?}");
    }
    let mut connection = Scripted::reply(STARTED).header("Content-Length", "39");
    let error = start(&mut connection).unwrap_err();
    assert_eq!(
        error,
        Error::Malformed {
            status: 200,
            reason: Malformed::WrongLength,
            position: 40
        }
    );
}

#[test]
fn a_length_beyond_all_numbers_is_too_long() {
    for length in [
        "513",
        "4294967295",
        "4294967296",
        "18446744073709551616",
        &"9".repeat(400),
    ] {
        let mut connection = Scripted::reply(STARTED).header("Content-Length", length);
        assert_eq!(
            start(&mut connection),
            Err(Error::ReplyTooLong {
                status: 200,
                capacity: 512
            }),
            "{length}"
        );
    }
}

#[test]
fn a_success_counts_under_every_2xx_and_nowhere_else() {
    for status in (0..=999).step_by(if cfg!(miri) { 111 } else { 1 }).chain([u16::MAX]) {
        let result = start(&mut Scripted::reply(STARTED).status(status));
        match status {
            200..=299 => assert_eq!(result.unwrap().status, status),
            _ => assert_eq!(
                result.unwrap_err(),
                Error::Status {
                    status,
                    retry_after: None
                }
            ),
        }
    }
}

#[test]
fn a_refusal_counts_under_every_status() {
    for status in [200, 204, 302, 400, 401, 408, 500, 503, 999] {
        let error = start(&mut Scripted::reply(FROZEN).status(status)).unwrap_err();
        assert!(matches!(error, Error::Refused { code: Code::USER_FROZEN, status: kept, .. } if kept == status));
        assert_eq!(error.outcome(), Outcome::Refused);
    }
}

#[test]
fn a_gateway_that_speaks_in_envelopes_does_not_know_what_the_service_did() {
    for status in [200, 400, 404, 429, 302, 408, 500, 502, 504] {
        let error =
            start(&mut Scripted::reply(r#"{"code":504,"message":"upstream timed out"}"#).status(status)).unwrap_err();
        assert!(
            matches!(error, Error::Refused { code, .. } if code.number() == 504),
            "{error}"
        );
        let settled = matches!(status, 200 | 400 | 404 | 429);
        assert_eq!(
            error.outcome(),
            if settled { Outcome::Refused } else { Outcome::Unknown },
            "{status}"
        );
    }
}

#[test]
fn a_status_without_a_refusal_is_the_error_whatever_the_body_is() {
    let not_started = br#"{"code":0,"data":false}"#;
    for body in [
        &b""[..],
        b"<html>404</html>",
        STARTED,
        not_started,
        &FROZEN[..20],
        &[b'x'; 4096],
    ] {
        for status in [301, 404, 500] {
            for script in [
                Scripted::reply(body),
                Scripted::unannounced(body),
                Scripted::reply(body).throws(4),
            ] {
                let error = start(&mut script.status(status)).unwrap_err();
                assert_eq!(
                    error,
                    Error::Status {
                        status,
                        retry_after: None
                    }
                );
            }
        }
    }
}

#[test]
fn only_a_4xx_other_than_408_answers_that_nothing_was_started() {
    for status in (0..200).chain(300..=999).step_by(if cfg!(miri) { 108 } else { 1 }) {
        let error = start(&mut Scripted::reply("").status(status)).unwrap_err();
        let answered = (400..500).contains(&status) && status != 408;
        assert_eq!(
            error.outcome(),
            if answered { Outcome::Refused } else { Outcome::Unknown },
            "{status}"
        );
    }
}

#[test]
fn retry_after_is_kept_where_it_is_a_number_of_seconds() {
    let cases = [
        ("30", Some(30)),
        ("0", Some(0)),
        ("4294967296", Some(u32::MAX)),
        ("99999999999999999999", Some(u32::MAX)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
    ];
    for (value, retry_after) in cases {
        let mut connection = Scripted::reply("").status(503).header("Retry-After", value);
        assert_eq!(
            start(&mut connection),
            Err(Error::Status {
                status: 503,
                retry_after
            }),
            "{value:?}"
        );
    }
}
