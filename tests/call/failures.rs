//! Failures and wrong counts of the connection.

use super::*;

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
    let failing = |call| ScriptedConnection::reply(SUCCESS).piece(20).fails_at(call);
    let error = Failure::UNPLUGGED;
    for (call, (step, status, outcome)) in steps.into_iter().enumerate() {
        let mut connection = failing(call);
        fails(&mut connection, Kind::Connection { step, error }, status, outcome);
        assert_eq!(connection.calls.len(), call + 1, "no method is called after a failure");
    }
    assert!(start(&mut failing(steps.len())).is_ok());
}

#[test]
fn a_request_is_sent_only_with_its_last_byte() {
    for call in (1..=BODY.len() + 1).step_by(if cfg!(miri) { 4 } else { 1 }) {
        let outcome = if call <= BODY.len() {
            Outcome::NotSent
        } else {
            Outcome::Unknown
        };
        let mut connection = ScriptedConnection::reply(SUCCESS).piece(1).fails_at(call);
        assert_eq!(start(&mut connection).unwrap_err().outcome(), outcome, "write {call}");
    }
}

#[test]
fn a_connection_left_inside_a_request_is_refused() {
    let mut connection = ScriptedConnection::reply(SUCCESS).inside_a_request();
    fails(&mut connection, Kind::RequestInProgress, None, Outcome::Unknown);
    assert_eq!(connection.calls, []);
}

#[test]
fn a_write_or_read_that_returns_an_impossible_count_is_an_error() {
    for (call, action, step, status, outcome) in [
        (1, Action::Zero, Step::Send, None, Outcome::NotSent),
        (1, Action::Overcount, Step::Await, None, Outcome::Unknown),
        (4, Action::ClaimRead(513), Step::Read, Some(200), Outcome::Unknown),
        (
            4,
            Action::ClaimRead(usize::MAX),
            Step::Read,
            Some(200),
            Outcome::Unknown,
        ),
    ] {
        let mut connection = ScriptedConnection::unannounced(SUCCESS).action(call, action);
        fails(&mut connection, Kind::InvalidByteCount { step }, status, outcome);
    }
}
