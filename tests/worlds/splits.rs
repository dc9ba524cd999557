//! Every split of a reply into two reads, and into three.

use scnet_notebook::{BaseUrl, Client, NotebookId, Started, StreamConnection, Token, http1::StreamError};

use crate::{
    bodies,
    connection::{Scripted, Thrown},
    plan::{Act, Plan, block_on},
    responses,
    stream::Dialler,
};

/// From one split to the next.
const STEP: usize = if cfg!(miri) { 29 } else { 1 };

type Result = core::result::Result<Started, scnet_notebook::Error<StreamError<Thrown>>>;

fn client<C>(connection: C) -> Client<'static, C> {
    Client::new(connection, BaseUrl::new("http://h").unwrap(), Token::new("t").unwrap())
}

/// Makes the call over a stream that gives the reply in these pieces, and then what is left.
fn start(reply: &[u8], pieces: &[usize]) -> Result {
    let id = NotebookId::new("7").unwrap();
    let dialler = Dialler::new(plan(3, pieces), reply);
    let result = client(StreamConnection::new(dialler.clone())).start(&id, &mut [0; 128]);
    let again = dialler.again();
    let other = block_on(client(StreamConnection::new(again)).start_async(&id, &mut [0; 128]));
    assert_eq!(result, other, "{pieces:?}");
    result
}

/// After so many operations that come before the first read, reads give these pieces.
fn plan(before: usize, pieces: &[usize]) -> Plan {
    let mut acts = vec![Act::All; before];
    acts.extend(pieces.iter().map(|piece| Act::Piece(*piece)));
    Plan::of(acts)
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
        let id = NotebookId::new("7").unwrap();
        let over_connection = |pieces: &[usize]| {
            let connection = Scripted::new(plan(4, pieces), body.as_bytes());
            client(connection).start(&id, &mut [0; 128])
        };
        for split in (1..body.len()).step_by(STEP) {
            assert_eq!(over_connection(&[split]), over_connection(&[]), "{split}");
        }
    }
}

#[test]
#[ignore = "takes minutes: `.ci/worlds`"]
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
