use core::ops::Range;

use crate::{cursor::Cursor, error::InvalidBaseUrl};

/// The parts of an absolute `http` or `https` URL (RFC 3986) without user information.
#[cfg_attr(not(feature = "http1"), allow(dead_code, reason = "`http1` connects to it"))]
pub(crate) struct Url<'a> {
    pub(crate) is_secure: bool,
    /// The host, an IPv6 address without its brackets.
    pub(crate) host: Range<usize>,
    /// The port, 443 or 80 if the URL names none.
    pub(crate) port: u16,
    /// The value of the header `Host`: the host with its brackets, and the port if it is not the scheme's own.
    pub(crate) authority: Range<usize>,
    /// Empty or beginning with a slash. Its characters are not checked.
    pub(crate) path: &'a [u8],
}

impl<'a> Url<'a> {
    #[inline(never)] // one copy for all callers
    pub(crate) fn parse(url: &'a str) -> Result<Self, InvalidBaseUrl> {
        let Some((b"http", rest)) = url.as_bytes().split_first_chunk() else {
            return Err(InvalidBaseUrl::Scheme);
        };
        let mut rest = Cursor::new(rest);
        let is_secure = rest.eat(b's');
        if !rest.eat_all(b"://") {
            return Err(InvalidBaseUrl::Scheme);
        }
        let parts = Self::parse_rest(url, &mut rest, is_secure);
        if parts.is_err() {
            rest.eat_while(|byte| !matches!(byte, b'/' | b'?' | b'#' | b'@'));
            if rest.peek() == b'@' {
                return Err(InvalidBaseUrl::UserInfo);
            }
        }
        parts
    }

    /// Parses the authority and the path. On an error, `rest` is in the authority or behind it.
    fn parse_rest(url: &'a str, rest: &mut Cursor<'a>, is_secure: bool) -> Result<Self, InvalidBaseUrl> {
        let position = |rest: &Cursor<'_>| url.len() - rest.rest().len();
        let authority_start = position(rest);
        let is_ipv6 = rest.eat(b'[');
        let host_start = position(rest);
        rest.eat_while(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' if !is_ipv6 => true,
            b'a'..=b'f' | b'A'..=b'F' | b'0'..=b'9' | b'.' => true,
            b':' => is_ipv6,
            _ => false,
        });
        let host_end = position(rest);
        if is_ipv6 && !rest.eat(b']') {
            return Err(InvalidBaseUrl::Character { position: host_end });
        }
        if host_start == host_end {
            return Err(match rest.peek() {
                Cursor::END | b'/' | b':' => InvalidBaseUrl::NoHost,
                _ => InvalidBaseUrl::Character { position: host_start },
            });
        }
        let default_port = if is_secure { 443 } else { 80 };
        let mut port = default_port;
        let mut authority_end = position(rest);
        if rest.eat(b':') {
            let mut number = 0;
            rest.eat_while(|byte| {
                let digit = byte.wrapping_sub(b'0');
                let is_digit = digit <= 9 && number <= u32::from(u16::MAX);
                if is_digit {
                    number = number * 10 + u32::from(digit);
                }
                is_digit
            });
            port = match u16::try_from(number) {
                Ok(number @ 1..) => number,
                _ => return Err(InvalidBaseUrl::Port),
            };
            if port != default_port {
                authority_end = position(rest);
            }
        }
        let path = rest.rest();
        if !matches!(path, [] | [b'/', ..]) {
            return Err(InvalidBaseUrl::Character {
                position: position(rest),
            });
        }
        Ok(Self {
            is_secure,
            host: host_start..host_end,
            port,
            authority: authority_start..authority_end,
            path,
        })
    }
}
