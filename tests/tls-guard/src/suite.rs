//! The cipher suite, with a look at what was decrypted before `embedded-tls` gets it.

use aes_gcm::aead::consts::{U0, U12, U16, U54};
use aes_gcm::aead::{AeadCore, AeadInPlace, Buffer, Error, KeyInit, KeySizeUser};
use aes_gcm::{Aes128Gcm, Key, Nonce, Tag};
use embedded_tls::{Aes128GcmSha256, Sha256, TlsCipherSuite};

use crate::records::IN_SESSION;

const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
const NEW_SESSION_TICKET: u8 = 4;

/// `TLS_AES_128_GCM_SHA256`.
pub(crate) struct Suite;

impl TlsCipherSuite for Suite {
    const CODE_POINT: u16 = Aes128GcmSha256::CODE_POINT;
    type Cipher = Cipher;
    type KeyLen = U16;
    type IvLen = U12;
    type Hash = Sha256;
    type LabelBufferSize = U54;
}

/// AES-128-GCM, and nothing in it that makes `embedded-tls` panic.
///
/// It panics when a record is empty to the last byte, which anybody can send who answers its hello, and when a verified
/// server sends a message of the handshake after the handshake.
pub(crate) struct Cipher(Aes128Gcm);

impl Cipher {
    /// Changes the content of a record, its type last, into one that can be handled.
    fn defuse(content: &mut dyn Buffer, in_session: bool) -> Result<(), Error> {
        // Zeros after the type are padding.
        let kind = *content.as_ref().iter().rfind(|byte| **byte != 0).ok_or(Error)?;
        if in_session && kind == HANDSHAKE {
            // Tickets are of no use, since sessions are not resumed. An update of the keys cannot be followed.
            if content.as_ref().first() != Some(&NEW_SESSION_TICKET) {
                return Err(Error);
            }
            content.truncate(1);
            content.as_mut().fill(APPLICATION_DATA);
        }
        Ok(())
    }
}

impl KeySizeUser for Cipher {
    type KeySize = U16;
}

impl KeyInit for Cipher {
    fn new(key: &Key<Aes128Gcm>) -> Self {
        Self(Aes128Gcm::new(key))
    }
}

impl AeadCore for Cipher {
    type NonceSize = U12;
    type TagSize = U16;
    type CiphertextOverhead = U0;
}

impl AeadInPlace for Cipher {
    fn encrypt_in_place_detached(&self, nonce: &Nonce<U12>, header: &[u8], content: &mut [u8]) -> Result<Tag, Error> {
        self.0.encrypt_in_place_detached(nonce, header, content)
    }

    fn decrypt_in_place(&self, nonce: &Nonce<U12>, header: &[u8], content: &mut dyn Buffer) -> Result<(), Error> {
        let mut header = <[u8; 5]>::try_from(header).map_err(|_| Error)?;
        let in_session = header[1] == IN_SESSION;
        if in_session {
            header[1] = 3;
        }
        self.0.decrypt_in_place(nonce, &header, content)?;
        Self::defuse(content, in_session)
    }

    fn decrypt_in_place_detached(
        &self,
        nonce: &Nonce<U12>,
        header: &[u8],
        content: &mut [u8],
        tag: &Tag,
    ) -> Result<(), Error> {
        self.0.decrypt_in_place_detached(nonce, header, content, tag)
    }
}
