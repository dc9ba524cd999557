use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::error_place::Place;
use super::persistence::Persistence;
use crate::net::tls::handshake::HANDSHAKE;

/// The limits on the head of a request, in bytes and in headers.
const HEAD_MAX: usize = 64 * 1024;
pub(super) const HEADERS_MAX: usize = 128;

/// The head of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestHead {
    pub(crate) method: String,
    /// The target without its query.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) framing: Framing,
    /// Set if the client waits for 100 Continue before it sends the body.
    pub(crate) expects_continue: bool,
    /// The persistence that the client asks for.
    pub(crate) persistence: Persistence,
    /// Set if a line ends in LF without CR.
    pub(crate) has_bare_line_feed: bool,
    /// Set if the target has a fragment, which is ignored.
    pub(crate) has_fragment: bool,
}

/// The framing of a request's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Framing {
    #[default]
    None,
    Length(u64),
    Chunked,
}

/// A request that cannot be read: the HTTP status of the answer, and the problem.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadRequest {
    pub(crate) status: u16,
    pub(crate) problem: String,
}

impl BadRequest {
    pub(crate) fn new(status: u16, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self { status, problem }
    }
}

fn bad(problem: impl Into<String>) -> BadRequest {
    BadRequest::new(400, problem)
}

impl RequestHead {
    /// Parses the head at the start of these bytes. Also returns its length. `None` if more bytes are needed.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, BadRequest> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut request = httparse::Request::new(&mut headers);
        let length = match request.parse(bytes) {
            Ok(httparse::Status::Complete(length)) if length <= HEAD_MAX => length,
            Ok(httparse::Status::Partial) if bytes.len() < HEAD_MAX => return Ok(None),
            Ok(_) => return Err(too_long(format!("the head has more than {HEAD_MAX} bytes"))),
            Err(httparse::Error::TooManyHeaders) => {
                return Err(too_long(format!("the head has more than {HEADERS_MAX} headers")));
            }
            Err(_) if bytes.first() == Some(&HANDSHAKE) => {
                return Err(bad("the client speaks TLS, and this server does not"));
            }
            Err(error) => {
                return Err(bad(format!(
                    "the request is not HTTP/1.1: {error} {}",
                    Place::of_error(bytes)
                )));
            }
        };
        let target = request.path.unwrap_or_default();
        let (path, query) = split(target);
        let headers = header_map(request.headers)?;
        let version = request.version.unwrap_or(1);
        let head = Self {
            method: request.method.unwrap_or_default().to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            framing: framing(&headers)?,
            expects_continue: version == 1 && has_token(&headers, EXPECT, "100-continue"),
            persistence: persistence(&headers, version),
            has_bare_line_feed: has_bare_line_feed(&bytes[..length]),
            has_fragment: target.contains('#'),
            headers,
        };
        if version == 1 && head.headers.get_all(HOST).iter().count() != 1 {
            return Err(bad("the header Host is missing, or there more than once"));
        }
        Ok(Some((head, length)))
    }

    /// Reads what can be read of a head that is invalid or not whole: the request line if it came whole, else `POST` if it
    /// begins so, and the headers that came whole. The journal counts every POST, and finds it by its token.
    pub(crate) fn of_part(bytes: &[u8]) -> Self {
        // Empty lines before a request are skipped.
        let mut lines = bytes.trim_ascii_start().split_inclusive(|byte| *byte == b'\n');
        let mut head = lines.next().map(request_line).unwrap_or_default();
        let lines = lines.filter(|line| line.ends_with(b"\n")).map(<[u8]>::trim_ascii);
        for line in lines.take_while(|line| !line.is_empty()).take(HEADERS_MAX) {
            let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':').unwrap_or(0));
            let name = HeaderName::from_bytes(name.trim_ascii());
            let value = HeaderValue::from_bytes(value.get(1..).unwrap_or_default().trim_ascii());
            if let (Ok(name), Ok(value)) = (name, value) {
                head.headers.append(name, value);
            }
        }
        head
    }
}

