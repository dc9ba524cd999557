//! What a network, a gateway or a server does to a small HTTP client, over every connection of the crate.
//!
//! Each case is played on a real socket: one call that meets the fault, then a second one on the same client, which the
//! server answers as documented. Both end as they must, and the server has seen exactly one POST per call.
#![cfg(feature = "std")]

mod cases;
mod connections;
mod expected;
mod names;
mod play;
mod script;
mod server;

// The streams of the host example, each with one deadline for all that happens on it.
#[path = "../../examples/start/async_streams.rs"]
mod async_streams;
#[path = "../../examples/start/streams.rs"]
mod streams;
#[path = "../../examples/start/trust.rs"]
mod trust;

use std::collections::BTreeSet;

use cases::Case;
use connections::Connection;

/// One test for each family of cases over each connection.
macro_rules! over {
    ($($module:ident: $connection:expr;)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn the_connection_fails() {
                play::all(&cases::conn(), $connection);
            }

            #[test]
            fn the_reply_is_framed_oddly() {
                play::all(&cases::frame(), $connection);
            }

            #[test]
            fn the_status_is_another() {
                play::all(&cases::status(), $connection);
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
fn every_case_of_the_catalogue_is_played() {
    for (cases, names, count) in [
        (cases::conn(), &names::CONN[..], 20),
        (cases::frame(), &names::FRAME[..], 44),
        (cases::status(), &names::STATUS[..], 26),
    ] {
        assert_eq!(names.len(), count);
        let played: BTreeSet<_> = cases.iter().map(Case::name).collect();
        let listed: BTreeSet<_> = names.iter().copied().collect();
        assert_eq!(played, listed);
        assert_eq!(listed.len(), count, "a name is listed twice");
    }
}
