mod runtime;
mod verify;

use core::time::Duration;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use runtime::ServerThread;
pub use verify::Verification;

use crate::config::Builder;
use crate::context::Context;
use crate::journal::{Filter, Journal, RecordedRequest, report};
use crate::net::HostNames;
use crate::net::tls::{Ca, Tls};
use crate::scenario::{Case, Delay, NotebookState, Notebooks, Queued, State};
use crate::upstream::Calls;

/// A running mock of the service. It stops within milliseconds when it is dropped.
///
/// The server has a thread of its own, so blocking and async tests use the same methods, but for waiting. If a test fails,
/// the dropped server prints its journal.
#[derive(Debug)]
pub struct Server {
    context: Arc<Context>,
    ca: Option<Ca>,
    thread: Option<ServerThread>,
}

const NO_PORT: &str = "no free port on the loopback interface";

/// Start.
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

    /// Starts a server on a free port of the loopback interface, from async code.
    ///
    /// # Panics
    ///
    /// If the system has no port left.
    pub async fn start_async() -> Self {
        let started = Self::builder().start_async().await;
        started.unwrap_or_else(|error| panic!("{NO_PORT}: {error}"))
    }

    /// Starts a server on an address, such as `127.0.0.1:8080`; port 0 takes a free port.
    ///
    /// # Errors
    ///
    /// If the address is invalid or cannot be listened on.
    pub fn listen(address: impl ToSocketAddrs) -> io::Result<Self> {
        Self::builder().listen(address).start()
    }

    /// Returns the default settings of a server, to change them and start it.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }
}

/// Control.
impl Server {
    /// Returns the base URL, such as `http://127.0.0.1:8080`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.context.url
    }

    /// Returns the address of the listener.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.context.address
    }

    /// Returns the address of a second listener, for a redirect of your own that no client may follow. Requests to it are
    /// recorded and refused. The cases of the catalogue redirect to [another name](crate::Script::REDIRECT_TARGET) instead.
    #[must_use]
    pub fn redirect_target(&self) -> SocketAddr {
        self.context.redirect_target
    }

    /// Returns the certificate authority that a client has to trust, if the server speaks TLS.
    #[must_use]
    pub fn ca(&self) -> Option<&Ca> {
        self.ca.as_ref()
    }

    /// Sets the default case, for requests that select no other. At the start it is the documented success.
    pub fn reply_with(&self, case: impl Into<Case>) {
        self.context.state.set_default(case.into());
    }

    /// Returns the default case.
    #[must_use]
    pub fn default_case(&self) -> Case {
        self.context.state.default()
    }

    /// Appends an entry to the queue: a case for one valid start, or a [`Queued`] for several, or for one device. The queue
    /// precedes any other selection. An entry like the last one adds its uses to that.
    pub fn queue(&self, entry: impl Into<Queued>) {
        self.context.state.queue(entry.into());
    }

    /// Returns the entries of the queue, with the uses that are left.
    #[must_use]
    pub fn queued(&self) -> Vec<Queued> {
        let entries = self.context.state.queued().into_iter();
        entries.map(|entry| entry.queued).collect()
    }

    /// Sets the delay before the server plays a case.
    pub fn delay(&self, delay: Delay) {
        self.context.state.set_delay(delay);
    }

    /// Sets the state of a notebook. Has no effect unless the server is [stateful](Builder::stateful), or if the id has anything
    /// but up to 64 digits.
    pub fn set_notebook(&self, id: &str, state: NotebookState) {
        if let Some(notebooks) = &self.context.notebooks {
            notebooks.set(id, state);
        }
    }

    /// Returns the known states of notebooks, in the order in which the notebooks became known; none, unless the server is
    /// [stateful](Builder::stateful).
    #[must_use]
    pub fn notebooks(&self) -> Vec<(String, NotebookState)> {
        let notebooks = self.context.notebooks.as_ref();
        notebooks.map(Notebooks::all).unwrap_or_default()
    }

    /// Clears the journal and the number of dropped requests, and forgets the starts that a later one may repeat. The numbers
    /// of later requests go on.
    pub fn clear(&self) {
        self.context.journal.entries().clear();
    }

    /// Clears the journal, restores the first queue, the default case, the delay and its random numbers, forgets the states of
    /// notebooks, and counts executed and repeated starts from 0. Cuts off every call whose reply is delayed or stalls, so
    /// that none is answered later. Only the numbers of requests go on.
    pub fn reset(&self) {
        self.context.reset();
    }
}

/// End.
impl Server {
    /// Passes no further start on to the upstream service.
    pub fn close_upstream(&self) {
        self.context.calls.close();
    }

    /// Waits until the starts that were passed on to the upstream service are answered.
    pub async fn upstream_calls_ended(&self) {
        self.context.calls.ended().await;
    }

    /// Returns the number of starts that were passed on to the upstream service and are not answered yet.
    #[must_use]
    pub fn upstream_calls(&self) -> u64 {
        self.context.calls.count()
    }

    /// Stops the server: it cuts off every connection, and records nothing more. What it has recorded stays. The answer to a
    /// start that was passed on is lost; [`upstream_calls_ended`](Self::upstream_calls_ended) waits for it.
    pub fn stop(&mut self) {
        self.thread = None;
    }
}

