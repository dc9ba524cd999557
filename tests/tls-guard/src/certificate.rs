//! The parts of a certificate, and what must be true of them.

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, UtcTime};
use der::{Choice, Decode, Header, Reader, Sequence, SliceReader};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::extensions::Extensions;
use crate::{Fault, InvalidServer, UnixTime, host};

/// ECDSA with SHA-256, as certificates name it.
const ECDSA_SHA256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
/// A key on P-256.
const P256: &[u8] = &[
    6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7,
];

/// A certificate, as far as it is looked at.
pub(crate) struct Certificate<'a> {
    /// The bytes of the content, which the issuer signs.
    signed: &'a [u8],
    content: Content<'a>,
    algorithm: AnyRef<'a>,
    signature: &'a [u8],
}

#[derive(Sequence)]
struct Signed<'a> {
    content: Content<'a>,
    algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
}

#[derive(Sequence)]
struct Content<'a> {
    #[asn1(context_specific = "0", default = "u8::default")]
    version: u8,
    serial_number: AnyRef<'a>,
    algorithm: AnyRef<'a>,
    issuer: AnyRef<'a>,
    validity: Validity,
    subject: AnyRef<'a>,
    key: Key<'a>,
    #[asn1(context_specific = "3", optional = "true")]
    extensions: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct Key<'a> {
    algorithm: AnyRef<'a>,
    point: BitStringRef<'a>,
}

#[derive(Sequence)]
struct Validity {
    not_before: Time,
    not_after: Time,
}

#[derive(Choice)]
enum Time {
    #[asn1(type = "UTCTime")]
    Utc(UtcTime),
    #[asn1(type = "GeneralizedTime")]
    Generalized(GeneralizedTime),
}

impl Time {
    fn seconds(&self) -> u64 {
        match self {
            Self::Utc(time) => time.to_unix_duration().as_secs(),
            Self::Generalized(time) => time.to_unix_duration().as_secs(),
        }
    }
}

impl<'a> Certificate<'a> {
    /// Reads a certificate; everything in `der` must belong to it.
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, Fault> {
        let Signed {
            content,
            algorithm,
            signature,
        } = Signed::from_der(der)?;
        let mut reader = SliceReader::new(der)?;
        Header::decode(&mut reader)?;
        let signed = reader.tlv_bytes()?;
        Ok(Self {
            signed,
            content,
            algorithm,
            signature: signature.as_bytes().ok_or(Fault::Unreadable)?,
        })
    }

    /// Returns the key that the certificate is about.
    pub(crate) fn key(&self) -> Result<VerifyingKey, Fault> {
        let Key { algorithm, point } = &self.content.key;
        if algorithm.value() != P256 {
            return Err(Fault::Algorithm);
        }
        point
            .as_bytes()
            .and_then(|point| VerifyingKey::from_sec1_bytes(point).ok())
            .ok_or(Fault::Unreadable)
    }

    /// Checks that the holder of `key` has signed the certificate.
    pub(crate) fn check_issuer(&self, key: &VerifyingKey) -> Result<(), Fault> {
        if [self.algorithm, self.content.algorithm].map(AnyRef::value) != [ECDSA_SHA256; 2] {
            return Err(Fault::Algorithm);
        }
        let signature = Signature::from_der(self.signature).map_err(|_| Fault::Unreadable)?;
        key.verify(self.signed, &signature).map_err(|_| Fault::UnknownIssuer)
    }

    /// Checks that the certificate may sign others, for servers, and without a limit that is not looked at later.
    pub(crate) fn check_ca(&self) -> Result<(), InvalidServer> {
        let extensions = self.extensions()?;
        if !extensions.is_ca || !extensions.signs_certificates {
            return Err(InvalidServer::Ca);
        }
        if !extensions.is_for_servers || extensions.limits_names {
            return Err(InvalidServer::LimitedCa);
        }
        Ok(())
    }

    /// Checks that the certificate is one of `host`, for servers, and valid `now`.
    pub(crate) fn check_leaf(&self, host: &str, now: UnixTime) -> Result<(), Fault> {
        let extensions = self.extensions()?;
        if extensions.is_ca || !extensions.signs_handshakes || !extensions.is_for_servers {
            return Err(Fault::Purpose);
        }
        if !extensions.any_name(|name| host::is_meant(name, host))? {
            return Err(Fault::OtherHost);
        }
        let not_before = self.content.validity.not_before.seconds();
        if now.seconds() < not_before {
            return Err(Fault::NotYetValid { not_before });
        }
        let not_after = self.content.validity.not_after.seconds();
        if now.seconds() > not_after {
            return Err(Fault::Expired { not_after });
        }
        Ok(())
    }

    fn extensions(&self) -> Result<Extensions<'a>, Fault> {
        Extensions::read(self.content.extensions.map_or(&[], AnyRef::value))
    }
}
