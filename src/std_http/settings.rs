use core::{net::IpAddr, time::Duration};
use std::vec::Vec;

use embedded_svc::io::ErrorKind;
use ureq::{
    Agent, Proxy,
    http::Uri,
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use super::error::StdHttpError;

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

/// The agents, with and without the proxy of the environment.
pub(super) struct Agents {
    direct: Agent,
    proxied: Agent,
}

impl Agents {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            direct: settings.agent(None),
            proxied: settings.agent(Proxy::try_from_env()),
        }
    }

    pub(super) fn for_uri(&self, uri: &Uri) -> &Agent {
        if is_loopback(uri) { &self.direct } else { &self.proxied }
    }
}

/// Returns whether a URL names this machine. To a proxy that would be another machine.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Reads the certificates in a PEM text, at least one.
pub(super) fn private_roots(pem: &[u8]) -> Result<RootCerts, StdHttpError> {
    let refused = |reason| StdHttpError::refused(ErrorKind::InvalidData, reason);
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| refused("the CA is not valid PEM"))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(refused("the CA holds no certificate"));
    }
    Ok(RootCerts::from(certificates))
}
