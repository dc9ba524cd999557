//! An async call, completed and dropped, over a connection that is pending once at every step.

use support::poll_times;

use super::*;

/// The outcome of a call that is dropped after each poll: opening, two writes, flushing, waiting, three reads.
const OUTCOMES: [Outcome; 8] = [NotSent, NotSent, NotSent, Unknown, Unknown, Unknown, Unknown, Unknown];

#[test]
fn an_async_call_has_the_result_of_a_blocking_one() {
    for (script, _) in failures() {
        let [blocking, asynch] = Form::BOTH.map(|form| {
            let mut buffer = [0; 128];
            let mut client = client(script.clone().retry_after("30"), &mut buffer);
            let error = form.start(&mut client, notebook()).unwrap_err();
            (error, client.outcome(), message(&client), client.release())
        });
        assert_eq!(blocking, asynch);
    }
}

#[test]
fn a_future_dropped_at_any_await_leaves_its_outcome_and_no_message() {
    for (polls, outcome) in (1..).zip(OUTCOMES) {
        let mut buffer = [0; 64];
        let mut client = client(ScriptedConnection::reply(SUCCESS).piece(20), &mut buffer);
        client.start(notebook()).unwrap();
        client.connection().calls.clear();
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        assert_eq!((client.outcome(), message(&client)), (Some(outcome), None), "{polls}");
        assert_eq!(client.connection().calls.len(), polls - 1);

        let next = poll_times(client.start_async(notebook()), 9).unwrap();
        // From the head of the request on to that of the response the connection is left inside it.
        if matches!(polls, 2..=5) {
            assert_eq!(next.unwrap_err().kind(), &Kind::RequestInProgress);
            assert_eq!(client.outcome(), Some(Unknown));
            assert_eq!(client.connection().calls.len(), polls - 1);
        } else {
            next.unwrap();
            assert_eq!(client.outcome(), None);
            assert_eq!(client.connection().calls.len(), polls - 1 + 8);
        }
    }
}
