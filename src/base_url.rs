use core::{fmt, str::FromStr};

use heapless::String;

use crate::cursor::Cursor;

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
        Reader {
            url,
            rest: Cursor::new(url.as_bytes()),
        }
        .check()?;
        if url.len() > Self::CAPACITY {
            return Err(InvalidBaseUrl::TooLong { length: url.len() });
        }
        let mut whole = String::new();
        // Both fit.
        let _ = whole.push_str(url);
        let _ = whole.push_str(PATH);
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
struct Reader<'a> {
    url: &'a str,
    rest: Cursor<'a>,
}

impl Reader<'_> {
    fn check(mut self) -> Result<(), InvalidBaseUrl> {
        if !self.rest.eat_all(b"http") {
            return Err(InvalidBaseUrl::Scheme);
        }
        self.rest.eat(b's');
        if !self.rest.eat_all(b"://") {
            return Err(InvalidBaseUrl::Scheme);
        }
        self.host()?;
        if self.rest.eat(b':') {
            self.port()?;
        }
        let mut last = 0;
        if self.rest.peek() == b'/' {
            while let byte @ (b'!' | b'$'..=b';' | b'=' | b'@'..=b'Z' | b'_' | b'a'..=b'z' | b'~') = self.rest.peek() {
                last = byte;
                self.rest.next();
            }
        }
        if !self.rest.rest().is_empty() {
            return Err(self.misplaced());
        }
        if last == b'/' {
            Err(InvalidBaseUrl::TrailingSlash)
        } else {
            Ok(())
        }
    }

    fn host(&mut self) -> Result<(), InvalidBaseUrl> {
        let mut has_host = false;
        if self.rest.eat(b'[') {
            while let b'0'..=b':' | b'A'..=b'F' | b'a'..=b'f' | b'.' = self.rest.peek() {
                self.rest.next();
                has_host = true;
            }
            if !self.rest.eat(b']') {
                return Err(self.misplaced());
            }
        } else {
            while let b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' = self.rest.peek() {
                self.rest.next();
                has_host = true;
            }
        }
        if has_host { Ok(()) } else { Err(InvalidBaseUrl::NoHost) }
    }

    fn port(&mut self) -> Result<(), InvalidBaseUrl> {
        let mut port = 0;
        while let digit @ b'0'..=b'9' = self.rest.peek() {
            port = port * 10 + u32::from(digit - b'0');
            if port > u32::from(u16::MAX) {
                return Err(InvalidBaseUrl::Port);
            }
            self.rest.next();
        }
        if port == 0 { Err(InvalidBaseUrl::Port) } else { Ok(()) }
    }

    fn misplaced(&self) -> InvalidBaseUrl {
        InvalidBaseUrl::Character {
            position: self.url.len() - self.rest.rest().len(),
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
