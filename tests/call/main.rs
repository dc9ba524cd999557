//! The steps of a call over a scripted connection.

mod failures;
mod request;

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
                // The documented success has 40 bytes.
                let is_too_small = usize::from(capacity) < BODY.len().max(40);
                let expected = if is_too_small {
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
                assert_eq!(connection.calls.is_empty(), is_too_small, "{capacity}");
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
