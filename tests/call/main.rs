//! The steps of a call over a scripted connection.

use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, Started, Token,
    error::{Kind, Malformed, Step},
};
use support::{Action, Call, Failure, ScriptedConnection};

const ID: &str = "1821067171420946434";
const BODY: &[u8] = br#"{"notebookId":"1821067171420946434"}"#;
const STARTED: &[u8] = br#"{"code":"0","msg":"success","data":true}"#;
const FROZEN: &[u8] = br#"{"code":"10007","msg":"frozen","data":null}"#;

fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    Client::new(connection, base_url, Token::new("secret").unwrap(), buffer)
}

fn notebook() -> NotebookId<'static> {
    NotebookId::new(ID).unwrap()
}

fn start_in(connection: &mut ScriptedConnection, capacity: usize) -> Result<Started, Error<Failure>> {
    client(connection, &mut vec![0; capacity]).start(notebook())
}

fn start(connection: &mut ScriptedConnection) -> Result<Started, Error<Failure>> {
    start_in(connection, 512)
}

#[track_caller]
fn fails(connection: &mut ScriptedConnection, kind: Kind<Failure>, status: Option<u16>, outcome: Outcome) {
    let error = start(connection).unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.outcome()),
        (&kind, status, outcome)
    );
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn a_call_is_one_request_in_the_documented_form() {
    let mut connection = ScriptedConnection::reply(STARTED);
    assert_eq!(start(&mut connection).unwrap().status, 200);
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
fn a_request_body_has_18_to_81_bytes_and_fits_a_buffer_of_its_length() {
    for (length, body) in [(1, 18), (NotebookId::MAX_LENGTH, 81)] {
        let id = "7".repeat(length);
        let id = NotebookId::new(&id).unwrap();
        let reply = br#"{"code":10007}"#;
        let mut connection = ScriptedConnection::reply(reply);
        let error = client(&mut connection, &mut vec![0; body]).start(id).unwrap_err();
        assert_eq!(error.kind(), &Kind::Code(Code::USER_FROZEN));
        assert_eq!(connection.request_body().len(), body);
        let mut connection = ScriptedConnection::reply(reply);
        let error = client(&mut connection, &mut vec![0; body - 1]).start(id).unwrap_err();
        let capacity = u32::try_from(body - 1).unwrap();
        assert_eq!(error.kind(), &Kind::RequestTooLong { capacity });
        assert_eq!(connection.calls, [], "nothing is sent");
    }
}

#[test]
fn the_content_length_is_right_for_every_length_of_id() {
    for length in (1..=NotebookId::MAX_LENGTH).step_by(if cfg!(miri) { 21 } else { 1 }) {
        let mut connection = ScriptedConnection::reply(STARTED);
        let id = "7".repeat(length);
        client(&mut connection, &mut [0; 128])
            .start(NotebookId::new(&id).unwrap())
            .unwrap();
        let Call::Open { headers, .. } = &connection.calls[0] else {
            panic!("{:?}", connection.calls)
        };
        assert_eq!(
            headers[2],
            header("Content-Length", &connection.request_body().len().to_string())
        );
    }
}

#[test]
fn the_longest_base_url_is_sent_whole() {
    let base_url = format!("https://scnet-demo.accloud.cn/{}", "p".repeat(98));
    assert_eq!(base_url.len(), 128);
    let mut connection = ScriptedConnection::reply(STARTED);
    let mut buffer = [0; 128];
    let token = Token::new("secret").unwrap();
    let mut client = Client::new(&mut connection, BaseUrl::new(&base_url).unwrap(), token, &mut buffer);
    for _ in 0..2 {
        client.start(notebook()).unwrap();
    }
    let expected = base_url + "/ac/openapi/v2/notebook/actions/start";
    let opened = |call: &&Call| matches!(call, Call::Open { url, .. } if *url == expected);
    assert_eq!(
        connection.calls.iter().filter(opened).count(),
        2,
        "{:?}",
        connection.calls
    );
}

#[test]
fn a_renewed_token_is_given_to_a_new_client_over_the_same_connection() {
    let (mut connection, mut buffer) = (ScriptedConnection::reply(STARTED), [0; 64]);
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    for token in ["secret", "fresh"] {
        let mut client = Client::new(&mut connection, base_url, Token::new(token).unwrap(), &mut buffer);
        client.start(notebook()).unwrap();
    }
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
    let mut buffer = [0; 64];
    let mut client = client(ScriptedConnection::reply(STARTED), &mut buffer);
    client.start(notebook()).unwrap();
    assert_eq!(client.release().request_body(), BODY);
}

#[test]
fn a_buffer_of_any_size_holds_the_reply_or_is_an_error() {
    for (reply, expected) in [(STARTED, Ok("success")), (FROZEN, Err(Kind::Code(Code::USER_FROZEN)))] {
        for announced in [true, false] {
            for capacity in (0..=64_u8).step_by(if cfg!(miri) { 21 } else { 1 }) {
                let script = if announced {
                    ScriptedConnection::reply(reply)
                } else {
                    ScriptedConnection::unannounced(reply)
                };
                let mut connection = script.piece(7);
                let mut buffer = vec![0; capacity.into()];
                let mut client = client(&mut connection, &mut buffer);
                let result = client.start(notebook());
                let message: Option<String> = client.message().map(|message| message.chars().collect());
                let result = result.map_err(|error| *error.kind());
                let expected = if usize::from(capacity) < BODY.len() {
                    Err(Kind::RequestTooLong {
                        capacity: capacity.into(),
                    })
                } else if usize::from(capacity) < reply.len() {
                    Err(Kind::ReplyTooLong {
                        capacity: capacity.into(),
                    })
                } else {
                    expected
                };
                assert_eq!(result.map(|_| message.as_deref().unwrap()), expected);
                assert_eq!(
                    connection.calls.is_empty(),
                    usize::from(capacity) < BODY.len(),
                    "{capacity}"
                );
            }
        }
    }
}

#[test]
fn a_reply_that_is_too_long_is_read_at_most_one_byte_beyond_the_buffer() {
    let body = vec![b' '; 1 << 20];
    for mut connection in [
        ScriptedConnection::reply(body.clone()),
        ScriptedConnection::unannounced(body),
    ] {
        let kind = Kind::ReplyTooLong { capacity: 512 };
        fails(&mut connection, kind, Some(200), Outcome::Unknown);
        assert_eq!(connection.calls.iter().filter(|call| **call == Call::Read).count(), 2);
    }
}

#[test]
fn every_size_of_piece_makes_the_same_call() {
    for piece in (1..=STARTED.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let mut connection = ScriptedConnection::reply(STARTED).piece(piece);
        let mut buffer = [0; 64];
        let mut client = client(&mut connection, &mut buffer);
        client.start(notebook()).unwrap();
        assert!(client.message().unwrap().chars().eq("success".chars()), "{piece}");
        assert_eq!(connection.request_body(), BODY);
    }
}

#[test]
fn every_cut_of_an_unannounced_reply_is_malformed() {
    for reply in [STARTED, FROZEN] {
        for received in (0..reply.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let error = start(&mut ScriptedConnection::unannounced(&reply[..received])).unwrap_err();
            assert!(matches!(error.kind(), Kind::Malformed { .. }), "{received}: {error}");
            assert_eq!(error.outcome(), Outcome::Unknown);
        }
    }
}

#[test]
fn a_failure_of_any_method_is_an_error_with_its_step() {
    // Two pieces each way: open, write, write, flush, await, read, read, read (the end).
    let steps = [
        (Step::Open, None, Outcome::NotSent),
        (Step::Send, None, Outcome::NotSent),
        (Step::Send, None, Outcome::NotSent),
        (Step::Await, None, Outcome::Unknown),
        (Step::Await, None, Outcome::Unknown),
        (Step::Read, Some(200), Outcome::Unknown),
        (Step::Read, Some(200), Outcome::Unknown),
        (Step::Read, Some(200), Outcome::Unknown),
    ];
    for (call, (step, status, outcome)) in steps.into_iter().enumerate() {
        let mut connection = ScriptedConnection::reply(STARTED).piece(20).fails_at(call);
        fails(
            &mut connection,
            Kind::Connection {
                step,
                error: Failure::UNPLUGGED,
            },
            status,
            outcome,
        );
        assert_eq!(connection.calls.len(), call + 1, "no method is called after a failure");
    }
    assert!(start(&mut ScriptedConnection::reply(STARTED).piece(20).fails_at(steps.len())).is_ok());
}

#[test]
fn a_request_is_sent_only_with_its_last_byte() {
    for call in (1..=BODY.len()).step_by(if cfg!(miri) { 7 } else { 1 }) {
        let mut connection = ScriptedConnection::reply(STARTED).piece(1).fails_at(call);
        assert_eq!(
            start(&mut connection).unwrap_err().outcome(),
            Outcome::NotSent,
            "write {call}"
        );
    }
    let mut connection = ScriptedConnection::reply(STARTED).piece(1).fails_at(BODY.len() + 1);
    assert_eq!(start(&mut connection).unwrap_err().outcome(), Outcome::Unknown);
}

#[test]
fn a_connection_left_inside_a_request_is_refused() {
    let mut connection = ScriptedConnection::reply(STARTED).inside_a_request();
    fails(&mut connection, Kind::RequestInProgress, None, Outcome::Unknown);
    assert_eq!(connection.calls, []);
}

#[test]
fn a_client_calls_again_after_any_reply() {
    for reply in [STARTED, FROZEN, b"", b"<html>"] {
        let mut connection = ScriptedConnection::reply(reply);
        let first = start(&mut connection);
        let second = start(&mut connection);
        assert_eq!(first, second);
        assert_eq!((connection.requests(), connection.request_body().as_slice()), (2, BODY));
    }
}

#[test]
fn a_write_that_returns_0_is_an_error() {
    let mut connection = ScriptedConnection::reply(STARTED).action(1, Action::Zero);
    let kind = Kind::InvalidByteCount { step: Step::Send };
    fails(&mut connection, kind, None, Outcome::NotSent);
}

#[test]
fn a_write_that_returns_too_large_a_count_means_unknown() {
    let mut connection = ScriptedConnection::reply(STARTED).action(1, Action::Overcount);
    let kind = Kind::InvalidByteCount { step: Step::Await };
    fails(&mut connection, kind, None, Outcome::Unknown);
}

#[test]
fn a_read_that_returns_too_large_a_count_is_an_error() {
    for claim in [513, usize::MAX] {
        let mut connection = ScriptedConnection::unannounced(STARTED).action(4, Action::Claim(claim));
        let kind = Kind::InvalidByteCount { step: Step::Read };
        fails(&mut connection, kind, Some(200), Outcome::Unknown);
    }
}

#[test]
fn a_length_that_is_not_a_number_or_not_the_length_is_malformed() {
    let wrong = |position| Kind::Malformed {
        reason: Malformed::WrongLength,
        position,
    };
    for length in ["", "-1", "+40", "40, 40", "0x28", "forty", " 40"] {
        let mut connection = ScriptedConnection::reply(STARTED).content_length(length);
        fails(&mut connection, wrong(0), Some(200), Outcome::Unknown);
    }
    let mut connection = ScriptedConnection::reply(STARTED).content_length("39");
    fails(&mut connection, wrong(40), Some(200), Outcome::Unknown);
}

#[test]
fn a_length_of_more_than_32_bits_counts_as_the_largest() {
    for (length, missing) in [
        ("513", 473),
        ("4294967295", 4_294_967_255),
        ("4294967296", 4_294_967_255),
        ("18446744073709551616", 4_294_967_255),
        (&"9".repeat(400), 4_294_967_255),
    ] {
        let mut connection = ScriptedConnection::reply(STARTED).content_length(length);
        fails(
            &mut connection,
            Kind::Truncated { missing },
            Some(200),
            Outcome::Unknown,
        );
    }
}

#[test]
fn retry_after_is_kept_if_it_is_a_number_of_seconds() {
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
        let mut connection = ScriptedConnection::reply("").status(503).retry_after(value);
        assert_eq!(
            start(&mut connection).unwrap_err().retry_after(),
            retry_after,
            "{value:?}"
        );
    }
}
