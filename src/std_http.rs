//! The connection of a host, over ureq.

mod connection;
mod error;
mod request;
mod response;
mod settings;

use core::{fmt, time::Duration};

pub use error::StdHttpError;
pub use response::{ResponseBody, ResponseHead};

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
/// `https` servers are verified against the public roots, or against a CA [of your own](Self::with_private_ca). Plain
/// `http` works too, for a bench: it shows the token to everybody on the way.
///
/// A proxy, HTTP or SOCKS, is taken from the environment: the first of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY` (or
/// the same in lower case) that holds one serves every URL, but for the hosts in `NO_PROXY` and for this machine itself.
///
/// Only the given headers and `Host` are sent, redirects are not followed, no status is an error, and nothing is ever
/// sent twice. Once a reply was read to its end, an `http` connection is kept for the next request. An `https`
/// connection is not, since ureq cannot tell whether a server sent more than the reply on it; the next handshake resumes
/// the session where the server allows it.
///
/// # When a request is sent
///
/// `write` gathers the body. The write that brings it to its `Content-Length` does the whole exchange and tells whether
/// the body was sent: if that write fails, no byte of it was. Once the first byte may be out, the write succeeds and a
/// failure comes from `initiate_response`. So a failure up to the last write means "not sent", a later one "unknown",
/// as [`StdHttpError::is_unsent`] says too. Without a `Content-Length`, or with an empty body, the exchange happens in
/// `initiate_response`.
///
/// A failed call leaves nothing behind: the next `initiate_request` begins afresh, and what is left of an older reply
/// is dropped with its connection to the server.
///
/// # What ureq makes of a reply
///
/// It reads the HTTP, in some cases otherwise than `StreamConnection` does. None of them makes an answer of what is none:
/// that is the documented reply, whole, whatever the HTTP around it. Where there is no such reply, the outcome is unknown.
///
/// - A body in chunks may lack the empty line at its end, and one without a length may be ended by a reset.
/// - Interim replies are passed over until the time is up, however many.
/// - A head of more than 64 KiB or 128 headers is an error, and so is a line with the size of a chunk that has more than
///   20 bytes.
/// - A chunk of an impossible size is waited for until the time is up.
///
/// # Logging
///
/// ureq logs through the `log` crate and hides the values of headers, but at level `trace` its part `ureq_proto` prints
/// all that is sent, the token too. Keep that target at `debug` or less.
pub struct StdHttpConnection {
    settings: Settings,
    agents: Agents,
    state: State,
    no_reply: Response,
}

#[derive(Default)]
enum State {
    #[default]
    Idle,
    /// The body of the request is being gathered.
    Request(Request),
    /// The request was sent, or may have been, and nobody has asked yet how it went.
    Exchanged(Result<Response, StdHttpError>),
    Response(Response),
}

impl StdHttpConnection {
    /// Creates a connection that trusts the public roots. It gives up after 10 seconds without an address, another 10
    /// without a connection, and 30 altogether.
    #[must_use]
    pub fn new() -> Self {
        Self::from_settings(Settings::default())
    }

    /// Trusts the certificates in this PEM text and, from now on, no public root.
    ///
    /// # Errors
    ///
    /// The text is not valid PEM, or holds no certificate.
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

    /// Limits the time from the exchange's begin to the last byte of the reply; 30 seconds, and at most a year.
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
            no_reply: Response::default(),
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
