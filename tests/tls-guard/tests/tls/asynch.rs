//! The same over tokio.

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_io_async::{Read, Write};
use rand_core::OsRng;
use std::time::Duration;
use tls_guard::{Error, Fault, asynch};
use tokio::net::TcpStream;

use crate::client::{REPLY, TOKEN, time};
use crate::handmade::Handmade;
use crate::pki::Ca;
use crate::server::{Served, serve, serve_tls};

async fn call(served: &Served, ca: &Ca) -> Result<Vec<u8>, Error> {
    let socket = FromTokio::new(TcpStream::connect(("127.0.0.1", served.port)).await.unwrap());
    let (mut read, mut write) = ([0; 4096], [0; 1024]);
    let mut stream = asynch::connect(socket, &ca.server(), time(), OsRng, &mut read, &mut write).await?;
    stream.write_all(TOKEN).await?;
    stream.flush().await?;
    let mut reply = vec![0; REPLY.len()];
    stream.read_exact(&mut reply).await.map_err(|_| Error::Truncated)?;
    assert_eq!(stream.read(&mut [0]).await?, 0);
    Ok(reply)
}

#[tokio::test]
async fn a_request_and_its_reply_go_over_an_async_session() {
    let ca = Ca::new();
    let served = serve_tls(&ca.identity());
    assert_eq!(call(&served, &ca).await.unwrap(), REPLY);
    assert_eq!(served.seen(), TOKEN);
}

#[tokio::test]
async fn an_async_session_is_verified_too() {
    let ca = Ca::new();
    let served = serve_tls(&Ca::new().identity());
    assert!(matches!(
        call(&served, &ca).await,
        Err(Error::Certificate(Fault::UnknownIssuer))
    ));
    assert_eq!(served.seen(), b"");

    let served = serve(|socket| {
        let mut server = Handmade::greet(socket);
        server.extensions().finished();
        server.rest()
    });
    assert!(matches!(
        call(&served, &ca).await,
        Err(Error::Certificate(Fault::Unproven))
    ));
    assert_eq!(served.seen(), b"");
}

#[tokio::test]
async fn a_dropped_call_breaks_the_session() {
    let ca = Ca::new();
    let served = serve_tls(&ca.identity());
    let socket = FromTokio::new(TcpStream::connect(("127.0.0.1", served.port)).await.unwrap());
    let (mut read, mut write) = ([0; 4096], [0; 1024]);
    let mut stream = asynch::connect(socket, &ca.server(), time(), OsRng, &mut read, &mut write)
        .await
        .unwrap();
    let wait = Duration::from_millis(50);
    assert!(tokio::time::timeout(wait, stream.read(&mut [0])).await.is_err());
    assert!(matches!(stream.write(TOKEN).await, Err(Error::Broken)));
    assert!(matches!(stream.flush().await, Err(Error::Broken)));
    assert!(matches!(stream.read(&mut [0]).await, Err(Error::Broken)));
    drop(stream);
    assert_eq!(served.seen(), b"");
}
