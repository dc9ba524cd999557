//! The steps of a call over a scripted connection.

mod failures;
mod request;

use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, Started, Token,
    error::{Kind, Malformed, Step},
};
use support::{
    Action, Call, Failure, ScriptedConnection,
    documented::{BODY, SUCCESS, TOKEN, URL, client, message, notebook},
};

const FROZEN: &str = r#"{"code":"10007","msg":"frozen","data":null}"#;

fn start(connection: &mut ScriptedConnection) -> Result<Started, Error<Failure>> {
    client(connection, &mut [0; 512]).start(notebook())
}

#[track_caller]
fn fails(connection: &mut ScriptedConnection, kind: Kind<Failure>, status: Option<u16>, outcome: Outcome) {
    let error = start(connection).unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.outcome()),
        (&kind, status, outcome)
    );
}

/// Returns a reply with a length and one without.
fn replies(body: &str) -> [ScriptedConnection; 2] {
    [ScriptedConnection::reply(body), ScriptedConnection::unannounced(body)]
}

#[test]
fn the_connection_can_be_released() {
    let mut buffer = [0; 64];
    let mut client = client(ScriptedConnection::reply(SUCCESS), &mut buffer);
    client.start(notebook()).unwrap();
    assert_eq!(client.release().request_body(), BODY);
}

#[test]
fn a_reply_that_is_too_long_is_read_at_most_one_byte_beyond_the_buffer() {
    for mut connection in replies(&" ".repeat(1 << 20)) {
        let kind = Kind::ReplyTooLong { capacity: 512 };
        fails(&mut connection, kind, Some(200), Outcome::Unknown);
        assert_eq!(connection.calls.iter().filter(|call| **call == Call::Read).count(), 2);
    }
}

#[test]
fn every_size_of_piece_makes_the_same_call() {
    for piece in (1..=SUCCESS.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let mut connection = ScriptedConnection::reply(SUCCESS).piece(piece);
        let mut buffer = [0; 64];
        let mut client = client(&mut connection, &mut buffer);
        client.start(notebook()).unwrap();
        assert_eq!(message(&client).as_deref(), Some("success"), "{piece}");
        assert_eq!(connection.request_body(), BODY);
    }
}

#[test]
fn every_cut_of_an_unannounced_reply_is_malformed() {
    for reply in [SUCCESS, FROZEN] {
        for received in (0..reply.len()).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let error = start(&mut ScriptedConnection::unannounced(&reply[..received])).unwrap_err();
            assert!(matches!(error.kind(), Kind::Malformed { .. }), "{received}: {error}");
            assert_eq!(error.outcome(), Outcome::Unknown);
        }
    }
}

#[test]
fn a_client_calls_again_after_any_reply() {
    for reply in [SUCCESS, FROZEN, "", "<html>"] {
        let mut connection = ScriptedConnection::reply(reply);
        let first = start(&mut connection);
        let second = start(&mut connection);
        assert_eq!(first, second);
        assert_eq!((connection.requests(), connection.request_body().as_str()), (2, BODY));
    }
}

#[test]
fn a_length_that_is_not_a_number_or_not_the_length_is_malformed() {
    for (length, position) in [
        ("", 0),
        ("-1", 0),
        ("+40", 0),
        ("40, 40", 0),
        ("0x28", 0),
        ("forty", 0),
        (" 40", 0),
        ("39", 40),
    ] {
        let mut connection = ScriptedConnection::reply(SUCCESS).content_length(length);
        let reason = Malformed::WrongLength;
        let kind = Kind::Malformed { reason, position };
        fails(&mut connection, kind, Some(200), Outcome::Unknown);
    }
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
        let mut connection = ScriptedConnection::reply(SUCCESS).content_length(length);
        let kind = Kind::Truncated { missing };
        fails(&mut connection, kind, Some(200), Outcome::Unknown);
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
        let connection = ScriptedConnection::reply("").status(503).retry_after(value);
        let error = start(&mut { connection }).unwrap_err();
        assert_eq!(error.retry_after(), retry_after, "{value:?}");
    }
}
