//! Connects to the server of a call.

use core::net::Ipv4Addr;

use scnet_notebook::{ConnectAsync, http1::Endpoint};

use super::{failure::Failure, network::Network, tcp::Tcp};

/// Opens TCP streams over the network's one socket.
pub(crate) struct Connector<'n> {
    pub(crate) network: &'n Network,
    /// The address of the server if its host is a name: the image has no resolver.
    pub(crate) address: Option<Ipv4Addr>,
}

impl<'n> ConnectAsync for Connector<'n> {
    type Stream = Tcp<'n>;

    async fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Tcp<'n>, Failure> {
        let address = self.address.or_else(|| endpoint.host.parse().ok());
        Tcp::open(self.network, (address.ok_or(Failure::Host)?, endpoint.port)).await
    }
}
