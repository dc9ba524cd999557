use std::fs;

use scnet_notebook_mock::{Server, Upstream};

use crate::{bench::Bench, call::Call};

/// The server that a call goes to.
pub(crate) enum Target {
    /// A server on these ports.
    Server { port: u16, tls_port: u16 },
    /// The service behind a proxy on this port of this machine.
    Proxy { port: u16 },
    /// The service itself, on this address.
    Service { address: &'static str },
}

/// The address of the service for a proxy. It is this machine, but no loopback address, which no connection calls through a proxy.
pub(crate) const BEHIND_A_PROXY: &str = "0.0.0.0";

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
    let (mut is_secure, mut is_passed_on, mut password, mut name) = (false, false, "", None);
    for word in words {
        match word.split_once('=') {
            None if word == "https" => {
                is_secure = true;
                call.ca.get_or_insert(bench.file("ca.pem"));
            }
            None if word == "passed-on" => is_passed_on = true,
            None if word == "other-ca" => call.ca = Some(bench.file("other-ca.pem")),
            None if word.contains(':') => password = word,
            Some(("timeout", seconds)) => call.timeout = seconds.parse().unwrap(),
            Some(("host", host)) => name = Some(host),
            Some((name, value)) => call.environment.push((name.to_owned(), value.to_owned())),
            None => panic!("not an option: {word}"),
        }
    }
    let scheme = if is_secure { "https" } else { "http" };
    let service = &bench.service;
    let ports = match *target {
        Target::Server { port, tls_port } => [port, tls_port],
        _ if path.starts_with("resetting/") => [service.resetting[0]; 2],
        _ => [service.port, service.tls_port],
    };
    let port = ports[usize::from(is_secure)];
    let address = match *target {
        Target::Server { .. } => "127.0.0.1",
        Target::Service { address } => address,
        Target::Proxy { port } => {
            let user = if password.is_empty() { "" } else { "@" };
            let proxy = format!("http://{password}{user}127.0.0.1:{port}");
            call.environment.push((format!("{scheme}_proxy"), proxy));
            BEHIND_A_PROXY
        }
    };
    let host = name.unwrap_or(address);
    call.url = format!("{scheme}://{host}:{port}/{path}/{number}");
    if is_passed_on {
        let upstream = Upstream::new(&call.url).unwrap();
        let upstream = match call.ca.take() {
            Some(ca) => upstream.with_ca(&fs::read(ca).unwrap()).unwrap(),
            None => upstream,
        };
        let mock = Server::builder().upstream(upstream).start().unwrap();
        call.url = mock.url().to_owned();
        call.mock = Some(mock);
    }
    call
}
