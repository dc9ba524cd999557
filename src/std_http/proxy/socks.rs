//! SOCKS 4, 4a and 5 (RFC 1928, RFC 1929). Of the crates for it, none keeps a deadline.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::{
    io::{self, ErrorKind},
    vec,
    vec::Vec,
};

use super::{Protocol, Proxy};
use crate::std_http::host_stream::Transport;

/// Has the proxy connect to a server. With `addresses`, the name was resolved here.
pub(in super::super) fn socks(
    stream: &mut dyn Transport,
    proxy: &Proxy,
    host: &str,
    port: u16,
    addresses: &[SocketAddr],
) -> io::Result<()> {
    let port = port.to_be_bytes();
    if matches!(proxy.protocol, Protocol::Socks4 | Protocol::Socks4a) {
        socks4(stream, proxy, host, port, addresses)
    } else {
        authenticate(stream, proxy)?;
        socks5(stream, host, port, addresses)
    }
}

fn socks4(
    stream: &mut dyn Transport,
    proxy: &Proxy,
    host: &str,
    port: [u8; 2],
    addresses: &[SocketAddr],
) -> io::Result<()> {
    let is_ipv4 = |address: &SocketAddr| match address.ip() {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    };
    let address = addresses.iter().find_map(is_ipv4);
    if address.is_none() && (!addresses.is_empty() || host.contains(':')) {
        return Err(invalid("SOCKS 4 knows no IPv6, and the server has no other address"));
    }
    // This address says that a name follows.
    let [a, b, c, d] = address.unwrap_or(Ipv4Addr::new(0, 0, 0, 1)).octets();
    let user = proxy.credentials.as_ref().map(|(user, _)| user.as_bytes());
    let mut request = [&[4, 1], &port[..], &[a, b, c, d], user.unwrap_or_default(), &[0]].concat();
    if address.is_none() {
        request.extend_from_slice(host.as_bytes());
        request.push(0);
    }
    stream.write_all(&request)?;
    let [_, status, ..]: [u8; 8] = read(stream)?;
    match status {
        90 => Ok(()),
        91 => Err(io::Error::other(
            "the proxy rejected the request, or could not reach the server",
        )),
        92 | 93 => Err(io::Error::other("the proxy could not confirm the user")),
        _ => Err(not_socks()),
    }
}

/// Agrees on a method of SOCKS 5 to authenticate, and authenticates.
fn authenticate(stream: &mut dyn Transport, proxy: &Proxy) -> io::Result<()> {
    match &proxy.credentials {
        Some(_) => stream.write_all(&[5, 2, 2, 0])?,
        None => stream.write_all(&[5, 1, 0])?,
    }
    match (read(stream)?, &proxy.credentials) {
        ([5, 0], _) => Ok(()),
        ([5, 2], Some((user, password))) => {
            let (user, password) = (with_length(user)?, with_length(password)?);
            stream.write_all(&[&[1][..], &user, &password].concat())?;
            match read(stream)? {
                [1, 0] => Ok(()),
                [1, _] => Err(io::Error::other("the proxy refused the user or the password")),
                _ => Err(not_socks()),
            }
        }
        ([5, _], Some(_)) => Err(io::Error::other(
            "the proxy wants another authentication than a password",
        )),
        ([5, _], None) => Err(io::Error::other("the proxy wants a user and a password")),
        _ => Err(not_socks()),
    }
}

fn socks5(stream: &mut dyn Transport, host: &str, port: [u8; 2], addresses: &[SocketAddr]) -> io::Result<()> {
    let target = match addresses.first().map(SocketAddr::ip) {
        Some(IpAddr::V4(address)) => [&[1][..], &address.octets()].concat(),
        Some(IpAddr::V6(address)) => [&[4][..], &address.octets()].concat(),
        None => [&[3][..], &with_length(host)?].concat(),
    };
    stream.write_all(&[&[5, 1, 0], &target[..], &port].concat())?;
    let [5, status, _, kind] = read(stream)? else {
        return Err(not_socks());
    };
    let reason = match status {
        0 => {
            // The address that the proxy uses.
            let length = match kind {
                1 => 4,
                3 => read::<1>(stream)?[0].into(),
                4 => 16,
                _ => return Err(not_socks()),
            };
            return read_exact(stream, &mut vec![0; length + port.len()]);
        }
        1 => "the proxy failed",
        2 => "the rules of the proxy forbid the connection",
        3 => "the proxy cannot reach the network of the server",
        4 => "the proxy cannot reach the server",
        5 => "the server refused the connection of the proxy",
        6 => "the server is too far away from the proxy",
        7 => "the proxy does not connect",
        8 => "the proxy does not know this kind of address",
        _ => "the proxy refused without a known reason",
    };
    Err(io::Error::other(reason))
}

/// Returns a text behind its length in a byte.
fn with_length(text: &str) -> io::Result<Vec<u8>> {
    match u8::try_from(text.len()) {
        Ok(length) => Ok([&[length][..], text.as_bytes()].concat()),
        Err(_) => Err(invalid("the host, the user or the password is too long for SOCKS 5")),
    }
}

fn read<const N: usize>(stream: &mut dyn Transport) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    read_exact(stream, &mut bytes)?;
    Ok(bytes)
}

fn read_exact(stream: &mut dyn Transport, bytes: &mut [u8]) -> io::Result<()> {
    match stream.read_exact(bytes) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(io::Error::new(
            ErrorKind::ConnectionAborted,
            "the proxy closed the connection; it may speak another version of SOCKS",
        )),
        result => result,
    }
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, reason)
}

fn not_socks() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "the proxy does not speak this version of SOCKS")
}

#[cfg(test)]
mod tests;
