mod ca;
mod chain;
pub(crate) mod handshake;
mod name;
mod refusal;
mod tls_case;

use core::fmt;
use std::io;
use std::sync::Arc;

pub use ca::{Ca, InvalidCa};
pub use tls_case::{TlsCase, UnknownTlsCase};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// The TLS settings of a server: TLS 1.3, and 1.2 for clients that do not support 1.3.
///
/// ```
/// use scnet_notebook_mock::{Server, Tls};
///
/// let server = Server::builder().tls(Tls::new()).start()?;
/// assert!(server.url().starts_with("https://127.0.0.1:"));
/// let trusted = server.ca().expect("the server speaks TLS").pem();
/// assert!(trusted.starts_with("-----BEGIN CERTIFICATE-----"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// The certificate is valid for `localhost`, `127.0.0.1`, `::1`, `10.0.2.2` (the host, seen from a guest of QEMU), the
/// address of the listener, and the names given to [`Tls::with_name`].
#[derive(Clone, Debug)]
pub struct Tls {
    ca: Ca,
    case: Option<TlsCase>,
    names: Vec<String>,
}

/// The names of the server on the same machine, and from a guest of QEMU on it.
const NAMES: [&str; 4] = ["localhost", "127.0.0.1", "::1", "10.0.2.2"];

impl Tls {
    /// Makes settings with a new certificate authority.
    #[must_use]
    pub fn new() -> Self {
        Self::with_ca(Ca::new())
    }

    /// Makes settings with this certificate authority.
    #[must_use]
    pub fn with_ca(ca: Ca) -> Self {
        let (case, names) = (None, Vec::new());
        Self { ca, case, names }
    }

    /// Sets the handshake to one that a client must refuse.
    #[must_use]
    pub fn with_case(self, case: TlsCase) -> Self {
        let case = Some(case);
        Self { case, ..self }
    }

    /// Returns the TLS case, if the handshake has one.
    #[must_use]
    pub fn case(&self) -> Option<TlsCase> {
        self.case
    }

    /// Adds a DNS name, such as `api.scnet.example` or `*.scnet.example`, or an IP address to the certificate.
    ///
    /// A server with an invalid name does not [start](crate::Builder::start).
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    /// Returns the certificate authority that a client has to trust.
    #[must_use]
    pub fn ca(&self) -> &Ca {
        &self.ca
    }

    /// Returns the names given to [`Tls::with_name`].
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Makes the acceptor of a server at this address.
    pub(crate) fn acceptor(&self, address: String) -> io::Result<TlsAcceptor> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        self.names
            .iter()
            .try_for_each(|name| name::check(name))
            .map_err(invalid)?;
        let names = NAMES.into_iter().map(str::to_owned);
        let names = names.chain([address]).chain(self.names.iter().cloned()).collect();
        let key = match self.case {
            None => chain::good(&self.ca, names),
            Some(case) => chain::bad(case, &self.ca, names),
        };
        let key = key.map_err(|error| io::Error::other(format!("cannot make a certificate: {error}")))?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(FixedChain(Arc::new(key))));
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl Default for Tls {
    fn default() -> Self {
        Self::new()
    }
}

/// Sends every client the same chain, even an empty one.
struct FixedChain(Arc<CertifiedKey>);

impl ResolvesServerCert for FixedChain {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

impl fmt::Debug for FixedChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FixedChain(..)")
    }
}
