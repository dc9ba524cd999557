use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The names of this machine, by which a browser may call the page.
///
/// A foreign web page whose name was made to resolve to this machine, by DNS rebinding, is of the same origin as the mock to a
/// browser. It cannot send another name in `Host` than its own.
#[derive(Debug)]
pub(crate) struct HostNames(Vec<String>);

impl HostNames {
    /// Makes the list of the machine's own names and these, which may begin with `*.`.
    pub(crate) fn new(given: &[String]) -> Self {
        Self::with_hostname(&gethostname::gethostname().to_string_lossy(), given)
    }

    fn with_hostname(hostname: &str, given: &[String]) -> Self {
        let label = hostname.split('.').next().unwrap_or_default();
        // The last is that of multicast DNS.
        let own = match label {
            "" => vec![],
            _ => vec![hostname.to_owned(), label.to_owned(), format!("{label}.local")],
        };
        let local = ["localhost", "*.localhost"].map(str::to_owned);
        let all = local.iter().chain(&own).chain(given);
        Self(all.map(|name| name.to_ascii_lowercase()).collect())
    }

    /// Returns whether the header `Host` has one of the names, or an address, with or without a port.
    pub(crate) fn has(&self, host: &str) -> bool {
        let Some((name, _)) = split_port(host) else {
            return false;
        };
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        address(&name).is_some() || self.0.iter().any(|known| is_same(known, &name))
    }

    /// Returns another name of the server with the same port, as the client can reach it: for a redirect to another host.
    pub(crate) fn other(&self, host: &str, local: SocketAddr) -> String {
        let own = local.ip().to_canonical();
        let own_host = SocketAddr::new(own, local.port()).to_string();
        let (name, port) = split_port(host).or(split_port(&own_host)).unwrap_or_default();
        let other = match address(name) {
            // The machine's name of multicast DNS, if it has one.
            Some(address) if !address.is_loopback() => self.0.iter().find(|name| name.ends_with(".local")),
            _ => None,
        };
        let other = match other {
            Some(other) => other.clone(),
            None if address(name).is_some() => "localhost".to_owned(),
            None if !name.eq_ignore_ascii_case("localhost") => match name.strip_suffix('.') {
                Some(relative) => relative.to_owned(),
                None => format!("{name}."),
            },
            None if own == Ipv6Addr::LOCALHOST => "[::1]".to_owned(),
            None => "127.0.0.1".to_owned(),
        };
        format!("{other}{port}")
    }
}

/// Splits a host from its port, which keeps its colon. `None` if it is not a host.
fn split_port(host: &str) -> Option<(&str, &str)> {
    let end = match host.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at(end);
    let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    (is_port && !name.is_empty()).then_some((name, port))
}

/// Parses an address; one of IPv6 is in brackets.
fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

/// Compares with a name that may begin with `*.`, which stands for one label.
fn is_same(known: &str, name: &str) -> bool {
    match known.strip_prefix("*.") {
        Some(parent) => name
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
        None => known == name,
    }
}

#[cfg(test)]
mod tests {
    use super::HostNames;

    #[test]
    fn addresses_and_the_names_of_this_machine_are_known_and_no_others() {
        let given = ["api.scnet.example", "*.board.example"].map(str::to_owned);
        let names = HostNames::with_hostname("Bench.lab.example", &given);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "localhost.",
            "mock.localhost:8080",
            "127.0.0.1",
            "192.0.2.7:65535",
            "[::1]",
            "[2001:db8::7]:8080",
            "bench",
            "bench:8080",
            "BENCH.lab.example",
            "bench.local",
            "api.scnet.example:443",
            "one.board.example",
        ] {
            assert!(names.has(host), "{host}");
        }
        for host in [
            "",
            ".",
            ":8080",
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "evil.localhost.example",
            "127.0.0.1.evil.example",
            "1.2.3",
            "bench.evil.example",
            "bench.local.evil.example",
            "scnet.example",
            "board.example",
            ".board.example",
            "a.b.board.example",
            "localhost:8080:1",
            "localhost:evil",
            "localhost@evil.example",
            "evil.example/localhost",
            "[evil.example]",
            "[::1]evil",
            "[::1",
            "lo\u{e9}alhost",
        ] {
            assert!(!names.has(host), "{host}");
        }
        assert!(!HostNames::with_hostname("", &[]).has(""));
        assert!(!HostNames::with_hostname("", &[]).has(".local"));
    }
    #[test]
    fn another_name_has_the_port_that_the_client_called() {
        let names = HostNames::with_hostname("bench", &[]);
        for (host, local, other) in [
            ("127.0.0.1:9000", "127.0.0.1:8080", "localhost:9000"),
            ("[::1]:9000", "[::1]:8080", "localhost:9000"),
            ("localhost:9000", "127.0.0.1:8080", "127.0.0.1:9000"),
            ("Localhost", "[::1]:8080", "[::1]"),
            ("localhost", "[::ffff:127.0.0.1]:80", "127.0.0.1"),
            ("192.0.2.7:9000", "192.0.2.7:8080", "bench.local:9000"),
            ("api.scnet.example:9000", "192.0.2.7:8080", "api.scnet.example.:9000"),
            ("api.scnet.example.", "192.0.2.7:8080", "api.scnet.example"),
            // Without a host, that of the connection.
            ("", "127.0.0.1:8080", "localhost:8080"),
            ("a:b:c", "[::ffff:192.0.2.7]:8080", "bench.local:8080"),
        ] {
            assert_eq!(names.other(host, local.parse().unwrap()), other, "{host}");
        }
        let nameless = HostNames::with_hostname("", &[]);
        assert_eq!(
            nameless.other("192.0.2.7:9000", ([192, 0, 2, 7], 8080).into()),
            "localhost:9000"
        );
    }
}
