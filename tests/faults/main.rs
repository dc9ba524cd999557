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
use scnet_notebook_mock::Case;

/// Makes a test for each family of cases over each connection.
macro_rules! over {
    ($($module:ident: $connection:expr;)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn each_documented_code_has_its_result() {
                run::run_all(&expectations::code(), $connection);
            }

            #[test]
            fn each_failure_of_the_connection_has_its_result() {
                run::run_all(&expectations::conn(), $connection);
            }

            #[test]
            fn each_unusual_framing_has_its_result() {
                run::run_all(&expectations::frame(), $connection);
            }

            #[test]
            fn each_status_has_its_result() {
                run::run_all(&expectations::status(), $connection);
            }

            #[test]
            fn each_encoding_has_its_result() {
                run::run_all(&expectations::enc(), $connection);
            }

            #[test]
            fn each_envelope_has_its_result() {
                run::run_all(&expectations::json(), $connection);
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
fn every_case_of_the_mock_has_one_expectation() {
    let families = [
        expectations::code(),
        expectations::conn(),
        expectations::frame(),
        expectations::status(),
        expectations::enc(),
        expectations::json(),
    ];
    let names = families.iter().flatten().map(|expectation| expectation.case().name());
    let mut expected: Vec<_> = names.collect();
    // Each case takes one expectation away.
    let mut missing: Vec<_> = Case::all().iter().map(Case::name).collect();
    missing.retain(|name| {
        let position = expected.iter().position(|other| other == name);
        position.map(|position| expected.swap_remove(position)).is_none()
    });
    assert!(missing.is_empty(), "no expectation for {missing:?}");
    assert!(
        expected.is_empty(),
        "no case, or a second expectation, for {expected:?}"
    );
}