/// Observation.
impl Server {
    /// Returns the latest 1000 requests that have ended, and all that have not, in the order of their arrival.
    ///
    /// A request is recorded before its answer is sent, and the end of its connection before the client can see that end.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.context.journal.entries().after(0).cloned().collect()
    }

    /// Waits until requests have come after the one with this number, and returns them.
    ///
    /// A gap in the numbers means that requests were dropped.
    pub async fn requests_after(&self, number: u64) -> Vec<RecordedRequest> {
        loop {
            self.context.journal.wait_matching(Filter::after(number), 1).await;
            let entries = self.context.journal.entries();
            let requests: Vec<_> = entries.after(number).cloned().collect();
            // Another user may have cleared them meanwhile.
            if !requests.is_empty() {
                return requests;
            }
        }
    }

    /// Returns the requests that have not ended, including those that were cleared.
    #[must_use]
    pub fn open_requests(&self) -> Vec<RecordedRequest> {
        self.context.journal.entries().open()
    }

    /// Waits until more than this many requests have ended. Returns the later ones in the order of their ends, including those
    /// that were cleared, and the number of requests that have ended.
    ///
    /// If fewer requests are returned than have ended, the others made room for later ones.
    pub async fn ended_after(&self, ended: u64) -> (Vec<RecordedRequest>, u64) {
        self.context.journal.wait_ended_after(ended).await
    }

    /// Waits, blocking, until a condition on the requests holds, and returns them. Returns `None` on a timeout.
    pub fn wait_for(
        &self,
        timeout: Duration,
        mut condition: impl FnMut(&[RecordedRequest]) -> bool,
    ) -> Option<Vec<RecordedRequest>> {
        self.context.journal.wait_blocking(timeout, |entries| {
            let requests: Vec<_> = entries.after(0).cloned().collect();
            condition(&requests).then_some(requests)
        })
    }

    /// Returns the number of requests that made room for later ones.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.context.journal.entries().dropped()
    }

    /// Returns the number of requests.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.context.journal.entries().count()
    }

    /// Returns the number of starts that may have happened ([`RecordedRequest::executed`]), since the start or the last reset.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.context.journal.entries().executed()
    }

    /// Returns the number of repeated starts ([`RecordedRequest::repeated_after`]), since the start or the last reset.
    #[must_use]
    pub fn repeats(&self) -> u64 {
        self.context.journal.entries().repeated()
    }

    /// Returns the number of executed starts since the start, whatever was reset.
    #[must_use]
    pub fn executed_in_all(&self) -> u64 {
        self.context.journal.entries().executed_in_all()
    }

    /// Returns the number of repeated starts since the start, whatever was reset.
    #[must_use]
    pub fn repeats_in_all(&self) -> u64 {
        self.context.journal.entries().repeated_in_all()
    }

    /// Verifies how many requests have come, and waits for them: `server.verify().posts(1).within(duration)?`.
    pub fn verify(&self) -> Verification {
        Verification::new(Arc::clone(&self.context))
    }

    /// Returns the number of connections.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.context.connections()
    }

    /// Waits, blocking, until every connection has ended. Returns false on a timeout.
    #[must_use]
    pub fn wait_until_idle(&self, timeout: Duration) -> bool {
        let idle = || self.context.is_idle().then_some(());
        self.context.journal.wait_blocking(timeout, |_| idle()).is_some()
    }
}

impl Drop for Server {
    #[expect(clippy::print_stderr, reason = "shown by a test that fails")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            // In one write, so that the reports of two servers do not mix.
            eprint!("{}", report(self.url(), &self.requests()));
        }
    }
}

/// In this module because `config` does not depend on `Server`.
impl Builder {
    /// Starts the server, which takes some milliseconds.
    ///
    /// # Errors
    ///
    /// If the address is invalid or cannot be listened on; of the kind `InvalidData`, if a [name](Tls::with_name) cannot be in
    /// a certificate.
    pub fn start(self) -> io::Result<Server> {
        let listener = TcpListener::bind(self.addresses?.as_slice())?;
        let address = listener.local_addr()?;
        let redirect_target = TcpListener::bind((address.ip(), 0))?;
        let acceptor = self.tls.as_ref().map(|tls| tls.acceptor(address.ip().to_string()));
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let context = Arc::new(Context {
            url: format!("{scheme}://{address}"),
            address,
            host_names: HostNames::new(self.tls.as_ref().map_or(&[], Tls::names)),
            redirect_target: redirect_target.local_addr()?,
            client_timeout: self.client_timeout,
            acceptor: acceptor.transpose()?,
            tls_case: self.tls.as_ref().and_then(Tls::case),
            state: State::new(self.queue, self.default, self.delay),
            upstream: self.upstream,
            calls: Calls::default(),
            notebooks: self.running.map(Notebooks::new),
            journal: Journal::default(),
            accepted: AtomicU64::new(0),
            ended: AtomicU64::new(0),
        });
        Ok(Server {
            thread: Some(ServerThread::start(listener, redirect_target, &context)?),
            context,
            ca: self.tls.map(|tls| tls.ca().clone()),
        })
    }

    /// Starts the server from async code.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start).
    pub async fn start_async(self) -> io::Result<Server> {
        self.start()
    }
}
