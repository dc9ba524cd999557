use core::fmt;
use core::str::FromStr;

/// A handshake that a client must refuse, because of the server's certificates.
///
/// Unlike a [`Case`](crate::Case) it cannot be selected by a request, because a request comes after the handshake. A client
/// whose alert names the fault is recorded as one that [refused as it must](crate::RecordedRequest::refused_as_it_must).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsCase {
    /// The certificate has expired.
    Expired,
    /// The certificate is for another host.
    WrongHost,
    /// The certificate is self-signed.
    SelfSigned,
    /// The certificate is from another authority of the same name, which the client does not trust.
    UnknownCa,
    /// The list of certificates is empty, and the handshake is signed.
    NoCertificate,
    /// The certificate was signed with a server's certificate, which is not an authority.
    LeafSignedByLeaf,
}

impl TlsCase {
    /// All TLS cases.
    pub const ALL: [Self; 6] = [
        Self::Expired,
        Self::WrongHost,
        Self::SelfSigned,
        Self::UnknownCa,
        Self::NoCertificate,
        Self::LeafSignedByLeaf,
    ];

    /// Returns the name, such as `tls/expired`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "tls/expired",
            Self::WrongHost => "tls/wrong-host",
            Self::SelfSigned => "tls/self-signed",
            Self::UnknownCa => "tls/unknown-ca",
            Self::NoCertificate => "tls/no-certificate",
            Self::LeafSignedByLeaf => "tls/leaf-signed-by-leaf",
        }
    }

    /// Returns a description in one sentence.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Expired => "The certificate expired at the end of the year 2000.",
            Self::WrongHost => "The certificate is for another host.",
            Self::SelfSigned => "The certificate is self-signed.",
            Self::UnknownCa => "The certificate is from another authority of the same name.",
            Self::NoCertificate => "The list of certificates is empty, and the handshake is signed.",
            Self::LeafSignedByLeaf => "The certificate was signed with one that is not an authority.",
        }
    }
}

impl FromStr for TlsCase {
    type Err = UnknownTlsCase;

    fn from_str(name: &str) -> Result<Self, UnknownTlsCase> {
        let found = Self::ALL.into_iter().find(|case| case.name() == name);
        found.ok_or(UnknownTlsCase)
    }
}

impl fmt::Display for TlsCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The error for a name that is not the name of a TLS case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownTlsCase;

impl fmt::Display for UnknownTlsCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no TLS case has this name; the TLS cases are")?;
        TlsCase::ALL.iter().try_for_each(|case| write!(f, " {case}"))
    }
}

impl core::error::Error for UnknownTlsCase {}
