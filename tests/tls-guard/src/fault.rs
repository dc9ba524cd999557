use core::fmt;

/// A defect of the certificate of a server, or of the proof that it holds the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The handshake ended without a certificate, or without the proof that the server holds its key.
    Unproven,
    /// A certificate or a proof came where none belongs: a second one, or the proof first.
    OutOfTurn,
    /// The server sent no certificate.
    NoCertificate,
    /// A certificate cannot be read: it is malformed, or has an extension twice.
    Unreadable,
    /// The certificate's key is not on P-256, or it is not signed with ECDSA and SHA-256.
    Algorithm,
    /// The certificate has a critical extension that is not understood.
    CriticalExtension,
    /// The certificate is that of a CA, or not meant for servers.
    Purpose,
    /// The certificate does not name the host.
    OtherHost,
    /// The certificate is not valid yet.
    NotYetValid {
        /// When it will be, in seconds since 1970.
        not_before: u64,
    },
    /// The certificate is not valid any more.
    Expired {
        /// When it last was, in seconds since 1970.
        not_after: u64,
    },
    /// The certificate is not signed by the pinned CA itself: intermediates are not followed.
    UnknownIssuer,
    /// The server does not hold the key of the certificate.
    Proof,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unproven => f.write_str("server did not prove who it is"),
            Self::OutOfTurn => f.write_str("server sent its certificate or its proof out of turn"),
            Self::NoCertificate => f.write_str("server sent no certificate"),
            Self::Unreadable => f.write_str("certificate cannot be read"),
            Self::Algorithm => f.write_str("certificate is not on P-256, or not signed with ECDSA and SHA-256"),
            Self::CriticalExtension => f.write_str("certificate has a critical extension that is not understood"),
            Self::Purpose => f.write_str("certificate is not one for servers"),
            Self::OtherHost => f.write_str("certificate names other hosts"),
            Self::NotYetValid { not_before } => write!(f, "certificate is not valid before {not_before}"),
            Self::Expired { not_after } => write!(f, "certificate ran out at {not_after}"),
            Self::UnknownIssuer => f.write_str("certificate is not signed by the pinned CA"),
            Self::Proof => f.write_str("server does not hold the key of its certificate"),
        }
    }
}

impl core::error::Error for Fault {}
