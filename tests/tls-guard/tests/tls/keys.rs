//! The key schedule of TLS 1.3, for one cipher suite and one group, as RFC 8446 has it in section 7.1.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::{digest, hmac};

/// A secret of 32 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) const NONE: Self = Self([0; 32]);

    pub(crate) fn extract(salt: Self, input: &[u8]) -> Self {
        Self::tag(&salt, input)
    }

    /// Derives `length` bytes, at most 32.
    fn expand(&self, label: &str, context: &[u8], length: u8) -> Vec<u8> {
        let label = format!("tls13 {label}");
        let mut info = vec![0, length, u8::try_from(label.len()).unwrap()];
        info.extend_from_slice(label.as_bytes());
        info.push(u8::try_from(context.len()).unwrap());
        info.extend_from_slice(context);
        info.push(1);
        self.tag(&info).0[..length.into()].to_vec()
    }

    pub(crate) fn derive(&self, label: &str, transcript: &digest::Context) -> Self {
        Self(
            self.expand(label, transcript.clone().finish().as_ref(), 32)
                .try_into()
                .unwrap(),
        )
    }

    /// Returns what a message Finished says.
    pub(crate) fn finished(&self, transcript: &digest::Context) -> Vec<u8> {
        let key = Self(self.expand("finished", &[], 32).try_into().unwrap());
        key.tag(transcript.clone().finish().as_ref()).0.to_vec()
    }

    fn tag(&self, message: &[u8]) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        Self(hmac::sign(&key, message).as_ref().try_into().unwrap())
    }
}

pub(crate) fn transcript() -> digest::Context {
    digest::Context::new(&digest::SHA256)
}

/// One direction of protected records.
pub(crate) struct Traffic {
    key: LessSafeKey,
    iv: [u8; 12],
    number: u64,
}

impl Traffic {
    pub(crate) fn new(secret: &Secret) -> Self {
        let key = UnboundKey::new(&AES_128_GCM, &secret.expand("key", &[], 16)).unwrap();
        Self {
            key: LessSafeKey::new(key),
            iv: secret.expand("iv", &[], 12).try_into().unwrap(),
            number: 0,
        }
    }

    /// Makes a record of `content`, whose last byte is its type.
    pub(crate) fn seal(&mut self, content: &[u8]) -> Vec<u8> {
        let header = header(23, content.len() + AES_128_GCM.tag_len());
        let mut body = content.to_vec();
        let nonce = self.nonce();
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(header), &mut body)
            .unwrap();
        [&header[..], &body].concat()
    }

    /// Returns the content of a record, its type last.
    pub(crate) fn open(&mut self, record: &[u8]) -> Vec<u8> {
        let (header, body) = record.split_at(5);
        let mut body = body.to_vec();
        let nonce = self.nonce();
        self.key
            .open_in_place(nonce, Aad::from(header), &mut body)
            .unwrap()
            .to_vec()
    }

    fn nonce(&mut self) -> Nonce {
        let mut nonce = self.iv;
        for (byte, number) in nonce[4..].iter_mut().zip(self.number.to_be_bytes()) {
            *byte ^= number;
        }
        self.number += 1;
        Nonce::assume_unique_for_key(nonce)
    }
}

pub(crate) fn header(kind: u8, length: usize) -> [u8; 5] {
    let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
    [kind, 3, 3, high, low]
}
