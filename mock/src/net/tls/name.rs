use std::net::IpAddr;

/// The limits of RFC 1035 on a name and on each label of it.
const NAME_MAX: usize = 253;
const LABEL_MAX: usize = 63;

/// Checks that a certificate can have a name: a DNS name, with `*.` at its start at most, or an IP address.
pub(super) fn check(name: &str) -> Result<(), String> {
    if name.parse::<IpAddr>().is_ok() || is_dns_name(name.strip_prefix("*.").unwrap_or(name)) {
        Ok(())
    } else {
        Err(format!(
            "{name:?} is neither an IP address nor a DNS name: labels of ASCII letters, digits, hyphens and underscores, with \
             dots between them; the first label may be *; no scheme, no port"
        ))
    }
}

fn is_dns_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    // A name that ends in a number is a wrong IPv4 address.
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    name.len() <= NAME_MAX && !is_number && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let has_hyphen_outside = label.starts_with('-') || label.ends_with('-');
    (1..=LABEL_MAX).contains(&label.len()) && label.bytes().all(is_inside) && !has_hyphen_outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_an_ip_address_or_a_dns_name() {
        for name in [
            "localhost",
            "api.scnet.example",
            "*.scnet.example",
            "board_1.local",
            "1and1.example",
            "xn--nxasmq6b",
            "192.0.2.7",
            "2001:db8::7",
        ] {
            assert!(check(name).is_ok(), "{name}");
        }
        let long = ["a".repeat(LABEL_MAX + 1), ["a"; 128].join(".")];
        for name in [
            "",
            ".",
            "*",
            "*.",
            "*.*.example",
            "a.*.example",
            "a..example",
            "example.",
            ".example",
            "-a.example",
            "a-.example",
            "a_b c",
            "ä",
            "1.2.3.4.5",
            "1.2.3",
            "*.1.2.3.4",
            "host:8080",
            "192.0.2.7:8080",
            "http://host",
            "host/path",
            "[::1]",
            "a,b",
        ]
        .into_iter()
        .chain(long.iter().map(String::as_str))
        {
            assert!(check(name).is_err(), "{name}");
        }
        let limits = ["a".repeat(LABEL_MAX), ["a"; 127].join(".")];
        assert!(limits.iter().all(|name| check(name).is_ok()));
    }
}
