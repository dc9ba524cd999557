use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use if_addrs::get_if_addrs;

/// Returns the addresses by which others can call a listener, the best first.
pub(crate) fn reachable(listener: SocketAddr) -> Vec<SocketAddr> {
    if !listener.ip().is_unspecified() {
        return vec![listener];
    }
    // Best effort: without the list, only the loopback address is printed.
    let interfaces = get_if_addrs().unwrap_or_default().into_iter();
    let mut addresses: Vec<_> = interfaces
        .map(|interface| interface.ip())
        .filter(|address| is_reachable(*address) && (address.is_ipv4() || listener.is_ipv6()))
        .collect();
    // In the order of the interfaces, but those of IPv4 first.
    addresses.sort_by_key(IpAddr::is_ipv6);
    addresses.dedup();
    if addresses.is_empty() {
        addresses.push(Ipv4Addr::LOCALHOST.into());
    }
    let port = listener.port();
    addresses
        .into_iter()
        .map(|address| SocketAddr::new(address, port))
        .collect()
}

/// Returns whether others can reach an address, without the name of an interface.
fn is_reachable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_loopback() && !address.is_link_local(),
        IpAddr::V6(address) => !address.is_loopback() && !address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_its_own_and_the_unspecified_one_is_those_of_the_interfaces() {
        for address in ["127.0.0.1:8080", "192.0.2.7:8080", "[::1]:8080", "[fe80::1]:8080"] {
            let address = address.parse().unwrap();
            assert_eq!(reachable(address), [address]);
        }
        for unspecified in ["0.0.0.0:8080", "[::]:8080"] {
            let unspecified: SocketAddr = unspecified.parse().unwrap();
            let addresses = reachable(unspecified);
            let is_alone = addresses.len() == 1;
            assert!(!addresses.is_empty());
            for address in addresses {
                assert!(
                    is_reachable(address.ip()) || is_alone && address.ip().is_loopback(),
                    "{address}"
                );
                assert!(address.is_ipv4() || unspecified.is_ipv6(), "{address}");
                assert_eq!(address.port(), 8080);
            }
        }
    }
}
