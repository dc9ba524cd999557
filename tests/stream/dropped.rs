//! Futures that are dropped at an await. `tests/exhaustive` drops whole calls.

use embedded_svc::{
    http::client::asynch::Connection,
    io::asynch::{Read, Write},
};

use super::*;

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
    for (index, dropped) in CALLS.into_iter().enumerate() {
        for next in &CALLS[1..] {
            for polls in (1..).step_by(if cfg!(miri) { 97 } else { 1 }) {
                let connector = server(STARTED).piece(1);
                let mut connection = connect(&connector);
                for before in &CALLS[..index] {
                    block_on(call(&mut connection, *before)).unwrap();
                }
                if poll_times(call(&mut connection, dropped), polls).is_some() {
                    assert!(polls > 1, "{dropped:?} awaits");
                    break;
                }
                assert!(!connection.is_request_initiated());
                let (before, operations) = (connector.records(), connector.operations());
                let result = block_on(call(&mut connection, *next));
                assert_eq!(result, Err(StreamError::InvalidState), "{next:?} after {dropped:?}");
                let writes = |records: Vec<support::StreamRecord>| records.into_iter().map(|record| record.writes);
                assert!(writes(connector.records()).eq(writes(before)) && !connector.has_open_stream());
                assert_eq!(connector.operations(), operations);
                for method in CALLS {
                    block_on(call(&mut connection, method)).unwrap();
                }
            }
        }
    }
}
