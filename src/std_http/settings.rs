use core::{net::IpAddr, time::Duration};
use std::vec::Vec;

use embedded_svc::io::ErrorKind;
use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy};

use super::error::StdHttpError;

/// What can be set.
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
    /// Creates an agent that acts on these settings and adds nothing of its own to a request but `Host`.
    fn agent(&self, kept_connections: usize, proxy: Option<Proxy>) -> Agent {
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
            .max_idle_connections(kept_connections)
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .build()
            .into()
    }
}

/// The agents, since what may be kept differs by scheme, and what goes through a proxy by host.
pub(super) struct Agents {
    direct: ByScheme,
    proxied: ByScheme,
}

struct ByScheme {
    plain: Agent,
    secure: Agent,
}

impl Agents {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            direct: ByScheme::new(settings, None),
            proxied: ByScheme::new(settings, Proxy::try_from_env()),
        }
    }

    pub(super) fn for_uri(&self, uri: &Uri) -> &Agent {
        let agents = if is_loopback(uri) { &self.direct } else { &self.proxied };
        match uri.scheme_str() {
            Some("http") => &agents.plain,
            _ => &agents.secure,
        }
    }
}

impl ByScheme {
    fn new(settings: &Settings, proxy: Option<Proxy>) -> Self {
        Self {
            plain: settings.agent(1, proxy.clone()),
            // ureq closes a connection on which more came than the reply, but it does not look into the buffers of TLS.
            // A second reply in there would answer the next request.
            secure: settings.agent(0, proxy),
        }
    }
}

/// Returns whether a URL leads to this machine, which to a proxy would be another.
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
