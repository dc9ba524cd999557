//! The outcome, the message and the seconds to wait after a call.

use super::*;

#[test]
fn the_client_keeps_the_outcome_of_the_error_that_it_returned_and_none_after_a_start() {
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(STARTED), &mut buffer);
    assert_eq!(client.outcome(), None);
    for (failing, outcome) in failures() {
        *client.connection() = failing;
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.outcome(), client.outcome()), (outcome, Some(outcome)), "{error}");
        *client.connection() = ScriptedConnection::reply(STARTED);
        client.start(notebook()).unwrap();
        assert_eq!(client.outcome(), None);
    }
    let mut buffer = [0; 35];
    let mut client = self::client(ScriptedConnection::reply(STARTED), &mut buffer);
    let error = client.start(notebook()).unwrap_err();
    assert_eq!(error.kind(), &Kind::RequestTooLong { capacity: 35 });
    assert_eq!((error.outcome(), client.outcome()), (NotSent, Some(NotSent)));
}

#[test]
fn the_client_keeps_the_message_of_the_last_whole_reply_until_the_next_call() {
    let message = |client: &Client<'_, ScriptedConnection>| client.message().map(|message| message.to_string());
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(""), &mut buffer);
    assert_eq!(message(&client), None);
    for (failing, _) in failures() {
        for (reply, words) in [
            (ScriptedConnection::reply(STARTED), "success"),
            (ScriptedConnection::reply(FROZEN), "frozen"),
            (ScriptedConnection::reply(BUSY), "busy"),
            (ScriptedConnection::reply(FROZEN).status(504), "frozen"),
            (ScriptedConnection::reply(STARTED).status(504), "success"),
        ] {
            *client.connection() = reply;
            let _ = client.start(notebook());
            assert_eq!(message(&client).as_deref(), Some(words));
        }
        let is_whole = [FROZEN, BUSY, STARTED]
            .map(str::as_bytes)
            .contains(&failing.body.as_slice());
        let words = match failing.body.as_slice() {
            body if body == FROZEN.as_bytes() => Some("frozen"),
            body if body == BUSY.as_bytes() => Some("busy"),
            _ if is_whole && failing.status == 403 => Some("success"),
            _ => None,
        };
        *client.connection() = failing;
        client.start(notebook()).unwrap_err();
        assert_eq!(message(&client).as_deref(), words);
    }
}

#[test]
fn every_error_after_a_response_has_its_seconds_to_wait() {
    let overcounting = ScriptedConnection::reply(STARTED).action(4, Action::Overcount);
    let (step, error) = (Step::Read, Failure::UNPLUGGED);
    let malformed = |reason, position| Kind::Malformed { reason, position };
    let truncated = Kind::Truncated { missing: 1 };
    let cases = [
        (ScriptedConnection::reply(FROZEN), Kind::Code(Code::USER_FROZEN)),
        (ScriptedConnection::reply("").status(503), Kind::Status),
        (ScriptedConnection::reply(STARTED).content_length("41"), truncated),
        (
            ScriptedConnection::reply("x".repeat(129)),
            Kind::ReplyTooLong { capacity: 128 },
        ),
        (
            ScriptedConnection::unannounced("x".repeat(129)),
            Kind::ReplyTooLong { capacity: 128 },
        ),
        (
            ScriptedConnection::reply("<html>"),
            malformed(Malformed::NotAnObject, 0),
        ),
        (
            ScriptedConnection::reply(STARTED).content_length("x"),
            malformed(Malformed::WrongLength, 0),
        ),
        (
            ScriptedConnection::reply(STARTED).status(403),
            malformed(Malformed::StatusMismatch, 40),
        ),
        (ScriptedConnection::reply(BUSY), Kind::NotStarted),
        (
            ScriptedConnection::reply(STARTED).fails_at(4),
            Kind::Connection { step, error },
        ),
        (overcounting, Kind::InvalidByteCount { step }),
    ];
    for (script, kind) in cases {
        let error = start(script.retry_after("30")).unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (&kind, Some(30)));
    }
    // The next call has not those of the previous response.
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(FROZEN).retry_after("30"), &mut buffer);
    assert_eq!(client.start(notebook()).unwrap_err().retry_after(), Some(30));
    for call in 0..4 {
        *client.connection() = ScriptedConnection::reply(FROZEN).retry_after("30").fails_at(call);
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.status(), error.retry_after()), (None, None));
    }
}
