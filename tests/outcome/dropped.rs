//! An async call, completed and dropped, over a connection that is pending once at every step.

use scnet_notebook::{
    Outcome::{self, NotSent, Unknown},
    error::Kind,
};
use support::{ScriptedConnection, poll_times};

use crate::{FROZEN, STARTED, client, failures, notebook};

/// The outcome of a call that is dropped after each poll: opening, two writes, flushing, waiting, three reads.
const OUTCOMES: [Outcome; 8] = [NotSent, NotSent, NotSent, Unknown, Unknown, Unknown, Unknown, Unknown];

#[test]
fn an_async_call_has_the_result_of_a_blocking_one() {
    for (script, _) in failures() {
        let script = script.retry_after("30");
        let (mut buffer, mut other_buffer) = ([0; 128], [0; 128]);
        let mut blocking = client(script.clone(), &mut buffer);
        let mut pending = client(script, &mut other_buffer);
        let error = blocking.start(notebook()).unwrap_err();
        let result = poll_times(pending.start_async(notebook()), 9).unwrap();
        assert_eq!(result.unwrap_err(), error);
        assert_eq!(pending.outcome(), blocking.outcome());
        let message = blocking.message().map(|message| message.to_string());
        assert_eq!(pending.message().map(|message| message.to_string()), message);
        assert_eq!(pending.connection().calls, blocking.connection().calls);
    }
}

#[test]
fn a_future_dropped_at_any_await_leaves_its_outcome_and_the_next_call_succeeds() {
    for (polls, outcome) in (1..).zip(OUTCOMES) {
        let script = ScriptedConnection::reply(STARTED).piece(20);
        let mut buffer = [0; 64];
        let mut client = client(script.discarding_abandoned(), &mut buffer);
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        assert_eq!(client.outcome(), Some(outcome), "{polls}");
        assert_eq!(client.connection().calls.len(), polls - 1);
        poll_times(client.start_async(notebook()), 9).unwrap().unwrap();
        assert_eq!(client.outcome(), None);
        assert_eq!(client.message().unwrap().to_string(), "success");
        assert_eq!(client.connection().calls.len(), polls - 1 + 8);
    }
}

#[test]
fn a_future_dropped_at_any_await_leaves_no_message() {
    for polls in 1..=8 {
        let script = ScriptedConnection::reply(FROZEN).piece(22);
        let mut buffer = [0; 64];
        let mut client = client(script.discarding_abandoned(), &mut buffer);
        poll_times(client.start_async(notebook()), 9).unwrap().unwrap_err();
        assert_eq!(client.message().unwrap().to_string(), "frozen");
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        assert!(client.message().is_none(), "{polls}");
    }
}

#[test]
fn a_future_that_is_never_polled_makes_no_call() {
    let script = ScriptedConnection::reply(STARTED);
    let mut buffer = [0; 64];
    let mut client = client(script, &mut buffer);
    drop(client.start_async(notebook()));
    assert_eq!(client.outcome(), None);
    assert_eq!(client.connection().calls, []);
}

#[test]
fn a_connection_that_a_dropped_future_left_inside_a_request_is_refused() {
    for polls in 1..=8 {
        let script = ScriptedConnection::reply(STARTED).piece(20);
        let mut buffer = [0; 64];
        let mut client = client(script, &mut buffer);
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        let result = poll_times(client.start_async(notebook()), 9).unwrap();
        // From the head of the request on to that of the response.
        if matches!(polls, 2..=5) {
            assert_eq!(result.unwrap_err().kind(), &Kind::RequestInProgress);
            assert_eq!(client.outcome(), Some(Unknown));
            assert_eq!(client.connection().calls.len(), polls - 1);
        } else {
            result.unwrap();
            assert_eq!(client.outcome(), None);
        }
    }
}
