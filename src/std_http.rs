//! The connection of a host, over ureq.

mod connection;
mod error;
mod proxy;
mod request;
mod response;
mod settings;
mod tls;

use core::{fmt, time::Duration};

pub use error::StdHttpError;
pub use response::{ResponseBody, ResponseHead};
pub use tls::tls_reason;

use request::Request;
use response::Response;
use settings::{Agents, Settings};

/// An HTTP connection for hosts and Linux gateways: blocking, over ureq with rustls.
///
/// ```
/// use core::time::Duration;
/// use scnet_notebook::StdHttpConnection;
///
/// let connection = StdHttpConnection::new().with_total_timeout(Duration::from_secs(5));
/// ```
///
/// It carries what a start needs: a POST with a `Content-Length`. Redirects are not followed, a response of any status is returned,
/// and nothing is sent twice.
///
/// Every request opens a connection of its own and says `Connection: close`. The connection is closed as soon as the reply was
/// read to its end or anything fails. A request that was abandoned is discarded by
/// the next `initiate_request`.
///
/// It sends `Host`, `Connection` and `User-Agent`, then the given headers.
///
/// `https` servers are verified against the public roots, or against a CA [of your own](Self::with_private_ca). `http` works
/// too, for a bench: everybody on the way can read the token.
///
/// A proxy, HTTP or SOCKS, is taken from the environment by the rules of curl: from `HTTPS_PROXY` or `HTTP_PROXY`, by the scheme
/// of the URL, else from `ALL_PROXY`; names in lower case come first. It is not used for the hosts in `NO_PROXY` and for this
/// machine itself. A variable that names no proxy is an error. Both schemes go through an HTTP proxy by CONNECT, which some proxies
/// allow for port 443 only.
///
/// # When a request is sent
///
/// `write` collects the body. The write that completes it connects, sends the request and receives the head of the response. If that
/// write fails, no byte of the body was sent. Once the first byte may be out, the write succeeds, and a failure comes from `initiate_response`. So a failure up to the
/// last write means "not sent", a later one "unknown", as [`StdHttpError::is_unsent`] says too. An empty body is sent by
/// `initiate_response`.
///
/// # Differences in parsing replies
///
/// ureq is more lenient than `StreamConnection` in some cases. Even so, only the documented reply counts as a success.
///
/// - A body in chunks may lack the empty line at its end, and a reset may end a body without a length.
/// - Interim replies are skipped until the time is up, regardless of their number.
/// - A head of more than 64 KiB or 128 headers is an error, and so is a chunk size of more than 20 characters.
/// - An impossibly large chunk is waited for until the time is up.
///
/// # Signals
///
/// A read that a signal interrupts is tried again, and so is a write. The time limits hold all the same.
///
/// # Logging
///
/// ureq logs through the `log` crate. At level `debug` it logs the heads, with the values of headers like `Content-Length` and
/// `Server`, and never that of `token`. At level `trace`, its part `ureq_proto` logs everything that is sent, the token included.
/// Keep that target at `debug` or less.
pub struct StdHttpConnection {
    settings: Settings,
    agents: Agents,
    state: State,
    no_response: Response,
}

#[derive(Default)]
enum State {
    #[default]
    Idle,
    /// The body of the request is not complete.
    Request(Request),
    /// The request was sent, or may have been. The result waits for `initiate_response`.
    Exchanged(Result<Response, StdHttpError>),
    Response(Response),
}

impl StdHttpConnection {
    /// Creates a connection that trusts the public roots. Its time limits are 10 seconds to resolve the name, 10 to connect, and 30
    /// in total.
    #[must_use]
    pub fn new() -> Self {
        Self::from_settings(Settings::default())
    }

    /// Trusts the certificates in this PEM text and, from now on, no public root.
    ///
    /// # Errors
    ///
    /// The text is not valid PEM, holds no certificate, or one that is not valid X.509.
    pub fn with_private_ca(self, pem: &[u8]) -> Result<Self, StdHttpError> {
        let roots = settings::private_roots(pem)?;
        Ok(Self::from_settings(Settings { roots, ..self.settings }))
    }

    /// Limits the time to resolve a host name, and the time to connect to it with the TLS handshake; 10 seconds each,
    /// and never more than the [total](Self::with_total_timeout).
    #[must_use]
    pub fn with_connect_timeout(self, connect_timeout: Duration) -> Self {
        Self::from_settings(Settings {
            connect_timeout,
            ..self.settings
        })
    }

    /// Limits the time from the beginning of the exchange to the last byte of the reply; 30 seconds, and at most a year.
    #[must_use]
    pub fn with_total_timeout(self, total_timeout: Duration) -> Self {
        Self::from_settings(Settings {
            total_timeout,
            ..self.settings
        })
    }

    fn from_settings(settings: Settings) -> Self {
        Self {
            agents: Agents::new(&settings),
            settings,
            state: State::Idle,
            no_response: Response::default(),
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
        let state = match &self.state {
            State::Idle => "Idle",
            State::Request(_) => "Request",
            State::Exchanged(_) => "Exchanged",
            State::Response(_) => "Response",
        };
        f.debug_struct("StdHttpConnection")
            .field("connect_timeout", &self.settings.connect_timeout)
            .field("total_timeout", &self.settings.total_timeout)
            .field("state", &format_args!("{state}"))
            .finish_non_exhaustive()
    }
}
