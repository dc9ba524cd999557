use core::{fmt, str::FromStr};

use heapless::String;

/// The path of the one call, on the service's page.
const PATH: &str = "/ac/openapi/v2/notebook/actions/start";

/// Where the service is: `https://host`, `https://host:port` or `https://host/prefix`.
///
/// It is checked once, when it is made, and kept together with the path of the call, so that a call builds nothing.
/// `http` is taken as well, for the bench: everything, the token included, then travels in the clear.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl(String<{ BaseUrl::CAPACITY + PATH.len() }, u8>);

impl BaseUrl {
    /// The most characters a base URL can have.
    pub const CAPACITY: usize = 128;

    /// Checks and copies a base URL.
    ///
    /// # Errors
    ///
    /// Says what is wrong with `url`, and where.
    #[inline(never)] // one copy in the image, however many callers
    pub fn new(url: &str) -> Result<Self, InvalidBaseUrl> {
        Cursor {
            url: url.as_bytes(),
            position: 0,
        }
        .check()?;
        let mut whole = String::new();
        if url.len() > Self::CAPACITY || whole.push_str(url).is_err() || whole.push_str(PATH).is_err() {
            return Err(InvalidBaseUrl::TooLong { length: url.len() });
        }
        Ok(Self(whole))
    }

    /// Returns the base URL as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.strip_suffix(PATH).unwrap_or_default()
    }

    /// Returns the URL of the call.
    pub(crate) fn start(&self) -> &str {
        &self.0
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        Self::new(url)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BaseUrl").field(&self.as_str()).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for BaseUrl {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.as_str());
    }
}

/// Reads a URL from left to right, by the grammar of RFC 3986 less what this call has no use for.
struct Cursor<'a> {
    url: &'a [u8],
    position: usize,
}

impl Cursor<'_> {
    fn check(mut self) -> Result<(), InvalidBaseUrl> {
        self.scheme()?;
        self.host()?;
        if self.peek() == Some(b':') {
            self.port()?;
        }
        match self.peek() {
            None => return Ok(()),
            Some(b'/') => {
                self.skip(|byte| matches!(byte, b'!' | b'$'..=b';' | b'=' | b'@'..=b'Z' | b'_' | b'a'..=b'z' | b'~'));
            }
            Some(_) => {}
        }
        match self.url.last() {
            _ if self.position < self.url.len() => Err(self.misplaced()),
            Some(b'/') => Err(InvalidBaseUrl::TrailingSlash),
            _ => Ok(()),
        }
    }

    fn scheme(&mut self) -> Result<(), InvalidBaseUrl> {
        for scheme in [&b"https://"[..], b"http://"] {
            if self.url.starts_with(scheme) {
                self.position = scheme.len();
                return Ok(());
            }
        }
        Err(InvalidBaseUrl::Scheme)
    }

    fn host(&mut self) -> Result<(), InvalidBaseUrl> {
        let start = self.position;
        if self.peek() == Some(b'[') {
            self.position += 1;
            self.skip(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
            if self.peek() != Some(b']') {
                return Err(self.misplaced());
            }
            if self.position == start + 1 {
                return Err(InvalidBaseUrl::NoHost);
            }
            self.position += 1;
        } else {
            self.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
        }
        if self.position == start {
            Err(InvalidBaseUrl::NoHost)
        } else {
            Ok(())
        }
    }

    fn port(&mut self) -> Result<(), InvalidBaseUrl> {
        self.position += 1;
        let mut port = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            port = port * 10 + u32::from(digit - b'0');
            if port > u32::from(u16::MAX) {
                break;
            }
            self.position += 1;
        }
        if (1..=u32::from(u16::MAX)).contains(&port) {
            Ok(())
        } else {
            Err(InvalidBaseUrl::Port)
        }
    }

    fn peek(&self) -> Option<u8> {
        self.url.get(self.position).copied()
    }

    fn skip(&mut self, belongs: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&belongs) {
            self.position += 1;
        }
    }

    fn misplaced(&self) -> InvalidBaseUrl {
        InvalidBaseUrl::Character {
            position: self.position,
        }
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
    /// The text has more than [`BaseUrl::CAPACITY`] characters.
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// A character has no place where it stands: a space, a line end, a user name, a query, a fragment.
    Character {
        /// Where the character is, in bytes from the start.
        position: usize,
    },
}

impl fmt::Display for InvalidBaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => f.write_str("base URL does not begin with https:// or http://"),
            Self::NoHost => f.write_str("base URL names no host"),
            Self::Port => f.write_str("base URL has a port that is not a number from 1 to 65535"),
            Self::TrailingSlash => f.write_str("base URL ends with a slash; leave it out"),
            Self::TooLong { length } => {
                write!(f, "base URL has {length} characters, the most is {}", BaseUrl::CAPACITY)
            }
            Self::Character { position } => write!(
                f,
                "base URL has a misplaced character at byte {position}; it takes a host, a port and a path, \
                 no user, query or fragment"
            ),
        }
    }
}

impl core::error::Error for InvalidBaseUrl {}
