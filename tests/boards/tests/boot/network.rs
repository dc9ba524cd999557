//! Calls over TCP to the mock, whose connections fail. `tests/w5500` has the other failures of a network.

use scnet_notebook_mock::{Answer, Case, Server};

use crate::{STARTED, image::url, on_each_image};

#[test]
fn the_call_after_a_failed_one_succeeds() {
    let case = |name| Case::named(name).unwrap();
    for (failing, error) in [
        (
            case("conn/stall-before-headers"),
            "connection failed while waiting for the response: timed out",
        ),
        (
            case("conn/reset-before-headers"),
            "connection failed while waiting for the response: connection reset",
        ),
        (
            Answer::raw(200, "[".repeat(1 << 20)).into(),
            "response does not fit the buffer of 512 bytes; give the client a larger one",
        ),
    ] {
        let output = format!("{STARTED}error: {error}\n");
        on_each_image(|image| {
            let server = Server::start();
            server.queue(failing.clone());
            // The outcome of the first call is still unknown.
            image.expect(&url(server.address()), &["--calls", "2", "--timeout", "3"], 4, &output);
            assert_eq!(server.count(), 2, "{image}");
        });
    }
}
