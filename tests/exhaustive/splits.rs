//! Every split of a reply into two reads, and into three.

use scnet_notebook::{Started, StreamConnection, http1::StreamError};
use support::{
    Action, Actions, Failure, Form, ScriptedConnection, ScriptedConnector,
    documented::{client, message, notebook},
};

use crate::{bodies, responses};

/// The distance of two splits.
const STEP: usize = if cfg!(miri) { 29 } else { 1 };

type Result = core::result::Result<Started, scnet_notebook::Error<StreamError<Failure>>>;

/// Makes the call over a stream that returns the reply in these pieces and then the rest. Returns the result and the message.
fn start(reply: &[u8], pieces: &[usize]) -> (Result, Option<String>) {
    let [blocking, asynch] = Form::BOTH.map(|form| {
        let connector = ScriptedConnector::new(reads(pieces), reply);
        let mut buffer = [0; 128];
        let mut client = client(StreamConnection::new(connector.clone()), &mut buffer);
        let result = form.start(&mut client, notebook());
        let record = connector.records().remove(0);
        let first = pieces.first().copied().unwrap_or(reply.len()).min(124);
        assert_eq!(record.reads.get(1).unwrap_or(&record.received.len()), &first);
        (result, message(&client))
    });
    assert_eq!(blocking, asynch, "{pieces:?}");
    blocking
}

/// Returns actions of which the reads, after five other operations, return these pieces.
fn reads(pieces: &[usize]) -> Actions {
    let mut actions = vec![Action::Complete; 5];
    actions.extend(pieces.iter().map(|piece| Action::Partial(*piece)));
    Actions::new(actions)
}

#[test]
fn every_split_of_a_reply_into_two_reads_is_the_same_reply() {
    for body in bodies() {
        for reply in responses(&body) {
            let whole = start(&reply, &[]);
            for split in (1..reply.len()).step_by(STEP) {
                assert_eq!(start(&reply, &[split]), whole, "{split}");
            }
        }
        let over_connection = |pieces: &[usize]| {
            let mut buffer = [0; 128];
            let mut connection = ScriptedConnection::unannounced(body.as_bytes());
            connection.actions = Actions::new(pieces.iter().map(|piece| Action::Partial(*piece)).collect());
            let mut client = client(connection, &mut buffer);
            (client.start(notebook()), message(&client))
        };
        for split in (1..body.len()).step_by(STEP) {
            assert_eq!(over_connection(&[split]), over_connection(&[]), "{split}");
        }
    }
}

#[test]
#[ignore = "takes minutes: `.ci/exhaustive`"]
fn every_split_of_a_reply_into_three_reads_is_the_same_reply() {
    let mut splits = 0;
    for body in bodies() {
        for reply in responses(&body) {
            let whole = start(&reply, &[]);
            for first in 1..reply.len() {
                for second in 1..reply.len() - first {
                    assert_eq!(start(&reply, &[first, second]), whole, "{first}, {second}");
                    splits += 1;
                }
            }
        }
    }
    println!("{splits} splits");
}
