use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::thread;

use wiremock::MockServer;

use crate::door::Door;
use crate::{Answer, Received, backend};

/// A running mock of the service. It stops when it is dropped.
///
/// It lives on a thread of its own, so blocking and async tests use it alike: only to start it, and to wait for a
/// request, there is an async twin.
#[derive(Debug)]
pub struct Server {
    url: String,
    door: Arc<Door>,
    wiremock: Arc<MockServer>,
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// Inside an async runtime this works too, but blocks for about a millisecond; see [`Server::start_async`].
    ///
    /// # Panics
    ///
    /// If the system has no port left.
    #[must_use]
    pub fn start() -> Self {
        Self::listen(LOOPBACK).unwrap_or_else(|error| panic!("{NO_PORT}: {error}"))
    }

    /// Starts a server on a free port of the loopback interface, from within a tokio runtime.
    ///
    /// # Panics
    ///
    /// If the system has no port left.
    pub async fn start_async() -> Self {
        Self::listen_async(LOOPBACK)
            .await
            .unwrap_or_else(|error| panic!("{NO_PORT}: {error}"))
    }

    /// Starts a server on an address, such as `127.0.0.1:8080`; port 0 stands for any free one.
    ///
    /// # Errors
    ///
    /// If it is not an address, or not one that can be listened on.
    pub fn listen(address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        // wiremock is started by a future that wants a runtime, and a runtime cannot be entered from within another.
        let starter = thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
            runtime.block_on(Self::serve(listener))
        });
        starter
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the server did not start")))
    }

    /// Starts a server on an address, from within a tokio runtime.
    ///
    /// # Errors
    ///
    /// If it is not an address, or not one that can be listened on.
    pub async fn listen_async(address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        Self::serve(listener).await
    }

    async fn serve(listener: TcpListener) -> io::Result<Self> {
        let url = format!("http://{}", listener.local_addr()?);
        let door = Arc::new(Door::default());
        let wiremock = backend::start(listener, Arc::clone(&door)).await;
        Ok(Self { url, door, wiremock })
    }

    /// Returns the base URL, such as `http://127.0.0.1:8080`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        *self.wiremock.address()
    }

    /// Sets the answer to every well-formed start from now on. At first it is the documented success.
    pub fn reply_with(&self, answer: impl Into<Answer>) {
        self.door.reply_with(answer.into());
    }

    /// Returns the latest requests, at most 1000, in the order of their arrival.
    ///
    /// A request is here before its answer is on the wire.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        self.door.journal().after(0)
    }

    /// Waits until there are requests after the one with this number, and returns those.
    ///
    /// Where the numbers leave a gap, requests were dropped.
    pub async fn requests_after(&self, number: u64) -> Vec<Received> {
        self.door.wait_after(number).await
    }

    /// Returns how many requests had to make room for later ones.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.door.journal().dropped()
    }

    /// Forgets the requests received so far, and how many were dropped; the numbers go on.
    pub fn clear(&self) {
        self.door.journal().clear();
    }
}

const LOOPBACK: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);
const NO_PORT: &str = "no free port on the loopback interface";
