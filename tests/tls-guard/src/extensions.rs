use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Header, Reader, Sequence, SliceReader, Tag, TagNumber, Tagged};

use crate::Fault;

// Identifiers, as they are encoded: one that is not known may have numbers of any size.
const KEY_USAGE: &[u8] = &[0x55, 29, 15];
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 29, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 29, 37];
const SERVER_AUTHENTICATION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];

const DNS_NAME: Tag = Tag::ContextSpecific {
    constructed: false,
    number: TagNumber(2),
};

/// The extensions of a certificate. A usage without a restriction is allowed.
pub(crate) struct Extensions<'a> {
    pub(crate) is_ca: bool,
    pub(crate) signs_certificates: bool,
    pub(crate) signs_handshakes: bool,
    pub(crate) is_for_servers: bool,
    /// It may sign some names only; which ones is not understood.
    pub(crate) limits_names: bool,
    names: &'a [u8],
}

#[derive(Sequence)]
struct Extension<'a> {
    id: AnyRef<'a>,
    critical: Option<bool>,
    value: AnyRef<'a>,
}

#[derive(Sequence)]
struct BasicConstraints<'a> {
    is_ca: Option<bool>,
    path_length: Option<AnyRef<'a>>,
}

impl<'a> Extensions<'a> {
    /// Reads the content of the sequence of extensions.
    pub(crate) fn read(content: &'a [u8]) -> Result<Self, Fault> {
        let mut this = Self {
            is_ca: false,
            signs_certificates: true,
            signs_handshakes: true,
            is_for_servers: true,
            limits_names: false,
            names: &[],
        };
        let mut reader = SliceReader::new(content)?;
        while !reader.is_finished() {
            let extension = reader.decode::<Extension<'_>>()?;
            // A second extension could hide the first.
            let mut rest = reader.clone();
            while !rest.is_finished() {
                if rest.decode::<Extension<'_>>()?.id == extension.id {
                    return Err(Fault::Unreadable);
                }
            }
            this.take(&extension)?;
        }
        Ok(this)
    }

    /// Tells whether one of the DNS names is as `is_meant` says. The common name is not looked at: it is text for people,
    /// which a CA need not have checked.
    pub(crate) fn any_name(&self, is_meant: impl Fn(&[u8]) -> bool) -> Result<bool, Fault> {
        let mut reader = SliceReader::new(self.names)?;
        let mut found = false;
        while !reader.is_finished() {
            let header = Header::decode(&mut reader)?;
            let name = reader.read_slice(header.length())?;
            found |= header.tag() == DNS_NAME && is_meant(name);
        }
        Ok(found)
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<(), Fault> {
        extension.id.tag().assert_eq(Tag::ObjectIdentifier)?;
        extension.value.tag().assert_eq(Tag::OctetString)?;
        let value = extension.value.value();
        match extension.id.value() {
            BASIC_CONSTRAINTS => self.is_ca = BasicConstraints::from_der(value)?.is_ca.unwrap_or(false),
            KEY_USAGE => {
                let bits = BitStringRef::from_der(value)?.raw_bytes().first().copied().unwrap_or(0);
                self.signs_handshakes = bits & 0x80 != 0;
                self.signs_certificates = bits & 0x04 != 0;
            }
            EXTENDED_KEY_USAGE => {
                let mut reader = SliceReader::new(sequence(value)?)?;
                self.is_for_servers = false;
                while !reader.is_finished() {
                    let usage = reader.decode::<AnyRef<'_>>()?;
                    usage.tag().assert_eq(Tag::ObjectIdentifier)?;
                    self.is_for_servers |= usage.value() == SERVER_AUTHENTICATION;
                }
            }
            ALTERNATIVE_NAMES => self.names = sequence(value)?,
            _ if extension.critical == Some(true) => return Err(Fault::CriticalExtension),
            NAME_CONSTRAINTS => self.limits_names = true,
            _ => {}
        }
        Ok(())
    }
}

/// Returns the content of the one sequence in `der`.
fn sequence(der: &[u8]) -> Result<&[u8], Fault> {
    let any = AnyRef::from_der(der)?;
    any.tag().assert_eq(Tag::Sequence)?;
    Ok(any.value())
}

impl From<der::Error> for Fault {
    fn from(_: der::Error) -> Self {
        Self::Unreadable
    }
}
