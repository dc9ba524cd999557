//! Calls over TCP to the mock, whose connections fail. `tests/w5500` has the other failures of a network.

use scnet_notebook_mock::{Answer, Case, Server};

use crate::{STARTED, image::url, on_each_image};

fn case(name: &str) -> Case {
    Case::named(name).unwrap()
}

#[test]
fn after_a_reset_before_the_reply_the_outcome_is_unknown() {
    on_each_image(|image| {
        let server = Server::start();
        server.reply_with(case("conn/reset-before-headers"));
        let output = "error: connection failed while waiting for the response: connection reset\n";
        image.expect(&url(server.address()), &[], 4, output);
        assert_eq!(server.count(), 1, "{image}");
    });
}

#[test]
fn the_call_after_a_failed_one_succeeds() {
    let long = Answer::raw(200, "[".repeat(1 << 20)).into();
    for failing in [
        case("conn/stall-before-headers"),
        case("conn/reset-before-headers"),
        long,
    ] {
        on_each_image(|image| {
            let server = Server::start();
            server.queue(failing.clone());
            let run = image.run(&url(server.address()), &["--calls", "2", "--timeout", "3"]);
            // The outcome of the first call is still unknown.
            assert_eq!(run.status, Some(4), "{image}: {run}");
            assert!(run.output.starts_with(STARTED), "{image}: {run}");
            assert_eq!(run.output.matches("error: ").count(), 1, "{image}: {run}");
            assert_eq!(server.count(), 2, "{image}");
        });
    }
}
