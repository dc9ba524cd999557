use core::time::Duration;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};

use scnet_notebook::Code;

use crate::net::tls::Tls;
use crate::scenario::{Case, Delay, Queued};
use crate::upstream::Upstream;

/// The settings of a [`Server`](crate::Server) that is not started yet.
#[derive(Debug)]
pub struct Builder {
    pub(crate) addresses: io::Result<Vec<SocketAddr>>,
    pub(crate) queue: Vec<Queued>,
    pub(crate) default: Case,
    pub(crate) delay: Delay,
    pub(crate) client_timeout: Duration,
    pub(crate) tls: Option<Tls>,
    pub(crate) running: Option<Code>,
    pub(crate) upstream: Option<Upstream>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            addresses: Ok(vec![(Ipv4Addr::LOCALHOST, 0).into()]),
            queue: Vec::new(),
            default: Case::default(),
            delay: Delay::default(),
            client_timeout: Duration::from_secs(30),
            tls: None,
            running: None,
            upstream: None,
        }
    }

    /// Sets the address to listen on, such as `127.0.0.1:8080`; port 0 takes a free port.
    ///
    /// Without it, the server takes a free port of the loopback interface, which only this machine can reach.
    #[must_use]
    pub fn listen(self, address: impl ToSocketAddrs) -> Self {
        let addresses = address.to_socket_addrs().map(Iterator::collect);
        Self { addresses, ..self }
    }

    /// Appends an entry to the queue with which the server starts, and which a reset restores.
    #[must_use]
    pub fn queue(mut self, entry: impl Into<Queued>) -> Self {
        self.queue.push(entry.into());
        self
    }

    /// Sets the default case. Without it, this is the documented success.
    #[must_use]
    pub fn case(self, case: impl Into<Case>) -> Self {
        let default = case.into();
        Self { default, ..self }
    }

    /// Sets the delay before the server plays a case. Without it, there is none.
    #[must_use]
    pub fn delay(self, delay: Delay) -> Self {
        Self { delay, ..self }
    }

    /// Sets the time that a client may take to send a request, and to receive what is sent. Without it, this is 30 seconds.
    /// Between two requests a connection may be idle for ten times as long.
    #[must_use]
    pub fn client_timeout(self, client_timeout: Duration) -> Self {
        Self { client_timeout, ..self }
    }

    /// Sets TLS for the service. Plain HTTP then serves only the admin interface, on the same port.
    #[must_use]
    pub fn tls(self, tls: Tls) -> Self {
        let tls = Some(tls);
        Self { tls, ..self }
    }

    /// Passes on to this service the starts that select no case of their own: it becomes the default case, until another one is
    /// set. **A start costs money, and cannot be taken back.**
    ///
    /// Each start is passed on once, after the delay, and its [record](crate::RecordedRequest::upstream) has the answer and the
    /// differences of that from the service's page. The device gets the same status, headers and body, of up to 64 KiB. If
    /// there is no whole answer, it gets 502, or 504 after the [limit](Upstream::with_limit), without an envelope: the header
    /// `Mock-Problem` has the reason. The start counts as executed unless nothing was sent, or the answer refuses it; a
    /// [stateful](Self::stateful) server takes each start that is passed on for an executed one.
    #[must_use]
    pub fn upstream(self, upstream: Upstream) -> Self {
        Self {
            default: Case::upstream(),
            upstream: Some(upstream),
            ..self
        }
    }

    /// Makes the server remember which notebooks run, and answer with this code if a running one is started once more.
    ///
    /// A start that counts as executed sets its notebook to running, and so does
    /// [`Server::set_notebook`](crate::Server::set_notebook). The code replaces the default case alone, and not one that
    /// begins before the request has come whole. The states of the latest 10,000 notebooks are kept.
    ///
    /// The answer of the service to such a start is undocumented; here, unless its code is 0, it starts nothing. Without this,
    /// the server remembers no states.
    #[must_use]
    pub fn stateful(self, running: Code) -> Self {
        let running = Some(running);
        Self { running, ..self }
    }
}
