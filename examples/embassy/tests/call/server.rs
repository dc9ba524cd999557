//! The servers at the other end of the cable.

use embassy_net::{
    Stack,
    tcp::TcpSocket,
    udp::{PacketMetadata, UdpSocket},
};
use embedded_io_async::Write;

/// Answers each question, or none.
pub(crate) async fn serve_udp(network: Stack<'static>, port: u16, answer: impl Fn(&[u8]) -> Option<Vec<u8>>) {
    let (mut received, mut sent) = ([PacketMetadata::EMPTY; 4], [PacketMetadata::EMPTY; 4]);
    let (mut read, mut write) = ([0; 1024], [0; 1024]);
    let mut socket = UdpSocket::new(network, &mut received, &mut read, &mut sent, &mut write);
    socket.bind(port).unwrap();
    loop {
        let mut question = [0; 512];
        let (length, from) = socket.recv_from(&mut question).await.unwrap();
        if let Some(answer) = answer(&question[..length]) {
            socket.send_to(&answer, from).await.unwrap();
        }
    }
}

/// Serves connections, one after the other. Each is closed after this reply.
pub(crate) async fn serve_http(network: Stack<'static>, replies: &[&str], requests: &mut u32) {
    for reply in replies {
        let (mut read, mut write) = ([0; 1024], [0; 1024]);
        let mut socket = TcpSocket::new(network, &mut read, &mut write);
        socket.accept(80).await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut bytes = [0; 512];
            let length = socket.read(&mut bytes).await.unwrap();
            assert_ne!(length, 0, "the request is whole");
            request.extend(&bytes[..length]);
        }
        *requests += 1;
        socket.write_all(reply.as_bytes()).await.unwrap();
        socket.close();
        socket.flush().await.unwrap();
    }
    core::future::pending::<()>().await;
}
