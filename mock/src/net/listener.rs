use core::future::Future;
use core::time::Duration;
use std::io;
use std::net::SocketAddr;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// The pause after a failed accept: the system has no more descriptors.
const RETRY: Duration = Duration::from_millis(50);
/// The silence after which TCP probes a client, and the interval of the probes.
const KEEPALIVE_TIME: Duration = Duration::from_secs(60);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// The purpose of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListenerKind {
    /// The service and the admin interface.
    Service,
    /// Only the admin interface: plain HTTP on the port of a service behind TLS.
    AdminOnly,
    /// The target of redirects to another host.
    RedirectTarget,
}

/// Accepts connections forever; one task per connection.
pub(crate) async fn accept<H, F>(listener: TcpListener, handler: H)
where
    H: Fn(TcpStream, SocketAddr) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Fails if the client is gone already, as its task finds out.
                let _ = set_options(&stream);
                tokio::spawn(handler(stream, peer));
            }
            Err(_) => sleep(RETRY).await,
        }
    }
}

/// Sends without delay, and probes silent clients: one that lost its power never closes its connection.
fn set_options(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new()
        .with_time(KEEPALIVE_TIME)
        .with_interval(KEEPALIVE_INTERVAL);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}
