//! `NO_PROXY`, by the rules of curl.

use core::net::{IpAddr, Ipv6Addr};
use std::{env, format, string::String};

/// The hosts that are called without a proxy: this machine, and those in `NO_PROXY`. Or a sentence on a variable that is no list.
#[derive(Clone)]
pub(in super::super) struct Exceptions(Result<String, String>);

impl Exceptions {
    pub(in super::super) fn from_env() -> Self {
        for name in ["no_proxy", "NO_PROXY"] {
            if let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) {
                return Self::parse(name, &value.to_string_lossy());
            }
        }
        Self(Ok(String::new()))
    }

    fn parse(name: &str, list: &str) -> Self {
        let is_usual = |letter: char| letter.is_alphanumeric() || ".:-_*/[]%, \t\r\n".contains(letter);
        // An entry that is misread would send a token to a proxy in the clear.
        if list.contains("//") || !list.chars().all(is_usual) {
            let reason = "is not a list of hosts; it may have a quotation mark, or a URL";
            return Self(Err(format!("the environment variable {name} {reason}")));
        }
        Self(Ok(list.into()))
    }

    /// Returns whether a host is called without a proxy.
    pub(in super::super) fn contain(&self, host: &str, port: u16) -> Result<bool, &String> {
        let host = host.trim_end_matches('.');
        if is_loopback(host) {
            return Ok(true);
        }
        let mut entries = self.0.as_ref()?.split([',', ' ', '\t', '\r', '\n']);
        Ok(entries.any(|entry| !entry.is_empty() && matches(entry, host, port)))
    }
}

/// Returns whether a host is this machine. To a proxy that would be another machine.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Returns whether an entry of `NO_PROXY` names a host: by `*`, an address, a network such as `10.0.0.0/8`, or a domain that is its
/// own or a parent, each but the first two with or without a port or a leading dot.
fn matches(entry: &str, host: &str, port: u16) -> bool {
    if entry == "*" {
        return true;
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return matches_address(entry, address, port);
    }
    let (domain, entry_port) = split_port(entry);
    let domain = domain
        .trim_start_matches("*.")
        .trim_start_matches('.')
        .trim_end_matches('.');
    let Some(start) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    let is_parent = start == 0 || host.as_bytes().get(start - 1) == Some(&b'.');
    !domain.is_empty()
        && entry_port.is_none_or(|entry_port| entry_port == port)
        && is_parent
        && host.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(domain))
}

fn matches_address(entry: &str, address: IpAddr, port: u16) -> bool {
    if let Some((network, length)) = entry.split_once('/') {
        let (Ok(network), Ok(length)) = (network.parse::<IpAddr>(), length.parse::<u32>()) else {
            return false;
        };
        let (network, address, width) = match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => (network.to_bits().into(), address.to_bits().into(), 32),
            (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
            _ => return false,
        };
        // The bits behind the prefix. A shift by the width of the type leaves none to compare.
        let Some(rest) = u32::checked_sub(width, length) else {
            return false;
        };
        return u128::checked_shr(network ^ address, rest).unwrap_or(0) == 0;
    }
    if let Ok(entry) = entry.parse::<IpAddr>() {
        return entry == address;
    }
    let (entry, entry_port) = split_port(entry);
    let entry = entry.trim_start_matches('[').trim_end_matches(']');
    entry.parse() == Ok(address) && entry_port.is_none_or(|entry_port| entry_port == port)
}

/// Splits a port off. An IPv6 address has one only behind its brackets.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((name, port)) if entry.parse::<Ipv6Addr>().is_err() => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::Url;

    fn contain(list: &str, url: &str) -> bool {
        let parts = Url::parse(url).unwrap();
        let exceptions = Exceptions::parse("NO_PROXY", list);
        exceptions.contain(&url[parts.host], parts.port).unwrap()
    }

    #[test]
    fn no_proxy_is_read_as_curl_reads_it() {
        let named = [
            ("foo, one.test", "http://one.test/"),
            ("foo one.test", "http://one.test/"),
            ("one.test", "https://api.one.test/"),
            (".one.test", "https://api.one.test/"),
            (".one.test", "https://one.test/"),
            ("*.one.test", "https://api.one.test/"),
            ("ONE.test.", "http://one.TEST./"),
            ("foo,one.test\r\n", "http://one.test/"),
            ("one.test\rfoo", "http://one.test/"),
            ("straße.test,one.test", "http://one.test/"),
            ("one.test:8080", "http://one.test:8080/"),
            ("one.test:443", "https://one.test/"),
            ("*", "http://one.test/"),
            ("192.0.2.1", "http://192.0.2.1/"),
            ("192.0.2.1:80", "http://192.0.2.1/"),
            ("192.0.2.0/24", "http://192.0.2.255/"),
            ("0.0.0.0/0", "http://192.0.2.1/"),
            ("2001:db8::1", "http://[2001:db8::1]/"),
            ("[2001:db8::1]:80", "http://[2001:db8::1]/"),
            ("[2001:db8::1]", "http://[2001:db8::1]/"),
            ("2001:db8::/32", "http://[2001:db8:1::1]/"),
            ("::/0", "http://[2001:db8::1]/"),
            ("", "http://localhost/"),
            ("", "http://127.0.0.2/"),
            ("", "http://[::1]/"),
        ];
        for (list, url) in named {
            assert!(contain(list, url), "{list} {url}");
        }
        let others = [
            ("", "http://one.test/"),
            (" , ,", "http://one.test/"),
            (".", "http://one.test/"),
            ("ne.test", "http://one.test/"),
            ("api.one.test", "http://one.test/"),
            ("one.test:8080", "http://one.test/"),
            ("192.0.2.0/24", "http://192.0.3.1/"),
            ("192.0.2.0/33", "http://192.0.2.0/"),
            ("192.0.2.0/-1", "http://192.0.2.0/"),
            ("192.0.2.1/x", "http://192.0.2.1/"),
            ("2.1", "http://192.0.2.1/"),
            ("192.0.2.1:81", "http://192.0.2.1/"),
            ("::/0", "http://192.0.2.1/"),
            ("2001:db8::/32", "http://[2001:db9::1]/"),
        ];
        for (list, url) in others {
            assert!(!contain(list, url), "{list} {url}");
        }
    }

    #[test]
    fn a_list_that_may_be_misread_is_refused() {
        for list in [
            "\"one.test\"",
            "one.test,'two.test'",
            "one.test;two.test",
            "http://one.test",
            "u@one.test",
            "\u{FFFD}",
        ] {
            let list = Exceptions::parse("no_proxy", list);
            assert_eq!(list.contain("127.0.0.1", 80), Ok(true));
            let reason =
                "the environment variable no_proxy is not a list of hosts; it may have a quotation mark, or a URL";
            assert_eq!(list.contain("one.test", 80), Err(&reason.into()));
        }
    }
}
