use core::time::Duration;
use std::{string::String, vec::Vec};

use embedded_svc::io::ErrorKind;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use ureq::{
    Agent, Proxy,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::{
    error::StdHttpError,
    proxy::{self, Exceptions},
};

/// Firewalls refuse requests without it.
pub(super) const USER_AGENT: &str = concat!("scnet-notebook/", env!("CARGO_PKG_VERSION"));

/// The settings of a connection.
pub(super) struct Settings {
    pub(super) roots: RootCerts,
    pub(super) connect_timeout: Duration,
    pub(super) total_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            roots: RootCerts::WebPki,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
        }
    }
}

impl Settings {
    /// Creates an agent with these settings. It adds only `Host` to a request, and keeps no connection.
    fn agent(&self, proxy: Option<Proxy>) -> Agent {
        // Time points further ahead overflow.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let total = self.total_timeout.min(YEAR);
        let connect = self.connect_timeout.min(total);
        Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(self.roots.clone()).build())
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .timeout_global(Some(total))
            .proxy(proxy)
            .max_idle_connections(0)
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(USER_AGENT) // for the request to a proxy
            .accept("")
            .accept_encoding("")
            .build()
            .into()
    }
}

/// The agents of a connection, one for each way to a server.
pub(super) struct Agents {
    direct: Agent,
    http: Route,
    https: Route,
    exceptions: Exceptions,
}

/// The agent for a proxy and its name, if the URLs of a scheme have one, or the name of a variable that is not the URL of a proxy.
type Route = Result<Option<(Agent, String)>, &'static str>;

impl Agents {
    /// Makes the agents, with the proxies of the environment.
    pub(super) fn new(settings: &Settings) -> Self {
        let route = |is_secure| -> Route {
            Ok(proxy::from_env(is_secure)?.map(|proxy| {
                let name = proxy::name(&proxy);
                (settings.agent(Some(proxy)), name)
            }))
        };
        Self {
            direct: settings.agent(None),
            http: route(false),
            https: route(true),
            exceptions: Exceptions::from_env(),
        }
    }

    /// Returns the agent for a URL, and the name of the proxy if one is used.
    pub(super) fn for_uri(&self, uri: &Uri) -> Result<(&Agent, Option<&str>), StdHttpError> {
        let is_secure = uri.scheme_str() == Some("https");
        match if is_secure { &self.https } else { &self.http } {
            _ if self.exceptions.contain(uri) => Ok((&self.direct, None)),
            Ok(None) => Ok((&self.direct, None)),
            Ok(Some((agent, name))) => Ok((agent, Some(name))),
            Err(name) => Err(proxy::invalid(name)),
        }
    }
}

/// Reads the certificates in a PEM text, at least one.
pub(super) fn private_roots(pem: &[u8]) -> Result<RootCerts, StdHttpError> {
    let refused = |reason: &str| StdHttpError::refused(ErrorKind::InvalidData, reason);
    // Some editors begin a text with a byte order mark.
    let pem = pem.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(pem);
    let mut store = RootCertStore::empty();
    let mut certificates = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| refused("the CA is not valid PEM"))?;
        certificates.push(Certificate::from_der(&certificate).to_owned());
        let added = store.add(certificate);
        added.map_err(|_| refused("the CA has a certificate that is not valid X.509"))?;
    }
    if !certificates.is_empty() {
        return Ok(RootCerts::from(certificates));
    }
    // The first bytes of a certificate in DER, and of no text.
    Err(refused(if pem.starts_with(&[0x30, 0x82]) {
        "the CA is DER, not PEM; convert it by `openssl x509 -inform der`"
    } else {
        "the CA holds no certificate in PEM"
    }))
}
