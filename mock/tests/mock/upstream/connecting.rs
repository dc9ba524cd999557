//! Connections to the service, and those that fail.

use std::net::SocketAddr;

use scnet_notebook_mock::{Server, Tls, TlsCase, Upstream};
use socket2::{Domain, Socket, Type};

use super::{passing_on, start};
use crate::client;

#[test]
fn over_tls_the_ca_of_the_service_is_trusted_and_no_other() {
    let service = Server::builder().tls(Tls::new()).start().unwrap();
    let trusting = Upstream::new(service.url())
        .unwrap()
        .with_ca(service.ca().unwrap().pem().as_bytes())
        .unwrap();
    assert_eq!(start(&passing_on(trusting.clone())).0, client::success());
    assert_eq!(service.count(), 1);

    let unknown = "no trusted CA vouches for the certificate of the server; trust its CA, and have the server send its \
                   intermediate certificates";
    not_passed_on(
        Upstream::new(service.url()).unwrap(),
        &format!("TLS with the upstream service failed: {unknown}"),
    );
    for (case, reason) in [
        (
            TlsCase::Expired,
            "the certificate of the server has expired, or the clock of this machine is wrong",
        ),
        (
            TlsCase::WrongHost,
            "the certificate of the server is for another host name; call the server by a name in it",
        ),
    ] {
        let service = Server::builder().tls(Tls::new().with_case(case)).start().unwrap();
        let upstream = Upstream::new(service.url()).unwrap();
        let upstream = upstream.with_ca(service.ca().unwrap().pem().as_bytes()).unwrap();
        not_passed_on(upstream, &format!("TLS with the upstream service failed: {reason}"));
        assert_eq!(service.executed(), 0);
    }
    let plain = Server::start();
    let upstream = Upstream::new(&plain.url().replace("http", "https")).unwrap();
    not_passed_on(
        upstream,
        "TLS with the upstream service failed: the server does not speak TLS on this port",
    );
    assert_eq!(plain.executed(), 0);
}

#[test]
fn without_a_connection_nothing_is_sent() {
    // The longest label of a name has 63 letters.
    let name = "a".repeat(64);
    let upstream = Upstream::new(&format!("http://{name}.invalid")).unwrap();
    not_passed_on(upstream, "the name of the upstream service cannot be resolved");
    // A bound socket that does not listen.
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let upstream = Upstream::new(&format!("http://{address}")).unwrap();
    not_passed_on(upstream, "no connection to the upstream service: connection refused");
}

/// A server that calls itself would make call after call.
#[cfg(target_os = "linux")] // which has more loopback addresses than one
#[test]
fn a_server_is_not_its_own_upstream_service() {
    let other = Server::start();
    let address = format!("127.0.0.2:{}", other.address().port());
    let upstream = Upstream::new(&format!("http://{address}")).unwrap();
    let server = Server::builder().listen(&address).upstream(upstream).start().unwrap();
    let (reply, request) = start(&server);
    assert!(reply.starts_with("HTTP/1.1 502 Bad Gateway\r\n"), "{reply}");
    let problem = "the start was not passed on: the upstream service is this mock";
    assert_eq!((request.problem.as_deref(), server.executed()), (Some(problem), 0));
}

/// Checks that a start gets 502 for this reason, and counts as not executed.
#[track_caller]
fn not_passed_on(upstream: Upstream, reason: &str) {
    let server = passing_on(upstream);
    let (reply, request) = start(&server);
    let problem = format!("the start was not passed on: {reason}");
    let head = format!(
        "content-type: text/plain\r\nmock-problem: {problem}\r\ncontent-length: {}\r\n",
        problem.len()
    );
    assert_eq!(
        reply,
        format!("HTTP/1.1 502 Bad Gateway\r\n{head}connection: close\r\n\r\n{problem}")
    );
    assert_eq!(request.problem, Some(problem));
    assert!(!request.executed && server.executed() == 0 && request.upstream.is_none());
}
