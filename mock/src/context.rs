use core::fmt;
use core::time::Duration;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_rustls::TlsAcceptor;

use crate::journal::Journal;
use crate::net::HostNames;
use crate::net::tls::TlsCase;
use crate::scenario::{Notebooks, State};
use crate::upstream::{Calls, Upstream};

/// State shared by a server and its connections.
pub(crate) struct Context {
    pub(crate) url: String,
    /// The address of the listener.
    pub(crate) address: SocketAddr,
    /// The names by which the page and the admin interface may be called.
    pub(crate) host_names: HostNames,
    pub(crate) redirect_target: SocketAddr,
    pub(crate) client_timeout: Duration,
    pub(crate) acceptor: Option<TlsAcceptor>,
    pub(crate) tls_case: Option<TlsCase>,
    pub(crate) state: State,
    /// The service to which starts are passed on.
    pub(crate) upstream: Option<Upstream>,
    pub(crate) calls: Calls,
    /// The states of notebooks, if the server is stateful.
    pub(crate) notebooks: Option<Notebooks>,
    pub(crate) journal: Journal,
    /// The numbers of connections accepted and ended.
    pub(crate) accepted: AtomicU64,
    pub(crate) ended: AtomicU64,
}

impl Context {
    /// Restores the initial state, and cuts off the requests that are open.
    pub(crate) fn reset(&self) {
        self.state.reset();
        self.notebooks.iter().for_each(Notebooks::reset);
        self.journal.entries().reset();
    }

    /// Counts a connection, and returns its number.
    pub(crate) fn begin_connection(&self) -> u64 {
        self.accepted.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Counts the end of a connection.
    pub(crate) fn end_connection(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
        self.journal.notify();
    }

    /// Returns the number of accepted connections.
    pub(crate) fn connections(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    /// Returns whether every accepted connection has ended.
    pub(crate) fn is_idle(&self) -> bool {
        self.ended.load(Ordering::SeqCst) == self.connections()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("url", &self.url)
            .field("state", &self.state)
            .field("journal", &self.journal)
            .finish_non_exhaustive()
    }
}
