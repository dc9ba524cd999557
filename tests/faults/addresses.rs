//! A host with several addresses, over the async streams of the example. Those of the crate have tests of their own.

use std::{
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    time::{Duration, Instant},
};

use support::server::{Silent, TIMEOUT};
use tokio::time::timeout;

use crate::async_streams::{connect_first, on_thread};

#[tokio::test]
async fn an_address_that_answers_is_found_behind_those_that_do_not() {
    let silent = Silent::new();
    let closed = SocketAddr::from(([127, 0, 0, 1], 9));
    let good = TcpListener::bind("127.0.0.1:0").unwrap();
    let good_address = good.local_addr().unwrap();
    for addresses in [
        vec![silent.address, good_address],
        vec![silent.address, closed, silent.address, good_address],
        vec![closed, good_address],
    ] {
        let begin = Instant::now();
        let stream = timeout(TIMEOUT, connect_first(addresses)).await.unwrap().unwrap();
        assert_eq!(stream.peer_addr().unwrap(), good_address);
        assert!(begin.elapsed() < TIMEOUT / 2);
    }
    let refused = timeout(TIMEOUT, connect_first(vec![closed, closed])).await.unwrap();
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
    let none = connect_first(Vec::new()).await;
    assert_eq!(none.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[tokio::test]
async fn a_lookup_without_an_answer_is_not_waited_for() {
    let (_sender, never) = mpsc::channel::<()>();
    let lookup = on_thread(move || never.recv().map_err(std::io::Error::other));
    assert!(timeout(Duration::from_millis(300), lookup).await.is_err());
}
