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
    (0x4000, "it or its CA is signed with a weak hash"),
    (
        0x10000,
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

    /// The flag of a key of no kind: Mbed TLS has passed over the last certificate, and all before.
    pub(crate) const UNSUPPORTED: Self = Self(0x8000);
}

/// The flags of a CA in the place of the server: for other hosts, and not for servers. Mbed TLS passes over a certificate of an
/// unsupported kind, so it takes the next one of the chain for that of the server.
const PASSED_OVER: u32 = 0x804;

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 & PASSED_OVER == PASSED_OVER {
            return f.write_str("it is that of a CA, or signed in an unsupported way, such as with SHA-1 or Ed25519");
        }
        if self.0 & Self::UNSUPPORTED.0 != 0 {
            return f.write_str(
                "it or the last one of its chain is signed in an unsupported way, such as with SHA-1 or Ed25519",
            );
        }
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
