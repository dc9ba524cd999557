//! The upstream service: one call that is passed on to it, and the differences of its answer from the service's page.

mod calls;
mod connect;
mod content_coding;
mod differences;
mod envelope;
mod exchange;
mod failure;
mod hop_by_hop;

use core::fmt;
use core::time::Duration;
use std::net::SocketAddr;

pub(crate) use calls::{Call, Calls};
pub(crate) use content_coding::decode;
pub(crate) use differences::differences;
pub(crate) use exchange::Received;
pub(crate) use failure::Failure;
pub(crate) use hop_by_hop::without_hop_by_hop;
use http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use hyper::body::Bytes;
use scnet_notebook::BaseUrl;
use scnet_notebook::std_http::ca_roots;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use crate::net::after;
use crate::scenario::START_PATH;

/// The service to which a server passes on the starts that select no case of their own.
///
/// Each start is passed on in one request on a connection of its own. It is never repeated, no redirect is followed, and no
/// proxy of the environment is used. The service gets the headers of the device, but for those of the connection.
#[derive(Clone)]
pub struct Upstream {
    url: String,
    uri: Uri,
    tls: Option<TlsConnector>,
    limit: Duration,
}

/// A URL or a certificate authority of an upstream service that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidUpstream(String);

impl Upstream {
    /// Makes the settings of a service with this base URL, such as `https://scnet-demo.accloud.cn`. Its certificate has to be
    /// from a public authority.
    ///
    /// # Errors
    ///
    /// If this is not a base URL. The error repeats no part of it.
    pub fn new(url: &str) -> Result<Self, InvalidUpstream> {
        let invalid = |problem: &dyn fmt::Display| InvalidUpstream(problem.to_string());
        BaseUrl::new(url).map_err(|problem| invalid(&problem))?;
        if url.trim_end_matches('/').ends_with(START_PATH) {
            return Err(invalid(&format_args!(
                "base URL ends with {START_PATH}, which is added; leave it out"
            )));
        }
        let uri: Uri = url.parse().map_err(|problem| invalid(&problem))?;
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let tls = match uri.scheme_str() {
            Some("https") => Some(connect::tls(roots).map_err(|problem| invalid(&problem))?),
            _ => None,
        };
        Ok(Self {
            url: url.to_owned(),
            uri,
            tls,
            limit: Duration::from_secs(30),
        })
    }

    /// Trusts the certificate authorities in a PEM text, and no others.
    ///
    /// # Errors
    ///
    /// If the text has no certificate, or one that is invalid, or if the URL begins with `http:`.
    pub fn with_ca(mut self, pem: &[u8]) -> Result<Self, InvalidUpstream> {
        let invalid = |problem: &str| InvalidUpstream(problem.to_owned());
        let roots = ca_roots(pem).map_err(|problem| invalid(&problem.to_string()))?;
        if self.tls.is_none() {
            return Err(invalid("a CA needs a URL that begins with https"));
        }
        let tls = connect::tls(roots).map_err(|problem| invalid(&problem.to_string()))?;
        self.tls = Some(tls);
        Ok(self)
    }

    /// Sets the limit on a whole call. Without it, this is 30 seconds.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Returns the base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes the request that passes on a valid start.
    pub(crate) fn request(
        &self,
        headers: &HeaderMap,
        query: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Request<Full<Bytes>>, Failure> {
        let prefix = self.uri.path().trim_end_matches('/');
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let target: Result<Uri, _> = format!("{prefix}{START_PATH}{query}").parse();
        let host = self.uri.authority().map(|authority| authority.as_str().parse());
        let (Ok(target), Some(Ok(host))) = (target, host) else {
            return Err(Failure::not_sent("its query cannot be passed on"));
        };
        let mut headers = without_hop_by_hop(headers);
        // The body has been received, and its length is set anew.
        headers.remove(EXPECT);
        headers.remove(CONTENT_LENGTH);
        headers.insert(HOST, host);
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        let mut request = Request::new(Full::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = target;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Makes a call, unless the service is the server with this address. It must not be dropped before its end: it cannot be
    /// taken back.
    pub(crate) async fn call(&self, request: Request<Full<Bytes>>, own: SocketAddr) -> Result<Received, Failure> {
        let deadline: Instant = after(self.limit).into();
        let limit = humantime::format_duration(self.limit);
        let connected = timeout_at(deadline, connect::connect(&self.uri, self.tls.as_ref(), own)).await;
        let connection = connected.unwrap_or_else(|_| {
            Err(Failure::not_sent(format!(
                "no connection to the upstream service within {limit}"
            )))
        })?;
        let received = timeout_at(deadline, exchange::exchange(connection, request)).await;
        received.unwrap_or_else(|_| Err(Failure::late(format!("no whole answer within {limit}"))))
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream")
            .field("url", &self.url)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for InvalidUpstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for InvalidUpstream {}
