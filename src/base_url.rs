use core::fmt;

use heapless::string::StringView;

use crate::url::Url;

/// The URL of the service: `https://host`, `https://host:port` or `https://host/prefix`.
///
/// Borrowed, and checked once, when it is made. `http` is accepted for test benches: everything, the token included, is
/// then sent in the clear.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BaseUrl<'a>(&'a str);

impl<'a> BaseUrl<'a> {
    /// The maximum length of a base URL in bytes.
    pub const MAX_LENGTH: usize = 128;

    /// The path of the call, from the service's page.
    const PATH: &'static str = "/ac/openapi/v2/notebook/actions/start";

    /// The maximum length of the URL of the call in bytes.
    pub(crate) const MAX_CALL_LENGTH: usize = Self::MAX_LENGTH + Self::PATH.len();

    /// Checks and borrows a base URL.
    ///
    /// # Errors
    ///
    /// The defect of `url`, and its place. The error repeats no part of the text, which may hold a password.
    #[inline(never)] // one copy for all callers
    pub fn new(url: &'a str) -> Result<Self, InvalidBaseUrl> {
        let path = Url::parse(url)?.path;
        let is_allowed = |byte| matches!(byte, b'!' | b'$'..=b';' | b'=' | b'A'..=b'Z' | b'_' | b'a'..=b'z' | b'~');
        if let Some(position) = path.iter().position(|&byte| !is_allowed(byte)) {
            return Err(InvalidBaseUrl::Character {
                position: url.len() - path.len() + position,
            });
        }
        if let [.., b'/'] = path {
            return Err(InvalidBaseUrl::TrailingSlash);
        }
        if url.len() > Self::MAX_LENGTH {
            return Err(InvalidBaseUrl::TooLong { length: url.len() });
        }
        Ok(Self(url))
    }

    /// Returns the base URL as text.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Appends the URL of the call.
    pub(crate) fn write_call(self, to: &mut StringView<u8>) {
        let _ = to.push_str(self.0);
        let _ = to.push_str(Self::PATH);
    }
}

impl fmt::Display for BaseUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for BaseUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BaseUrl").field(&self.0).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for BaseUrl<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.0);
    }
}

/// Why a text is not a [`BaseUrl`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum InvalidBaseUrl {
    /// The text does not begin with `https://` or `http://`, in lower case.
    Scheme,
    /// No host follows the scheme.
    NoHost,
    /// The port is not a number from 1 to 65535.
    Port,
    /// The text ends with a slash.
    TrailingSlash,
    /// The text has more than [`BaseUrl::MAX_LENGTH`] characters.
    TooLong {
        /// The length of the text in bytes.
        length: usize,
    },
    /// The text has user information, `user:password@`.
    UserInfo,
    /// A character is not allowed at its position: a space, a line end, a query, a fragment, the zone of an IPv6 address.
    Character {
        /// The offset of the character in bytes.
        position: usize,
    },
}

impl fmt::Display for InvalidBaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => f.write_str("base URL does not begin with https:// or http://, in lower case"),
            Self::NoHost => f.write_str("base URL names no host; an IPv6 address needs brackets"),
            Self::Port => f.write_str("base URL has a port that is not a number from 1 to 65535"),
            Self::TrailingSlash => f.write_str("base URL ends with a slash; leave it out"),
            Self::TooLong { length } => {
                write!(
                    f,
                    "base URL has {length} characters, the most is {}",
                    BaseUrl::MAX_LENGTH
                )
            }
            Self::UserInfo => f.write_str("base URL has user information; leave out everything up to the @"),
            Self::Character { position } => write!(
                f,
                "base URL has a character at byte {position} that is not allowed there; a host, a port and a path \
                 may follow the scheme, but no query, fragment or IPv6 zone"
            ),
        }
    }
}

impl core::error::Error for InvalidBaseUrl {}
