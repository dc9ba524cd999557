//! Every split of a reply into two reads, and into three.

use scnet_notebook::{BaseUrl, Client, NotebookId, Started, StreamConnection, Token, http1::StreamError};
use support::{Action, Actions, Failure, ScriptedConnection, ScriptedConnector, block_on};

use crate::{bodies, responses};

/// The distance of two splits.
const STEP: usize = if cfg!(miri) { 29 } else { 1 };

type Result = core::result::Result<Started, scnet_notebook::Error<StreamError<Failure>>>;

fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let (base_url, token) = (BaseUrl::new("http://h").unwrap(), Token::new("t").unwrap());
    Client::new(connection, base_url, token, buffer)
}

fn id() -> NotebookId<'static> {
    NotebookId::new("7").unwrap()
}

/// Makes the call over a stream that returns the reply in these pieces and then the rest. Returns the result and the message.
fn start(reply: &[u8], pieces: &[usize]) -> (Result, Option<String>) {
    let connector = ScriptedConnector::new(reads(pieces), reply);
    let (mut buffer, mut other_buffer) = ([0; 128], [0; 128]);
    let mut blocking = client(StreamConnection::new(connector.clone()), &mut buffer);
    let result = (blocking.start(id()), message(&blocking));
    let first = pieces.first().copied().unwrap_or(reply.len()).min(124);
    assert_eq!(connector.records()[0].first_read, Some(first));
    let mut asynch = client(StreamConnection::new(connector.restarted()), &mut other_buffer);
    let other = (block_on(asynch.start_async(id())), message(&asynch));
    assert_eq!(result, other, "{pieces:?}");
    result
}

fn message<C>(client: &Client<'_, C>) -> Option<String> {
    client.message().map(|message| message.chars().collect())
}

/// Returns actions of which the reads, after four other operations, return these pieces.
fn reads(pieces: &[usize]) -> Actions {
    let mut actions = vec![Action::Complete; 4];
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
            connection.actions = reads(pieces);
            let mut client = client(connection, &mut buffer);
            (client.start(id()), message(&client))
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
