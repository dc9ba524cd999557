use core::{net::IpAddr, time::Duration};
use std::{boxed::Box, error, fmt, format, io, string::String, sync::Arc, time::Instant, vec::Vec};

use rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::{
    addresses::resolve,
    host_stream::{HostStream, Transport},
    proxy::{Exceptions, Forward, Protocol, Proxy, Route, origin, socks, tunnel},
    socket::Socket,
};
use crate::{Connect, http1::Endpoint};

/// Opens streams, through a proxy where the environment asks for it.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) roots: Arc<RootCertStore>,
    pub(super) connect_timeout: Duration,
    pub(super) total_timeout: Duration,
    http: Route,
    https: Route,
    exceptions: Exceptions,
}

/// The reason why no stream could be opened, which names the server.
#[derive(Debug)]
pub(super) struct NotConnected(String);

impl Connector {
    /// Trusts the public roots, and takes the proxies of the environment.
    pub(super) fn new() -> Self {
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        Self {
            roots: Arc::new(roots),
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            http: Proxy::from_env(false),
            https: Proxy::from_env(true),
            exceptions: Exceptions::from_env(),
        }
    }

    /// Returns the proxy for a server.
    fn proxy(&self, endpoint: &Endpoint<'_>) -> io::Result<Option<Proxy>> {
        let is_direct = self.exceptions.contain(endpoint.host, endpoint.port);
        if is_direct == Ok(true) {
            return Ok(None);
        }
        let invalid = |reason: &String| not_connected(io::ErrorKind::InvalidInput, reason.clone());
        let route = if endpoint.is_secure { &self.https } else { &self.http };
        let proxy = route.as_ref().map_err(invalid)?;
        if proxy.is_some() {
            is_direct.map_err(invalid)?;
        }
        Ok(proxy.clone())
    }

    fn tls(&self) -> io::Result<Arc<ClientConfig>> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        Ok(Arc::new(
            config
                .with_root_certificates(Arc::clone(&self.roots))
                .with_no_client_auth(),
        ))
    }

    /// Opens a stream with this deadline. `step` is the step that is taken, and its peer.
    fn open(
        &self,
        endpoint: &Endpoint<'_>,
        proxy: Option<&Proxy>,
        deadline: Instant,
        step: &mut String,
    ) -> io::Result<HostStream> {
        let transport = match proxy {
            None => Self::dial(endpoint.host, endpoint.port, &origin(endpoint), deadline, step)?,
            Some(proxy) => self.dial_through(proxy, endpoint, deadline, step)?,
        };
        let stream = HostStream::new(transport);
        if endpoint.is_secure {
            stream.secure(endpoint.host, &self.tls()?)
        } else {
            Ok(stream)
        }
    }

    fn dial(host: &str, port: u16, name: &str, deadline: Instant, step: &mut String) -> io::Result<Box<dyn Transport>> {
        *step = format!("resolving {name}");
        let addresses = resolve(host, port, deadline)?;
        *step = format!("connecting to {name}");
        Ok(Box::new(Socket::connect(&addresses, deadline)?))
    }

    fn dial_through(
        &self,
        proxy: &Proxy,
        endpoint: &Endpoint<'_>,
        deadline: Instant,
        step: &mut String,
    ) -> io::Result<Box<dyn Transport>> {
        let Endpoint { host, port, .. } = *endpoint;
        let is_resolved_here = matches!(proxy.protocol, Protocol::Socks4 | Protocol::Socks5);
        let addresses = if is_resolved_here || host.parse::<IpAddr>().is_ok() {
            *step = format!("resolving {}", origin(endpoint));
            resolve(host, port, deadline)?
        } else {
            Vec::new()
        };
        let name = format!("the proxy {}", proxy.name());
        let mut stream = Self::dial(&proxy.host, proxy.port, &name, deadline, step)?;
        *step = format!("connecting to {} through {name}", origin(endpoint));
        if proxy.protocol == Protocol::Https {
            let secured = HostStream::new(stream).secure(&proxy.host, &self.tls()?);
            let named = secured.map_err(|error| io::Error::new(error.kind(), format!("TLS of the proxy: {error}")));
            stream = named?.transport;
        }
        match proxy.protocol {
            Protocol::Http | Protocol::Https if endpoint.is_secure => tunnel(&mut *stream, proxy, host, port)?,
            Protocol::Http | Protocol::Https => stream = Box::new(Forward::new(stream, proxy, endpoint)),
            _ => socks(&mut *stream, proxy, host, port, &addresses)?,
        }
        Ok(stream)
    }
}

impl Connect for Connector {
    type Stream = HostStream;

    fn connect(&mut self, endpoint: &Endpoint<'_>) -> io::Result<HostStream> {
        // Time points further ahead overflow.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let total = self.total_timeout.min(YEAR);
        let now = Instant::now();
        let proxy = self.proxy(endpoint)?;
        let mut step = String::new();
        let deadline = now + self.connect_timeout.min(total);
        let opened = self.open(endpoint, proxy.as_ref(), deadline, &mut step);
        match opened {
            Ok(mut stream) => {
                stream.transport.set_deadline(now + total);
                let through = proxy.map(|proxy| format!(" through the proxy {}", proxy.name()));
                stream.through = through.unwrap_or_default();
                Ok(stream)
            }
            Err(error) => Err(not_connected(error.kind(), format!("{step}: {error}"))),
        }
    }
}

fn not_connected(kind: io::ErrorKind, reason: String) -> io::Error {
    io::Error::new(kind, NotConnected(reason))
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for NotConnected {}
