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