/// Reads the method and the target of a line that may be no request line.
fn request_line(line: &[u8]) -> RequestHead {
    let text = String::from_utf8_lossy(line);
    let words: Vec<_> = text.trim_ascii_end().split(' ').collect();
    let (method, target) = match words[..] {
        [method, target, version] if version.starts_with("HTTP/") && line.ends_with(b"\n") => (method, target),
        _ if line.starts_with(b"POST ") => ("POST", ""),
        _ => ("", ""),
    };
    let words = split(target).0.split('/');
    // Without the headers, nothing else tells a token in it.
    let words = words.map(|word| if may_be_token(word.as_bytes()) { "…" } else { word });
    RequestHead {
        method: method.to_owned(),
        path: words.collect::<Vec<_>>().join("/"),
        ..RequestHead::default()
    }
}

/// Returns whether a word of an invalid head may be a token.
pub(super) fn may_be_token(word: &[u8]) -> bool {
    word.len() >= 8 && word.iter().any(u8::is_ascii_digit)
}

fn has_bare_line_feed(head: &[u8]) -> bool {
    let mut lines = head.split_inclusive(|byte| *byte == b'\n');
    lines.any(|line| !line.ends_with(b"\r\n"))
}

fn too_long(problem: String) -> BadRequest {
    BadRequest::new(431, problem)
}

/// Splits a target into path and query. In the absolute form, host and scheme are ignored.
fn split(target: &str) -> (&str, Option<&str>) {
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let path = match path.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => rest.find('/').map_or("/", |start| &rest[start..]),
        _ => path,
    };
    (path, query)
}

fn header_map(headers: &[httparse::Header<'_>]) -> Result<HeaderMap, BadRequest> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for header in headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value.trim_ascii());
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(bad(format!("the header {} is invalid", header.name)));
        };
        map.append(name, value);
    }
    Ok(map)
}

/// Determines the framing of the body. Refuses heads that two servers may read in two ways.
fn framing(headers: &HeaderMap) -> Result<Framing, BadRequest> {
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (lengths.next(), codings.next()) {
        (None, None) => Ok(Framing::None),
        (Some(_), Some(_)) => Err(bad("the body has a Content-Length and a Transfer-Encoding")),
        (None, Some(coding)) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") && codings.next().is_none() => {
            Ok(Framing::Chunked)
        }
        (None, Some(_)) => Err(bad("the Transfer-Encoding is not chunked")),
        (Some(length), None) => {
            if lengths.next().is_some() {
                return Err(bad("the header Content-Length is there more than once"));
            }
            let digits = length.to_str().unwrap_or_default();
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(bad("the header Content-Length is not a number"));
            }
            // A number that does not fit is too long in any case.
            Ok(Framing::Length(digits.parse().unwrap_or(u64::MAX)))
        }
    }
}

fn persistence(headers: &HeaderMap, version: u8) -> Persistence {
    match version {
        1 if has_token(headers, CONNECTION, "close") => Persistence::Close,
        1 => Persistence::Keep,
        _ if has_token(headers, CONNECTION, "keep-alive") => Persistence::KeepAlive,
        _ => Persistence::Close,
    }
}

/// Returns whether a header that is a list has this token.
pub(super) fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).iter();
    values
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}

/// Returns whether the media type is `application/json`, with or without parameters.
pub(crate) fn media_type_is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::{Framing, RequestHead, split};

    #[test]
    fn the_path_of_an_absolute_target_counts() {
        assert_eq!(split("/a?b=c"), ("/a", Some("b=c")));
        assert_eq!(split("http://mock:8080/a/b?c"), ("/a/b", Some("c")));
        assert_eq!(split("http://mock"), ("/", None));
        assert_eq!(split("/a/http://b/c"), ("/a/http://b/c", None));
        assert_eq!(split("*"), ("*", None));
    }

    #[test]
    fn every_strict_prefix_of_a_head_needs_more() {
        let head = b"POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\n";
        for length in 0..head.len() {
            assert!(RequestHead::parse(&head[..length]).unwrap().is_none(), "{length}");
        }
        let (parsed, length) = RequestHead::parse(&[&head[..], b"after"].concat()).unwrap().unwrap();
        assert_eq!((parsed.framing, length), (Framing::Length(5), head.len()));
    }
}
