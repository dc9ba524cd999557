use crate::call::Call;

use super::bench::{BEHIND_A_PROXY, Bench};

/// The server that a call goes to.
pub(crate) enum Target {
    /// A server on these ports.
    Server { port: u16, tls_port: u16 },
    /// The service behind a proxy on this port.
    Proxy { port: u16 },
}

/// Returns the call of a condition, which is a path and its options.
pub(crate) fn call<'a>(
    condition: &str,
    connection: &'a str,
    target: &Target,
    number: usize,
    bench: &Bench,
) -> Call<'a> {
    let mut words = condition.split_whitespace();
    let path = words.next().unwrap_or_default();
    let mut call = Call {
        connection,
        timeout: 15,
        ..Call::default()
    };
    let (mut is_secure, mut password) = (false, "");
    for word in words {
        match word.split_once('=') {
            None if word == "https" => {
                is_secure = true;
                call.ca.get_or_insert(bench.file("ca.pem"));
            }
            None if word == "other-ca" => call.ca = Some(bench.file("other-ca.pem")),
            None if word.contains(':') => password = word,
            Some(("timeout", seconds)) => call.timeout = seconds.parse().unwrap(),
            Some((name, value)) => call.environment.push((name.to_owned(), value.to_owned())),
            None => panic!("not an option: {word}"),
        }
    }
    let scheme = if is_secure { "https" } else { "http" };
    let (host, port) = match *target {
        Target::Server { port, .. } if !is_secure => ("127.0.0.1", port),
        Target::Server { tls_port, .. } => ("127.0.0.1", tls_port),
        Target::Proxy { port } => {
            let user = if password.is_empty() { "" } else { "@" };
            let proxy = format!("http://{password}{user}127.0.0.1:{port}");
            call.environment.push((format!("{scheme}_proxy"), proxy));
            let service = &bench.service;
            (BEHIND_A_PROXY, if is_secure { service.tls_port } else { service.port })
        }
    };
    call.url = format!("{scheme}://{host}:{port}/{path}/{number}");
    call
}
