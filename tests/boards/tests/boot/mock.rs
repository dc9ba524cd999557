//! Calls over TLS to the mock: a good and a bad reply, and a handshake that a client must refuse.

use scnet_notebook_mock::{Case, ConnectionEnd, RecordedRequest, Server, Tls, TlsCase};

use crate::{STARTED, https::File, image::Image, image::Run, on_each_image};

/// Boots an image that calls the mock by a name of its certificate, and trusts its CA.
fn call(image: Image, server: &Server) -> Run {
    let url = format!("https://localhost:{}", server.address().port());
    let ca = File::new(server.ca().unwrap().pem());
    image.run(&url, &["--address", "10.0.2.2", "--ca", ca.path()])
}

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

// The other TLS cases of the mock have servers in `chains`.
#[test]
fn a_server_without_a_certificate_is_refused_before_the_request_is_sent() {
    on_each_image(|image| {
        let server = secure(Tls::new().with_case(TlsCase::NoCertificate));
        let run = call(image, &server);
        let line = "error: connection failed while opening the request: server sent no certificate, or ended the TLS \
                    session with an encrypted alert\n";
        assert_eq!((run.status, run.output.as_str()), (Some(3), line), "{image}");
        let requests = server.requests();
        assert!(
            requests.iter().all(|request| request.method.is_empty()),
            "{image}: {requests:?}"
        );
    });
}
