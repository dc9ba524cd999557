mod opening;

use core::time::Duration;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};

pub(crate) use opening::Starting;
use tokio::sync::oneshot;

use crate::config::Builder;
use crate::net::listener::Connections;
use crate::scenario::state::Door;
use crate::{Ca, Case, Delay, RecordedRequest};

/// A running mock of the service. It stops when it is dropped, which takes some milliseconds.
///
/// It lives on a thread of its own, so blocking and async tests use it alike: only to start it, and to wait for a
/// request, there is an async twin. Where it is dropped by a test that fails, it prints what it was sent.
#[derive(Debug)]
pub struct Server {
    url: String,
    address: SocketAddr,
    redirect_target: SocketAddr,
    door: Arc<Door>,
    connections: Arc<Connections>,
    ca: Option<Ca>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

const NO_PORT: &str = "no free port on the loopback interface";

/// Starting it.
impl Server {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// If the system has no port left.
    #[must_use]
    pub fn start() -> Self {
        let started = Self::builder().start();
        started.unwrap_or_else(|error| panic!("{NO_PORT}: {error}"))
    }

    /// Starts a server on a free port of the loopback interface, without blocking.
    ///
    /// # Panics
    ///
    /// If the system has no port left.
    pub async fn start_async() -> Self {
        let started = Self::builder().start_async().await;
        started.unwrap_or_else(|error| panic!("{NO_PORT}: {error}"))
    }

    /// Starts a server on an address, such as `127.0.0.1:8080`; port 0 stands for any free one.
    ///
    /// # Errors
    ///
    /// If it is not an address, or not one that can be listened on.
    pub fn listen(address: impl ToSocketAddrs) -> io::Result<Self> {
        Self::builder().listen(address).start()
    }

    /// Begins a server that is to be another than the usual one.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }
}

/// Telling it what to do.
impl Server {
    /// Returns the base URL, such as `http://127.0.0.1:8080`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address that stands in for another host: where a redirect leads that no client may follow. Whoever
    /// comes there is refused, and is in the journal.
    #[must_use]
    pub fn redirect_target(&self) -> SocketAddr {
        self.redirect_target
    }

    /// Returns the authority that a client has to trust, if the server speaks TLS.
    #[must_use]
    pub fn ca(&self) -> Option<&Ca> {
        self.ca.as_ref()
    }

    /// Sets the case to be played from now on where no other is chosen. At first it is the documented success.
    pub fn reply_with(&self, case: impl Into<Case>) {
        self.door.set_default(case.into());
    }

    /// Returns the case to be played where no other is chosen.
    #[must_use]
    pub fn default_case(&self) -> Case {
        self.door.default()
    }

    /// Appends a case to the queue. Each entry is used for one well-formed start, before anything else is asked.
    pub fn queue(&self, case: impl Into<Case>) {
        self.door.queue([case.into()]);
    }

    /// Returns the cases that are still in the queue.
    #[must_use]
    pub fn queued(&self) -> Vec<Case> {
        self.door.queued()
    }

    /// Sets how long it waits, from now on, before it plays a case.
    pub fn delay(&self, delay: Delay) {
        self.door.set_delay(delay);
    }

    /// Shows the requests received so far no longer, nor how many were dropped; the numbers go on.
    pub fn clear(&self) {
        self.door.journal().clear();
    }

    /// Empties the queue and the journal, makes the default and the delay what they were at the start, the random numbers
    /// included, and counts executed starts from 0. Only the numbers of requests go on.
    pub fn reset(&self) {
        self.door.reset();
    }
}

/// Looking at what it was sent.
impl Server {
    /// Returns the latest 1000 requests that have ended, and those that have not, in the order of their arrival.
    ///
    /// A request is here before its answer is on the wire. How it ended is here before the client can see that end.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.door.journal().after(0)
    }

    /// Waits until there are requests after the one with this number, and returns those.
    ///
    /// Where the numbers leave a gap, requests were dropped.
    pub async fn requests_after(&self, number: u64) -> Vec<RecordedRequest> {
        self.door
            .find(|journal| Some(journal.after(number)).filter(|requests| !requests.is_empty()))
            .await
    }

    /// Returns the requests that have not ended, those as well that were cleared.
    #[must_use]
    pub fn open_requests(&self) -> Vec<RecordedRequest> {
        self.door.journal().open()
    }

    /// Waits until more than this many requests have ended, and returns those beyond in the order of their ends, and how
    /// many have ended by now. Those that were cleared are here as well.
    ///
    /// Where there are fewer than have ended, the others made room for later ones.
    pub async fn ended_after(&self, ended: u64) -> (Vec<RecordedRequest>, u64) {
        let beyond = |(requests, now): (Vec<RecordedRequest>, u64)| (now > ended).then_some((requests, now));
        self.door.find(|journal| beyond(journal.ended_after(ended))).await
    }

    /// Waits, blocking, until the requests are as you want them, and returns them, or `None` when time is up.
    pub fn wait_for(
        &self,
        client_timeout: Duration,
        mut want: impl FnMut(&[RecordedRequest]) -> bool,
    ) -> Option<Vec<RecordedRequest>> {
        self.door.find_blocking(client_timeout, |journal| {
            let requests = journal.after(0);
            want(&requests).then_some(requests)
        })
    }

    /// Returns how many requests had to make room for later ones.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.door.journal().dropped()
    }

    /// Returns how many requests there have been.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.door.journal().count()
    }

    /// Returns how many starts may have happened ([`RecordedRequest::executed`]), since the start or the last reset.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.door.journal().executed()
    }

    /// Returns how many connections there have been.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.accepted.load(Ordering::SeqCst)
    }

    /// Waits, blocking, until every connection that was accepted has ended, and returns whether they have when time is up.
    #[must_use]
    pub fn wait_until_idle(&self, client_timeout: Duration) -> bool {
        let (accepted, ended) = (&self.connections.accepted, &self.connections.ended);
        let is_idle = || ended.load(Ordering::SeqCst) == accepted.load(Ordering::SeqCst);
        self.door
            .find_blocking(client_timeout, |_| is_idle().then_some(()))
            .is_some()
    }
}

impl Drop for Server {
    #[expect(clippy::print_stderr, reason = "a test that fails shows what it is printed")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{} was sent:", self.url);
            for request in self.requests() {
                eprintln!("  {request}");
            }
        }
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has ended as well.
            let _ = thread.join();
        }
    }
}
