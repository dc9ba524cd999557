//! Calls to the mock, with the replies of the service.

use scnet_notebook::error::CODES;
use scnet_notebook_mock::Server;

use crate::{STARTED, image::url, on_each_image};

#[test]
fn every_documented_code_has_its_exit_status() {
    on_each_image(|image| {
        let server = Server::start();
        let url = url(server.address());
        for entry in CODES {
            server.clear();
            server.reply_with(entry.code);
            let (code, meaning, original, advice) = (entry.code.number(), entry.meaning, entry.original, entry.advice);
            let text = format!("error: reply has code {code}, {meaning}\nmessage: {original}\nhint: {advice}\n");
            let (status, output) = match code {
                0 => (0, STARTED.to_owned()),
                10001 | 10012 => (4, text),
                _ => (1, text),
            };
            image.expect(&url, &[], status, &output);
            let requests = server.requests();
            assert_eq!(requests.len(), 1, "{image}: {code}");
            assert_eq!(requests[0].headers["token"], "eyJhbGciOiJIUzI1N", "{image}: {code}");
        }
    });
}
