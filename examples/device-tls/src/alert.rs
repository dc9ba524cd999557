use core::fmt;

/// A fatal alert of a server: the reason it gives for ending the handshake or the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert(u8);

impl Alert {
    #[cfg_attr(not(target_os = "none"), expect(dead_code, reason = "only a device gets one"))]
    pub(crate) const fn new(description: u8) -> Self {
        Self(description)
    }
}

impl fmt::Display for Alert {
    /// Shows its number in RFC 8446, and its name there or in RFC 5246.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
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
        write!(f, "alert {}, {name}", self.0)
    }
}
