//! Which records of a server may pass, judged by what is in the clear: their headers.

/// The first byte of the version of a record in the handshake, which is always 3.3.
const VERSION: u8 = 3;
/// The replacement after the handshake, for [`crate::suite`].
pub(crate) const IN_SESSION: u8 = 0xff;

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

/// Watches the bytes that a server sends.
///
/// `embedded-tls` takes records in the clear at any time. After the handshake, anybody on the way could end the session
/// with an alert in the clear, as if the server had, or make the device panic with any other record.
pub(crate) struct Records {
    stage: Stage,
    header: [u8; 5],
    /// The number of received bytes of the header.
    filled: usize,
    /// The number of bytes of the record after the header that are not received yet.
    body: u16,
    /// A server sends at most one of these, for the sake of old boxes on the way; it means nothing.
    change_cipher_spec: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The server's hello has not come: nothing can be protected yet.
    Hello,
    /// The server's part of the handshake, all of it protected.
    Handshake,
    /// The client has answered: the handshake is over.
    Session,
}

/// A record that has no place where it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OutOfPlace;

impl Records {
    pub(crate) fn new() -> Self {
        Self {
            stage: Stage::Hello,
            header: [0; 5],
            filled: 0,
            body: 0,
            change_cipher_spec: false,
        }
    }

    /// Takes note that the client has sent something: after the server's hello, that ends the handshake.
    pub(crate) fn sent(&mut self) {
        if self.stage == Stage::Handshake {
            self.stage = Stage::Session;
        }
    }

    /// Judges the next bytes of the server, and marks the headers of the records of a session.
    pub(crate) fn pass(&mut self, bytes: &mut [u8]) -> Result<(), OutOfPlace> {
        bytes.iter_mut().try_for_each(|byte| self.pass_byte(byte))
    }

    fn pass_byte(&mut self, byte: &mut u8) -> Result<(), OutOfPlace> {
        if self.body > 0 {
            self.body -= 1;
            return Ok(());
        }
        if let Some(slot) = self.header.get_mut(self.filled) {
            *slot = *byte;
            self.filled += 1;
        }
        let [kind, version, _, high, low] = self.header;
        match self.filled {
            1 => self.check_kind(kind)?,
            2 if kind == APPLICATION_DATA && version != VERSION => return Err(OutOfPlace),
            2 if kind == APPLICATION_DATA && self.stage == Stage::Session => *byte = IN_SESSION,
            5 => {
                self.filled = 0;
                self.body = u16::from_be_bytes([high, low]);
                // The next record is protected; the keys are known.
                if kind == HANDSHAKE {
                    self.stage = Stage::Handshake;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn check_kind(&mut self, kind: u8) -> Result<(), OutOfPlace> {
        let in_place = match (self.stage, kind) {
            (Stage::Hello, HANDSHAKE | ALERT) | (Stage::Handshake | Stage::Session, APPLICATION_DATA) => true,
            (Stage::Handshake, CHANGE_CIPHER_SPEC) => !core::mem::replace(&mut self.change_cipher_spec, true),
            _ => false,
        };
        if in_place { Ok(()) } else { Err(OutOfPlace) }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, IN_SESSION, OutOfPlace, Records};

    fn record(kind: u8, body: &[u8]) -> std::vec::Vec<u8> {
        [&[kind, 3, 3, 0, u8::try_from(body.len()).unwrap()], body].concat()
    }

    /// Records that have had `kinds`, and then a byte of the client.
    fn after(kinds: &[u8]) -> Records {
        let mut records = Records::new();
        for kind in kinds {
            records.pass(&mut record(*kind, &[*kind; 9])).unwrap();
        }
        records
    }

    #[test]
    fn only_the_hello_is_in_the_clear() {
        for kind in 0..=255 {
            let fits = |mut records: Records| records.pass(&mut record(kind, &[])) == Ok(());
            assert_eq!(fits(after(&[])), [ALERT, HANDSHAKE].contains(&kind), "{kind}");
            assert_eq!(
                fits(after(&[HANDSHAKE])),
                [CHANGE_CIPHER_SPEC, APPLICATION_DATA].contains(&kind),
                "{kind}"
            );
            assert_eq!(
                fits(after(&[HANDSHAKE, CHANGE_CIPHER_SPEC])),
                kind == APPLICATION_DATA,
                "{kind}"
            );
            let mut session = after(&[HANDSHAKE, APPLICATION_DATA]);
            session.sent();
            assert_eq!(fits(session), kind == APPLICATION_DATA, "{kind}");
        }
    }

    #[test]
    fn records_are_marked_once_the_client_has_answered() {
        for cut in 0..=14 {
            let mut records = after(&[]);
            records.sent();
            records.pass(&mut record(HANDSHAKE, &[1])).unwrap();
            let mut bytes = record(APPLICATION_DATA, &[23, 3, 3, 0]);
            records.pass(&mut bytes).unwrap();
            assert_eq!(bytes, [23, 3, 3, 0, 4, 23, 3, 3, 0], "in the handshake");

            records.sent();
            let mut bytes = [record(APPLICATION_DATA, &[23, 3, 3, 0]), record(APPLICATION_DATA, &[])].concat();
            let (head, tail) = bytes.split_at_mut(cut);
            records.pass(head).unwrap();
            records.pass(tail).unwrap();
            assert_eq!(
                bytes,
                [23, IN_SESSION, 3, 0, 4, 23, 3, 3, 0, 23, IN_SESSION, 3, 0, 0],
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn a_server_cannot_set_the_mark() {
        let mut records = after(&[HANDSHAKE]);
        assert_eq!(
            records.pass(&mut [APPLICATION_DATA, IN_SESSION, 3, 0, 17]),
            Err(OutOfPlace)
        );
    }
}
