use core::fmt;

/// The reasons why the certificate chain of a server is refused: the verification flags of Mbed TLS, `MBEDTLS_X509_BADCERT_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification(u32);

/// Bits, and the sentence for them, in the order in which they are told.
const REASONS: [(u32, &str); 9] = [
    (
        0x8,
        "no chain of CA certificates leads from it to a pinned one: pin its root, and the server has to send its intermediates",
    ),
    (0x4, "it is for other hosts"),
    (0x1, "it or its CA is expired, or the clock of the device is wrong"),
    (
        0x200,
        "it or its CA is not yet valid, or the clock of the device is wrong",
    ),
    (0x3800, "it is not for servers"),
    (0x4000, "it or its CA is signed with a weak hash, such as SHA-1"),
    (
        0x18000,
        "the key of it or of its CA is weak, such as RSA with less than 2048 bits, or of an unsupported kind",
    ),
    (0x40, "there is none"),
    (0x2, "it is revoked"),
];

impl Verification {
    #[cfg_attr(not(target_os = "none"), expect(dead_code, reason = "only a device verifies"))]
    pub(crate) const fn new(flags: u32) -> Self {
        Self(flags)
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut rest = self.0;
        for (flags, reason) in REASONS.iter().filter(|(flags, _)| self.0 & flags != 0) {
            write!(f, "{separator}{reason}")?;
            separator = "; ";
            rest &= !flags;
        }
        if rest != 0 || self.0 == 0 {
            write!(f, "{separator}verification flags {:#x} of Mbed TLS", self.0)?;
        }
        Ok(())
    }
}
