use core::fmt;

use crate::certificate::Certificate;
use crate::{Fault, host};

/// The server that is meant: its name, and the CA that vouches for it.
#[derive(Clone, Copy, Debug)]
pub struct Server<'a> {
    ca: &'a [u8],
    host: &'a str,
}

impl<'a> Server<'a> {
    /// Takes the certificate of a CA, in DER, and the DNS name of a host.
    ///
    /// The CA is trusted until it is replaced, also when its certificate has run out.
    ///
    /// # Errors
    ///
    /// Says which of the two cannot be meant.
    pub fn new(ca: &'a [u8], host: &'a str) -> Result<Self, InvalidServer> {
        let certificate = Certificate::read(ca)?;
        certificate.key()?;
        certificate.check_ca()?;
        if !host::is_dns_name(host) {
            return Err(InvalidServer::Host);
        }
        Ok(Self { ca, host })
    }

    pub(crate) fn ca(&self) -> &'a [u8] {
        self.ca
    }

    pub(crate) fn host(&self) -> &'a str {
        self.host
    }
}

/// Why a CA and a host are not a [`Server`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidServer {
    /// The certificate is not one of a CA on P-256, or not in DER. A server's own certificate cannot be pinned.
    Ca,
    /// The CA may not vouch for all servers: its certificate is for other purposes, limits the names, or has a critical
    /// extension that is not understood. No such limit is followed.
    LimitedCa,
    /// The host is not a DNS name. An address is not one.
    Host,
}

impl From<Fault> for InvalidServer {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::CriticalExtension => Self::LimitedCa,
            _ => Self::Ca,
        }
    }
}

impl fmt::Display for InvalidServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ca => "pinned certificate is not that of a CA on P-256, in DER",
            Self::LimitedCa => "pinned CA is not for servers, or limited in a way that is not followed here",
            Self::Host => "host is not a DNS name",
        })
    }
}

impl core::error::Error for InvalidServer {}
