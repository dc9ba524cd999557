use wiremock::http::{HeaderMap, HeaderName, HeaderValue};

/// How long the head of a request may be, and how many headers it may have.
pub(crate) const HEAD_MAX: usize = 64 * 1024;
const HEADERS_MAX: usize = 128;

/// The head of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub(crate) method: String,
    /// The target without its query.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Framing,
    /// Whether the client waits for 100 Continue before it sends the body.
    pub(crate) expects: bool,
    /// Whether the client leaves the connection open for another request.
    pub(crate) keeps: bool,
}

/// How the body of a request is framed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Framing {
    #[default]
    None,
    Length(u64),
    Chunks,
}

/// What makes a head one that nothing can be done with: the HTTP status to answer, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadHead {
    pub(crate) status: u16,
    pub(crate) problem: String,
}

fn bad(problem: impl Into<String>) -> BadHead {
    let problem = problem.into();
    BadHead { status: 400, problem }
}

impl Head {
    /// Reads a head at the start of these bytes; also returns its length. `None` if more bytes are needed.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, BadHead> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut request = httparse::Request::new(&mut headers);
        let length = match request.parse(bytes) {
            Ok(httparse::Status::Complete(length)) if length <= HEAD_MAX => length,
            Ok(httparse::Status::Partial) if bytes.len() < HEAD_MAX => return Ok(None),
            Ok(_) => return Err(too_long(format!("the head has more than {HEAD_MAX} bytes"))),
            Err(httparse::Error::TooManyHeaders) => {
                return Err(too_long(format!("the head has more than {HEADERS_MAX} headers")));
            }
            Err(_) if bytes.first() == Some(&0x16) => {
                return Err(bad("the client speaks TLS, and this server does not"));
            }
            Err(error) => return Err(bad(format!("the request is not HTTP/1.1: {error}"))),
        };
        let target = request.path.unwrap_or_default();
        let (path, query) = split(target);
        let headers = map(request.headers)?;
        let version = request.version.unwrap_or(1);
        let head = Self {
            method: request.method.unwrap_or_default().to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            body: framing(&headers)?,
            expects: version == 1 && has_token(&headers, "expect", "100-continue"),
            keeps: keeps(&headers, version),
            headers,
        };
        if version == 1 && head.headers.get_all("host").iter().count() != 1 {
            return Err(bad("the header Host is missing, or there more than once"));
        }
        Ok(Some((head, length)))
    }
}

fn too_long(problem: String) -> BadHead {
    BadHead { status: 431, problem }
}

/// Takes a target apart. The whole URL is allowed as well; its path is what counts.
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

fn map(headers: &[httparse::Header<'_>]) -> Result<HeaderMap, BadHead> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for header in headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value.trim_ascii());
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(bad(format!("the header {} is not one", header.name)));
        };
        map.append(name, value);
    }
    Ok(map)
}

/// Decides where the body ends. What two servers may read in two ways is refused.
fn framing(headers: &HeaderMap) -> Result<Framing, BadHead> {
    let mut lengths = headers.get_all("content-length").iter();
    let mut codings = headers.get_all("transfer-encoding").iter();
    match (lengths.next(), codings.next()) {
        (None, None) => Ok(Framing::None),
        (Some(_), Some(_)) => Err(bad("the body has a Content-Length and a Transfer-Encoding")),
        (None, Some(coding)) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") && codings.next().is_none() => {
            Ok(Framing::Chunks)
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
            // What does not fit is too long all the same.
            Ok(Framing::Length(digits.parse().unwrap_or(u64::MAX)))
        }
    }
}

fn keeps(headers: &HeaderMap, version: u8) -> bool {
    if version == 1 {
        !has_token(headers, "connection", "close")
    } else {
        has_token(headers, "connection", "keep-alive")
    }
}

/// Looks for a word in the list that a header is.
fn has_token(headers: &HeaderMap, name: &str, token: &str) -> bool {
    let values = headers.get_all(name).iter();
    values
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::{Framing, Head, split};

    #[test]
    fn the_path_of_a_whole_url_counts() {
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
            assert!(Head::parse(&head[..length]).unwrap().is_none(), "{length}");
        }
        let (parsed, length) = Head::parse(&[&head[..], b"after"].concat()).unwrap().unwrap();
        assert_eq!((parsed.body, length), (Framing::Length(5), head.len()));
    }
}
