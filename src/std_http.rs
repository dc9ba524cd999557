//! The connection of a host, over its sockets and rustls.

mod addresses;
mod connection;
mod connector;
mod error;
mod host_stream;
mod proxy;
mod roots;
mod socket;
mod tls_error;
mod tls_stream;

use core::{fmt, time::Duration};
use std::sync::Arc;

pub use connection::ResponseBody;
pub use error::StdHttpError;
pub use host_stream::HostStream;
pub use roots::ca_roots;
pub use tls_error::{handshake_error, session_error};

use connector::Connector;

use crate::http1::ResponseHead;

/// An HTTP connection for hosts and Linux gateways: blocking, over the sockets of the standard library and rustls.
///
/// ```
/// use core::time::Duration;
/// use scnet_notebook::StdHttpConnection;
///
/// let connection = StdHttpConnection::new().with_total_timeout(Duration::from_secs(5));
/// ```
///
/// It is a [`StreamConnection`](crate::StreamConnection) whose [stream](HostStream) has a deadline, verified TLS, and the proxies of
/// the environment: it carries a POST with its length, connects when a request begins, reads a response as strictly, and sends
/// nothing twice. Redirects are not followed, and a response of any status is returned.
///
/// `https` servers are verified against the public roots, or against a CA [of your own](Self::with_private_ca), before any byte of
/// a request is sent. `http` works too, for a bench: everybody on the way can read the token.
///
/// The name of a server is resolved on a thread that is not waited for after the deadline. If an address does not answer within
/// 250 ms, or less if many share the time to connect, the next one is tried as well. Where no thread can be made, only an IP address can be called.
///
/// A proxy, HTTP or SOCKS, is taken from the environment by the rules of curl: from `HTTPS_PROXY` or `HTTP_PROXY`, by the scheme
/// of the URL, else from `ALL_PROXY`; names in lower case come first. In a CGI program, `HTTP_PROXY` is a header of the client
/// and does not count. A proxy is not used for the hosts in `NO_PROXY` and for this machine itself. A variable that names no proxy,
/// or no hosts, is an error. Through an HTTP proxy, `https` goes by CONNECT, which may fail with "not sent", and `http` by a request in
/// absolute form, to which a refusal of the proxy is a response as any other.
///
/// A failure up to the last `write` means "not sent", a later one "unknown", as [`StdHttpError::is_unsent`] says too.
///
/// A read that a signal interrupts is tried again, and so is a write. The time limits hold all the same.
pub struct StdHttpConnection {
    connector: Connector,
    head: ResponseHead,
    body: ResponseBody,
}

impl StdHttpConnection {
    /// Creates a connection that trusts the public roots. Its time limits are 10 seconds to connect, and 30 in total.
    #[must_use]
    pub fn new() -> Self {
        Self::with_connector(Connector::new())
    }

    /// Trusts the certificates in this PEM text and, from now on, no public root.
    ///
    /// # Errors
    ///
    /// The text holds no certificate, or one that is not valid PEM or X.509. None is left out.
    pub fn with_private_ca(mut self, pem: &[u8]) -> Result<Self, StdHttpError> {
        self.connector.roots = Arc::new(ca_roots(pem)?);
        Ok(Self::with_connector(self.connector))
    }

    /// Limits the time to connect: to resolve the name, to reach the server, through a proxy if there is one, and for the TLS
    /// handshake; 10 seconds, and never more than the [total](Self::with_total_timeout).
    #[must_use]
    pub fn with_connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connector.connect_timeout = connect_timeout;
        Self::with_connector(self.connector)
    }

    /// Limits the time from the beginning of the request to the last byte of the reply; 30 seconds, and at most a year.
    #[must_use]
    pub fn with_total_timeout(mut self, total_timeout: Duration) -> Self {
        self.connector.total_timeout = total_timeout;
        Self::with_connector(self.connector)
    }

    fn with_connector(connector: Connector) -> Self {
        Self {
            head: ResponseHead::new(),
            body: ResponseBody::new(connector.clone()),
            connector,
        }
    }
}

impl Default for StdHttpConnection {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for StdHttpConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StdHttpConnection")
            .field("connect_timeout", &self.connector.connect_timeout)
            .field("total_timeout", &self.connector.total_timeout)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// The value of `User-Agent`. Firewalls refuse requests without it.
const USER_AGENT: &str = concat!("scnet-notebook/", env!("CARGO_PKG_VERSION"));
