//! The parts of a certificate that `embedded-tls` does not look at.

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, UtcTime};
use der::{Choice, Decode, Sequence};

use crate::extensions::Extensions;
use crate::{Fault, UnixTime, host};

/// A certificate, as far as it is looked at.
#[derive(Sequence)]
pub(crate) struct Certificate<'a> {
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
    key: AnyRef<'a>,
    #[asn1(context_specific = "3", optional = "true")]
    extensions: Option<AnyRef<'a>>,
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
        Self::from_der(der).map_err(|_| Fault::Unreadable)
    }

    /// Checks that the certificate may sign others.
    pub(crate) fn check_ca(&self) -> Result<(), Fault> {
        let extensions = self.extensions()?;
        if extensions.is_ca && extensions.signs_certificates {
            Ok(())
        } else {
            Err(Fault::Purpose)
        }
    }

    /// Checks that the certificate is one of `host`, for servers, and valid `now`.
    pub(crate) fn check_leaf(&self, host: &str, now: UnixTime) -> Result<(), Fault> {
        let extensions = self.extensions()?;
        if extensions.is_ca || !extensions.signs_handshakes || !extensions.is_for_servers {
            return Err(Fault::Purpose);
        }
        if !extensions.names()?.any(|name| host::is_meant(name, host)) {
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
