use core::fmt;

/// A fatal alert of a server: the reason it gives for ending the handshake or the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The minor version of its record.
    minor: u8,
    description: u8,
}

impl Alert {
    #[cfg_attr(not(target_os = "none"), expect(dead_code, reason = "only a device gets one"))]
    pub(crate) const fn new(minor: u8, description: u8) -> Self {
        Self { minor, description }
    }
}

impl fmt::Display for Alert {
    /// Shows its number in RFC 8446, its name there or in RFC 5246, and an old version of its record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.description {
            10 => "unexpected_message",
            20 => "bad_record_mac",
            22 => "record_overflow",
            40 => "handshake_failure",
            47 => "illegal_parameter",
            50 => "decode_error",
            51 => "decrypt_error",
            70 => "protocol_version",
            71 => "insufficient_security",
            80 => "internal_error",
            86 => "inappropriate_fallback",
            90 => "user_canceled",
            109 => "missing_extension",
            110 => "unsupported_extension",
            112 => "unrecognized_name",
            116 => "certificate_required",
            120 => "no_application_protocol",
            number => return write!(f, "alert {number}"),
        };
        // That of TLS 1.2 and 1.3 is 3.
        let record = ["", " in a record of TLS 1.1 or older"][usize::from(self.minor < 3)];
        write!(f, "alert {}, {name}{record}", self.description)
    }
}
