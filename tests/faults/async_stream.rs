//! The async streams of the example. Those of the crate have tests of their own.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    time::Duration,
};

use embedded_svc::io::asynch::{Read as _, Write as _};
use scnet_notebook::http1::Endpoint;
use support::server::{Silent, TIMEOUT, accept, serve};
use tokio::time::{Instant, timeout};

use crate::{
    async_streams::{self, connect_first, on_thread},
    connections::TLS,
};

#[tokio::test]
async fn an_address_that_answers_is_found_behind_those_that_do_not() {
    let (silent, deadline) = (Silent::new(), Instant::now() + TIMEOUT);
    let closed = SocketAddr::from(([127, 0, 0, 1], 9));
    let good = TcpListener::bind("127.0.0.1:0").unwrap();
    let good_address = good.local_addr().unwrap();
    for addresses in [
        vec![silent.address, good_address],
        vec![silent.address, closed, silent.address, good_address],
        vec![closed, good_address],
    ] {
        let begin = Instant::now();
        let stream = connect_first(addresses, deadline).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), good_address);
        assert!(begin.elapsed() < TIMEOUT / 2);
    }
    // Each address has its share of a short time. Those behind the good one leave it time, on any machine.
    let silent_ones = [silent.address; 12];
    let addresses = [&silent_ones[..], &[good_address], &silent_ones].concat();
    let stream = connect_first(addresses, Instant::now() + Duration::from_secs(2))
        .await
        .unwrap();
    assert_eq!(stream.peer_addr().unwrap(), good_address);
    let refused = connect_first(vec![closed, closed], deadline).await;
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
    let none = connect_first(Vec::new(), deadline).await;
    assert_eq!(none.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[tokio::test]
async fn a_lookup_without_an_answer_is_not_waited_for() {
    let (_sender, never) = mpsc::channel::<()>();
    let lookup = on_thread(move || never.recv().map_err(std::io::Error::other));
    assert!(timeout(Duration::from_millis(300), lookup).await.is_err());
}

#[tokio::test]
async fn a_reply_without_a_length_is_cut_by_a_reset_while_the_request_is_written() {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        stream.read_exact(&mut [0; 8]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").unwrap();
        // Unread bytes are there: the system resets the connection.
    });
    let endpoint = Endpoint::new("127.0.0.1", server.port, false);
    let mut stream = async_streams::open(&endpoint, TIMEOUT, &TLS).await.unwrap();
    stream.write_all(&[b' '; 100]).await.unwrap();
    server.finish();
    stream.write_all(&[b' '; 100]).await.unwrap();
    let mut reply = [0; 21];
    stream.read_exact(&mut reply).await.unwrap();
    assert_eq!(&reply, b"HTTP/1.1 200 OK\r\n\r\n{}");
    let end = stream.read(&mut [0]).await;
    assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
}
