//! What a network, a gateway or a server does to a small HTTP client, over every connection of the crate.
//!
//! The mock plays each case of its table on a real socket: one call that meets the fault, then a second one on the same
//! client, which is answered as documented. Both end as they must, and the server has seen exactly one POST per call.
#![cfg(feature = "std")]

mod connections;
mod cuts;
mod dribble;
mod expected;
mod outcomes;
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
use outcomes::Outcome;
use scnet_notebook_mock::Case;

/// One test for each family of cases over each connection.
macro_rules! over {
    ($($module:ident: $connection:expr;)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn the_code_is_documented() {
                play::all(&outcomes::code(), $connection);
            }

            #[test]
            fn the_connection_fails() {
                play::all(&outcomes::conn(), $connection);
            }

            #[test]
            fn the_reply_is_framed_oddly() {
                play::all(&outcomes::frame(), $connection);
            }

            #[test]
            fn the_status_is_another() {
                play::all(&outcomes::status(), $connection);
            }

            #[test]
            fn the_body_is_encoded_oddly() {
                play::all(&outcomes::enc(), $connection);
            }

            #[test]
            fn the_envelope_is_another() {
                play::all(&outcomes::json(), $connection);
            }
        }
    )* };
}

over! {
    over_std: Connection::Std;
    over_stream: Connection::Stream;
    over_kept_stream: Connection::KeptStream;
    over_stream_async: Connection::StreamAsync;
    over_kept_stream_async: Connection::KeptStreamAsync;
}

#[test]
fn every_case_of_the_table_is_played() {
    let families = [
        outcomes::code(),
        outcomes::conn(),
        outcomes::frame(),
        outcomes::status(),
        outcomes::enc(),
        outcomes::json(),
    ];
    let played: Vec<_> = families
        .iter()
        .flatten()
        .map(|outcome: &Outcome| outcome.case().name())
        .collect();
    let listed: BTreeSet<_> = Case::all().iter().map(Case::name).collect();
    assert_eq!(played.iter().copied().collect::<BTreeSet<_>>(), listed);
    assert_eq!(played.len(), listed.len(), "a case is played twice");
}
