//! The outcome, the message and the seconds to wait after a call.

use super::*;

#[test]
fn the_client_keeps_the_outcome_of_the_error_that_it_returned_and_none_after_a_start() {
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(SUCCESS), &mut buffer);
    assert_eq!(client.outcome(), None);
    for (failing, outcome) in failures() {
        *client.connection() = failing;
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.outcome(), client.outcome()), (outcome, Some(outcome)), "{error}");
        *client.connection() = ScriptedConnection::reply(SUCCESS);
        client.start(notebook()).unwrap();
        assert_eq!(client.outcome(), None);
    }
    let mut buffer = [0; 35];
    let mut client = self::client(ScriptedConnection::reply(SUCCESS), &mut buffer);
    let error = client.start(notebook()).unwrap_err();
    assert_eq!(error.kind(), &Kind::RequestTooLong { capacity: 35 });
    assert_eq!((error.outcome(), client.outcome()), (NotSent, Some(NotSent)));
}

#[test]
fn the_client_keeps_the_message_of_the_last_whole_reply_until_the_next_call() {
    let reply = |body: &str| ScriptedConnection::reply(body);
    let mut buffer = [0; 128];
    let mut client = client(reply(""), &mut buffer);
    assert_eq!(message(&client), None);
    for (failing, _) in failures() {
        for (reply, words) in [
            (reply(SUCCESS), "success"),
            (reply(FROZEN), "frozen"),
            (reply(BUSY), "busy"),
            (reply(FROZEN).status(504), "frozen"),
            (reply(SUCCESS).status(504), "success"),
        ] {
            *client.connection() = reply;
            let _ = client.start(notebook());
            assert_eq!(message(&client).as_deref(), Some(words));
        }
        let words = match str::from_utf8(&failing.body).unwrap() {
            FROZEN => Some("frozen"),
            BUSY => Some("busy"),
            SUCCESS if failing.status == 403 => Some("success"),
            _ => None,
        };
        *client.connection() = failing;
        client.start(notebook()).unwrap_err();
        assert_eq!(message(&client).as_deref(), words);
    }
}

#[test]
fn every_error_after_a_response_has_its_seconds_to_wait() {
    let reply = |body: &str| ScriptedConnection::reply(body);
    let (step, error) = (Step::Read, Failure::UNPLUGGED);
    let malformed = |reason, position| Kind::Malformed { reason, position };
    let too_long = Kind::ReplyTooLong { capacity: 128 };
    let mismatch = malformed(Malformed::StatusMismatch, 40);
    let overcounting = reply(SUCCESS).action(4, Action::Overcount);
    let cases = [
        (reply(FROZEN), Kind::Code(Code::USER_FROZEN)),
        (reply("").status(503), Kind::Status),
        (reply(SUCCESS).content_length("41"), Kind::Truncated { missing: 1 }),
        (reply(&"x".repeat(129)), too_long),
        (ScriptedConnection::unannounced("x".repeat(129)), too_long),
        (reply("<html>"), malformed(Malformed::NotAnObject, 0)),
        (reply(SUCCESS).content_length("x"), malformed(Malformed::WrongLength, 0)),
        (reply(SUCCESS).status(403), mismatch),
        (reply(BUSY), Kind::NotStarted),
        (reply(SUCCESS).fails_at(4), Kind::Connection { step, error }),
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
