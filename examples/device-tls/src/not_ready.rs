use core::fmt;

/// A prerequisite of TLS that a device lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotReady {
    /// No CA is pinned.
    NoCa,
    /// The pinned CA is neither a certificate in DER nor certificates in PEM, or it is of an unsupported kind, such as Ed25519.
    InvalidCa,
    /// The clock of the device is not set.
    NoTime,
    /// The device has no random source.
    NoSeed,
    /// The random source of the device is dead: its output repeats itself.
    DeadSeed,
    /// TLS was started before.
    AlreadyStarted,
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCa => "https needs the certificate of a CA",
            Self::InvalidCa => "pinned CA is no certificate in DER or PEM, or of an unsupported kind",
            Self::NoTime => "https needs the time, and the clock of the device is not set",
            Self::NoSeed => "https needs a true random source, and the device has none",
            Self::DeadSeed => "random source of the device is dead: its output repeats itself",
            Self::AlreadyStarted => "TLS is started a second time",
        })
    }
}

impl core::error::Error for NotReady {}
