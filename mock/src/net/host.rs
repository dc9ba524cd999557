use std::net::{IpAddr, Ipv6Addr};

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
        if let Some((address, port)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            return address.parse::<Ipv6Addr>().is_ok()
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
        }
        let name = match host.split_once(':') {
            Some((name, port)) if is_port(port) => name,
            Some(_) => return false,
            None => host,
        };
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        name.parse::<IpAddr>().is_ok() || self.0.iter().any(|known| is_same(known, &name))
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
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
}
