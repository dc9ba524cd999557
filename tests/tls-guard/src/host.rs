//! Names of hosts, and whether a name in a certificate means them.

/// The longest name that the DNS has.
const LONGEST: usize = 253;

/// Tells whether `host` is a DNS name that a certificate can name; an address is not.
pub(crate) fn is_dns_name(host: &str) -> bool {
    let label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    host.len() <= LONGEST && host.split('.').all(label) && !host.rsplit('.').next().is_none_or(is_number)
}

/// Tells whether `pattern`, a DNS name in a certificate, means `host`. A star stands for one whole first label.
pub(crate) fn is_meant(pattern: &[u8], host: &str) -> bool {
    let host = host.as_bytes();
    match pattern.strip_prefix(b"*.") {
        // A star over a whole top-level domain means nobody in particular.
        Some(parent) if parent.contains(&b'.') => {
            let Some(dot) = host.iter().position(|byte| *byte == b'.') else {
                return false;
            };
            host.get(dot + 1..)
                .is_some_and(|host| host.eq_ignore_ascii_case(parent))
        }
        _ => pattern.eq_ignore_ascii_case(host),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_dns_name, is_meant};

    #[test]
    fn an_address_is_no_dns_name() {
        for host in [
            "",
            ".",
            "a..b",
            "a.",
            "10.0.2.2",
            "::1",
            "[::1]",
            "a b",
            "a/b",
            "a:443",
            "*.a.b",
            "ü.example",
            "1",
        ] {
            assert!(!is_dns_name(host), "{host}");
        }
        for host in ["localhost", "api.example", "xn--bcher-kva.example", "10.0.2.2.example"] {
            assert!(is_dns_name(host), "{host}");
        }
    }

    #[test]
    fn a_star_stands_for_one_label() {
        for (pattern, host, meant) in [
            ("api.example.com", "API.example.com", true),
            ("*.example.com", "api.EXAMPLE.com", true),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", "example.com", false),
            ("*.com", "example.com", false),
            ("a*.example.com", "api.example.com", false),
            ("*.*.com", "api.example.com", false),
            ("*", "localhost", false),
            ("", "localhost", false),
        ] {
            assert_eq!(is_meant(pattern.as_bytes(), host), meant, "{pattern} {host}");
        }
    }
}
