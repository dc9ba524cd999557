//! Calls over TLS to the mock: good and bad replies, and the handshakes that a client must refuse.

use scnet_notebook_mock::{Case, ConnectionEnd, RecordedRequest, Server, Tls, TlsCase};

use crate::{STARTED, https::File, image::Image, image::Run, on_each_image};

/// Boots an image that calls the mock by a name of its certificate, and trusts its CA.
fn call(image: Image, server: &Server) -> Run {
    let url = format!("https://localhost:{}", server.address().port());
    let ca = File::new(server.ca().unwrap().pem());
    image.run(&url, &["--address", "10.0.2.2", "--ca", ca.path()])
}

const UNTRUSTED: &str = "certificate of the server is refused: no chain of CA certificates leads from it to a pinned one: pin its \
                         root, and the server has to send its intermediates";

fn secure(tls: Tls) -> Server {
    Server::builder().tls(tls).start().unwrap()
}

#[test]
fn a_case_of_the_mock_works_over_tls() {
    on_each_image(|image| {
        let server = secure(Tls::new());
        let run = call(image, &server);
        assert_eq!((run.status, run.output.as_str()), (Some(0), STARTED), "{image}");
        assert_eq!((server.count(), server.executed()), (1, 1), "{image}");

        server.queue(Case::named("conn/reset-mid-body").unwrap());
        let run = call(image, &server);
        assert_eq!(run.status, Some(4), "{image}: {run}");
        let requests = server.requests();
        let ends: Vec<_> = requests.iter().map(|request: &RecordedRequest| request.end).collect();
        assert_eq!((ends[1], server.executed()), (ConnectionEnd::Reset, 2), "{image}");
    });
}

#[test]
fn every_tls_case_of_the_mock_is_refused_before_the_request_is_sent() {
    for (case, reason) in [
        (
            TlsCase::Expired,
            "certificate of the server is refused: it or its CA is expired, or the clock of the device is wrong",
        ),
        (
            TlsCase::WrongHost,
            "certificate of the server is refused: it is for other hosts",
        ),
        (TlsCase::SelfSigned, UNTRUSTED),
        (TlsCase::UnknownCa, UNTRUSTED),
        (
            TlsCase::NoCertificate,
            "server sent no certificate, or ended the TLS session with an encrypted alert",
        ),
        (TlsCase::LeafSignedByLeaf, UNTRUSTED),
    ] {
        on_each_image(|image| {
            let server = secure(Tls::new().with_case(case));
            let run = call(image, &server);
            assert_eq!(run.status, Some(3), "{image}: {case}: {run}");
            let line = format!("error: connection failed while opening the request: {reason}\n");
            assert_eq!(run.output, line, "{image}: {case}");
            let requests = server.requests();
            assert!(
                requests.iter().all(|request| request.method.is_empty()),
                "{image}: {case}: {requests:?}"
            );
        });
    }
}
