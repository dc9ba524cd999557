//! The faults of networks, gateways and servers, over every connection of the crate.
//!
//! The mock plays each case of its table on a real socket: one call that meets the fault, then a second one on the same
//! client, which is answered as documented. Both end as they must, and the server has seen one connection and one POST per
//! call.
#![cfg(feature = "std")]

mod connections;
mod cuts;
mod dribble;
mod dropped;
mod expectations;
mod expected;
mod play;

// The streams of the host example, each with one deadline for all that happens on it.
#[path = "../../examples/start/async_streams.rs"]
mod async_streams;
#[path = "../../examples/start/streams.rs"]
mod streams;
#[path = "../../examples/start/trust.rs"]
mod trust;

use std::collections::BTreeSet;

use connections::Connection;
use expectations::Expectation;
use scnet_notebook_mock::Case;

/// One test for each family of cases over each connection.
macro_rules! over {
    ($($module:ident: $connection:expr;)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn the_code_is_documented() {
                play::all(&expectations::code(), $connection);
            }

            #[test]
            fn the_connection_fails() {
                play::all(&expectations::conn(), $connection);
            }

            #[test]
            fn the_reply_is_framed_oddly() {
                play::all(&expectations::frame(), $connection);
            }

            #[test]
            fn the_status_is_another() {
                play::all(&expectations::status(), $connection);
            }

            #[test]
            fn the_body_is_encoded_oddly() {
                play::all(&expectations::enc(), $connection);
            }

            #[test]
            fn the_envelope_is_another() {
                play::all(&expectations::json(), $connection);
            }
        }
    )* };
}

over! {
    over_std: Connection::Std;
    over_stream: Connection::Stream;
    over_stream_async: Connection::StreamAsync;
}

#[test]
fn every_case_of_the_table_is_played() {
    let families = [
        expectations::code(),
        expectations::conn(),
        expectations::frame(),
        expectations::status(),
        expectations::enc(),
        expectations::json(),
    ];
    let played: Vec<_> = families
        .iter()
        .flatten()
        .map(|expectation: &Expectation| expectation.case().name())
        .collect();
    let listed: BTreeSet<_> = Case::all().iter().map(Case::name).collect();
    assert_eq!(played.iter().copied().collect::<BTreeSet<_>>(), listed);
    assert_eq!(played.len(), listed.len(), "a case is played twice");
}
