/// A TCP packet over IPv4 or IPv6, as far as a link reads it.
pub(crate) struct Packet {
    pub(crate) from: u16,
    pub(crate) to: u16,
    /// True for SYN without ACK, which opens a connection.
    pub(crate) opens: bool,
    /// The bytes of payload.
    pub(crate) payload: usize,
}

impl Packet {
    /// Reads a packet, if it is TCP.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let (protocol, header, length) = match bytes.first()? >> 4 {
            4 => (bytes.get(9)?, usize::from(bytes[0] & 15) * 4, usize::from(word(2)?)),
            6 => (bytes.get(6)?, 40, 40 + usize::from(word(4)?)),
            _ => return None,
        };
        if *protocol != 6 {
            return None;
        }
        let tcp_header = usize::from(bytes.get(header + 12)? >> 4) * 4;
        Some(Self {
            from: word(header)?,
            to: word(header + 2)?,
            opens: bytes.get(header + 13)? & 0b1_0010 == 0b10,
            payload: length.checked_sub(header + tcp_header)?,
        })
    }
}
