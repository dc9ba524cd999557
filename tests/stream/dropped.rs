//! Futures that are dropped at an await.

use embedded_svc::{
    http::{Method, client::asynch::Connection},
    io::asynch::{Read, Write},
};

use super::*;

#[test]
fn a_call_that_is_dropped_at_any_await_has_its_outcome_and_the_next_one_succeeds() {
    for reply in [STARTED.to_owned(), chunked(&format!("28\r\n{ENVELOPE}\r\n0\r\n\r\n"))] {
        for &piece in if cfg!(miri) { &[0, 7][..] } else { &[0, 1, 7] } {
            let slow = Script {
                piece,
                ..Script::new(&*reply)
            };
            // The calls that were dropped before the last byte, and after it.
            let mut outcomes = [0, 0];
            for polls in 1.. {
                let connector = Connector::new([slow.clone(), Script::new(STARTED)]);
                let mut buffer = [0; 512];
                let mut client = client(connect(&connector), &mut buffer);
                assert_eq!(client.outcome(), None);
                if poll_times(client.start_async(id()), polls).is_some() {
                    // One await for the stream, and one for each of its operations.
                    let awaits = 1 + connector.log.borrow().operations;
                    assert_eq!(polls, awaits + 1);
                    assert_eq!(client.outcome(), None);
                    break;
                }
                let (streams, starts, was_given_all) = {
                    let log = connector.log.borrow();
                    (log.writes.len(), log.starts(), log.was_given_all)
                };
                let expected = if was_given_all {
                    Outcome::Unknown
                } else {
                    Outcome::NotSent
                };
                assert_eq!(client.outcome(), Some(expected), "poll {polls}");
                assert!(starts == 0 || was_given_all);
                outcomes[usize::from(was_given_all)] += 1;

                let next = block_on(client.start_async(id()));
                next.unwrap_or_else(|error| panic!("poll {polls}: {error}"));
                assert_eq!(client.outcome(), None);
                let log = connector.log.borrow();
                assert_eq!((log.writes.len(), log.open), (streams + 1, 0), "poll {polls}");
                assert_eq!(log.starts(), starts + 1, "poll {polls}");
                assert_eq!(log.written(streams), documented_request());
            }
            assert!(outcomes.iter().all(|count| *count > 0), "{outcomes:?}");
        }
    }
}

#[test]
fn a_call_that_is_never_polled_has_no_outcome() {
    let connector = Connector::new([]);
    let mut buffer = [0; 512];
    let mut client = client(connect(&connector), &mut buffer);
    drop(client.start_async(id()));
    assert_eq!(client.outcome(), None);
}

/// The methods of a connection, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    InitiateRequest,
    Write,
    Flush,
    InitiateResponse,
    Read,
}

const CALLS: [Call; 5] = [
    Call::InitiateRequest,
    Call::Write,
    Call::Flush,
    Call::InitiateResponse,
    Call::Read,
];

/// A body that does not fit the buffer of the connection, so that its write awaits the stream.
const LONG_BODY: [u8; 200] = [b'x'; 200];

async fn call(
    connection: &mut StreamConnection<Connector, Stream>,
    call: Call,
) -> core::result::Result<(), StreamError<Failure>> {
    match call {
        Call::InitiateRequest => {
            let headers = [("Content-Length", "200")];
            connection.initiate_request(Method::Post, URL, &headers).await
        }
        Call::Write => connection.write(&LONG_BODY).await.map(|_| ()),
        Call::Flush => connection.flush().await,
        Call::InitiateResponse => connection.initiate_response().await,
        Call::Read => connection.read(&mut [0; 8]).await.map(|_| ()),
    }
}

#[test]
fn a_method_after_a_dropped_one_is_an_error_and_sends_no_byte_twice() {
    let slow = Script {
        piece: 1,
        ..Script::new(STARTED)
    };
    for (index, dropped) in CALLS.into_iter().enumerate() {
        for next in &CALLS[1..] {
            for polls in (1..).step_by(if cfg!(miri) { 97 } else { 1 }) {
                let connector = Connector::new([slow.clone(), slow.clone()]);
                let mut connection = connect(&connector);
                for before in &CALLS[..index] {
                    block_on(call(&mut connection, *before)).unwrap();
                }
                if poll_times(call(&mut connection, dropped), polls).is_some() {
                    assert!(polls > 1, "{dropped:?} awaits");
                    break;
                }
                assert!(!connection.is_request_initiated());
                let (writes, operations) = (connector.log.borrow().writes.clone(), connector.log.borrow().operations);
                let result = block_on(call(&mut connection, *next));
                assert_eq!(result, Err(StreamError::InvalidState), "{next:?} after {dropped:?}");
                let log = connector.log.borrow();
                assert_eq!((&log.writes, log.operations, log.open), (&writes, operations, 0));
                drop(log);
                for method in CALLS {
                    block_on(call(&mut connection, method)).unwrap();
                }
            }
        }
    }
}
