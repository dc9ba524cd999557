//! The proxies of the environment, by the rules of curl.

mod exceptions;
mod forward;
mod socks;
mod tunnel;

use std::{
    env, format,
    string::{String, ToString},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

use crate::{http1::Endpoint, url::Url};

pub(super) use self::{exceptions::Exceptions, forward::Forward, socks::socks, tunnel::tunnel};

/// The proxy for URLs of a scheme, if there is one, or a sentence on a variable that is not the URL of a proxy.
pub(super) type Route = Result<Option<Proxy>, String>;

/// A proxy.
#[derive(Clone)]
pub(super) struct Proxy {
    pub(super) protocol: Protocol,
    pub(super) host: String,
    pub(super) port: u16,
    /// The user and the password.
    pub(super) credentials: Option<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Protocol {
    Http,
    /// HTTP over TLS.
    Https,
    Socks4,
    /// SOCKS 4 with host names.
    Socks4a,
    Socks5,
    /// SOCKS 5 with host names.
    Socks5h,
}

impl Proxy {
    /// Returns the proxy for URLs of `http` or `https`. The first variable that is not empty counts.
    pub(super) fn from_env(is_secure: bool) -> Route {
        let names = if is_secure {
            ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        } else {
            ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        };
        // A server that runs this program by CGI sets this one to a header of its client.
        let is_forged = |name| name == "HTTP_PROXY" && env::var_os("REQUEST_METHOD").is_some();
        for name in names.into_iter().filter(|name| !is_forged(*name)) {
            if let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) {
                let proxy = value.to_str().ok_or("it is not text").and_then(Self::parse);
                // The value may hold a password.
                let reason = |reason| {
                    format!("the environment variable {name} is not the URL of an HTTP or SOCKS proxy: {reason}")
                };
                return proxy.map(Some).map_err(reason);
            }
        }
        Ok(None)
    }

    /// Parses `protocol://user:password@host:port`, of which only the host is required.
    fn parse(url: &str) -> Result<Self, &'static str> {
        if let Some(other) = url.bytes().find(|byte| !byte.is_ascii_graphic()) {
            return Err(match other {
                b'\r' | b'\n' => "it has a line end",
                b' ' => "it has a space",
                _ => "it has a character that is not visible ASCII",
            });
        }
        if url.starts_with(['"', '\'']) {
            return Err("it is in quotation marks");
        }
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let (protocol, standard_port) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (Protocol::Http, 80),
            "https" => (Protocol::Https, 443),
            "socks4" => (Protocol::Socks4, 1080),
            "socks4a" => (Protocol::Socks4a, 1080),
            "socks" | "socks5" => (Protocol::Socks5, 1080),
            "socks5h" => (Protocol::Socks5h, 1080),
            _ => return Err("its scheme is none of http, https, socks4, socks4a, socks5 and socks5h"),
        };
        let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, authority) = match authority.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, authority),
        };
        let origin = format!("http://{authority}");
        let no_host = "it has no valid host and port; write / and @ in a password as %2F and %40";
        let parts = Url::parse(&origin).map_err(|_| no_host)?;
        let has_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
        let decode = |text| match percent_decode_str(text).decode_utf8() {
            Ok(text) => Ok(text.into_owned()),
            Err(_) => Err("its user or password is not UTF-8"),
        };
        let credentials = match user.map(|user| user.split_once(':').unwrap_or((user, ""))) {
            Some((user, password)) => Some((decode(user)?, decode(password)?)),
            None => None,
        };
        Ok(Self {
            protocol,
            host: origin.get(parts.host).unwrap_or_default().to_string(),
            port: if has_port { parts.port } else { standard_port },
            credentials,
        })
    }

    /// Returns the name of the proxy for people, without its user and password.
    pub(super) fn name(&self) -> String {
        authority(&self.host, self.port)
    }

    /// Returns the header that authenticates a request to an HTTP proxy, or nothing.
    fn authorization(&self) -> String {
        let Some((user, password)) = &self.credentials else {
            return String::new();
        };
        let credentials = STANDARD.encode(format!("{user}:{password}"));
        format!("Proxy-Authorization: Basic {credentials}\r\n")
    }
}

/// Returns a host with its port. An IPv6 address has brackets.
pub(super) fn authority(host: &str, port: u16) -> String {
    format!("{}:{port}", in_brackets(host))
}

/// Returns the server of a URL as the URL names it, without the port of the scheme.
pub(super) fn origin(endpoint: &Endpoint<'_>) -> String {
    match (endpoint.is_secure, endpoint.port) {
        (true, 443) | (false, 80) => in_brackets(endpoint.host),
        (_, port) => authority(endpoint.host, port),
    }
}

fn in_brackets(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_as_curl_reads_it() {
        for (url, protocol, name) in [
            ("one.test", Protocol::Http, "one.test:80"),
            ("one.test:3128", Protocol::Http, "one.test:3128"),
            ("HTTP://one.test:3128/", Protocol::Http, "one.test:3128"),
            ("http://u:p@192.0.2.1:80", Protocol::Http, "192.0.2.1:80"),
            ("u:p@one.test", Protocol::Http, "one.test:80"),
            ("http://u:p@x@[2001:db8::1]", Protocol::Http, "[2001:db8::1]:80"),
            ("http://[2001:db8::1]:81", Protocol::Http, "[2001:db8::1]:81"),
            ("https://one.test", Protocol::Https, "one.test:443"),
            ("socks4://one.test", Protocol::Socks4, "one.test:1080"),
            ("socks4a://one.test:1", Protocol::Socks4a, "one.test:1"),
            ("socks5://one.test", Protocol::Socks5, "one.test:1080"),
            ("socks5h://one.test", Protocol::Socks5h, "one.test:1080"),
        ] {
            let proxy = Proxy::parse(url).unwrap();
            assert_eq!((proxy.protocol, proxy.name().as_str()), (protocol, name), "{url}");
        }
    }

    #[test]
    fn credentials_are_decoded() {
        for (url, credentials) in [
            ("http://one.test", None),
            ("http://u@one.test", Some(("u", ""))),
            ("http://u:p:q@one.test", Some(("u", "p:q"))),
            ("http://a%40b:c%3Ad%25+@one.test", Some(("a@b", "c:d%+"))),
            ("http://%E6%88%90:x@one.test", Some(("成", "x"))),
        ] {
            let credentials = credentials.map(|(user, password): (&str, &str)| (user.into(), password.into()));
            assert_eq!(Proxy::parse(url).unwrap().credentials, credentials, "{url}");
        }
    }

    #[test]
    fn anything_else_is_no_proxy() {
        let scheme = "its scheme is none of http, https, socks4, socks4a, socks5 and socks5h";
        let host = "it has no valid host and port; write / and @ in a password as %2F and %40";
        for (url, reason) in [
            ("http://", host),
            ("http://:80", host),
            ("htp://one.test", scheme),
            ("ftp://one.test", scheme),
            ("://one.test", scheme),
            ("http://one.test:0", host),
            ("http://one.test:x", host),
            ("http://user:p/w@one.test", host),
            ("http://one.test\r", "it has a line end"),
            ("http://one test", "it has a space"),
            ("http://eins.tést", "it has a character that is not visible ASCII"),
            ("\"http://one.test\"", "it is in quotation marks"),
            ("http://u:%FF@one.test", "its user or password is not UTF-8"),
        ] {
            assert_eq!(Proxy::parse(url).err(), Some(reason), "{url}");
        }
    }
}
