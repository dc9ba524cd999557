//! Failures of networks, gateways and servers, over every connection of the crate and real sockets.
//!
//! For each case of the mock, one client makes two calls. The case answers the first call, the documented success the second.
//! Both results are as expected, and the server has seen one connection and one POST for each call.
#![cfg(feature = "std")]

mod async_stream;
mod call_result;
mod connections;
mod cuts;
mod dropped;
mod expectations;
mod expected;
mod run;
mod trickle;

// The streams of the host example. An example is not a library, and a copy of its streams would leave untested what users copy:
// its deadline for the whole call, and its handling of signals.
#[path = "../../examples/start/async_streams.rs"]
mod async_streams;
#[path = "../../examples/start/streams.rs"]
mod streams;
#[path = "../../examples/start/trust.rs"]
mod trust;

use connections::Connection;

/// Makes the tests of each connection.
macro_rules! over {
    ($($module:ident: $connection:expr;)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn each_case_of_the_mock_has_its_result() {
                run::run_all($connection);
            }

            #[test]
            fn no_cut_hides_a_start() {
                cuts::cut_everywhere($connection);
            }

            #[test]
            fn no_trickle_outlasts_the_deadline() {
                trickle::time_out_in_every_phase($connection);
            }
        }
    )* };
}

over! {
    over_std: Connection::Std;
    over_stream: Connection::Stream;
    over_stream_async: Connection::StreamAsync;
}
