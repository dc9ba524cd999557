use std::{format, io, string::String, vec::Vec};

use embedded_svc::{http::Method, io::ErrorKind};
use ureq::SendBody;
use ureq::http::{self, HeaderName, HeaderValue, Uri, header};

use super::error::{StdHttpError, Step};
use super::reply::Reply;
use super::settings::Agents;

/// A request while its body is gathered: it sees a network only in [`exchange`](Self::exchange).
pub(super) struct Request {
    head: http::Request<()>,
    peer: String,
    announced: Option<usize>,
    body: Vec<u8>,
}

impl Request {
    pub(super) fn new(method: Method, uri: &str, headers: &[(&str, &str)]) -> Result<Self, StdHttpError> {
        let uri = parse_uri(uri)?;
        let peer = match (uri.host(), uri.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().into(),
        };
        let mut head = http::Request::new(());
        *head.method_mut() = translate(method)?;
        *head.uri_mut() = uri;
        for (name, value) in headers {
            let name: HeaderName = name.parse().map_err(|_| invalid("a header name is not valid"))?;
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| invalid(format!("the value of header {name} is not valid")))?;
            // Keeps the value out of `Debug`, whoever prints the map.
            value.set_sensitive(true);
            head.headers_mut().append(name, value);
        }
        // The staging rests on a body of known length that ureq sends right after the head.
        if let Some(name) = [header::TRANSFER_ENCODING, header::EXPECT]
            .iter()
            .find(|name| head.headers().contains_key(*name))
        {
            return Err(invalid(format!("this connection does not send the header {name}")));
        }
        let announced = announced_length(head.headers())?;
        Ok(Self {
            head,
            peer,
            announced,
            body: Vec::new(),
        })
    }

    /// Keeps `bytes` for the exchange.
    pub(super) fn gather(&mut self, bytes: &[u8]) -> Result<(), StdHttpError> {
        self.body.extend_from_slice(bytes);
        match self.announced {
            Some(announced) if self.body.len() > announced => {
                Err(invalid("the body is longer than its content length"))
            }
            _ => Ok(()),
        }
    }

    /// Returns true once there is a body as long as announced.
    pub(super) fn is_whole(&self) -> bool {
        !self.body.is_empty() && self.announced == Some(self.body.len())
    }

    /// Sends the request, once, and receives the head of the reply.
    pub(super) fn exchange(mut self, agents: &Agents) -> Result<Reply, StdHttpError> {
        match self.announced {
            Some(announced) if self.body.len() < announced => {
                return Err(invalid("the body is shorter than its content length"));
            }
            // Without a length ureq would send the body chunked, even an empty one.
            None if !self.body.is_empty() || implies_body(self.head.method()) => {
                let length = HeaderValue::from(self.body.len());
                self.head.headers_mut().insert(header::CONTENT_LENGTH, length);
            }
            _ => {}
        }
        let mut outgoing = Outgoing {
            left: &self.body,
            asked: false,
        };
        let agent = agents.for_uri(self.head.uri());
        let outcome = if self.body.is_empty() {
            agent.run(self.head)
        } else {
            agent.run(self.head.map(|()| SendBody::from_reader(&mut outgoing)))
        };
        match outcome {
            Ok(response) => Ok(Reply::new(response, self.peer)),
            Err(error) => {
                let step = match outgoing {
                    // Nobody asks for a body that is not there, so nothing is known.
                    _ if self.body.is_empty() => Step::Wait,
                    Outgoing { asked: false, .. } => Step::Connect,
                    Outgoing { left: [], .. } => Step::Wait,
                    Outgoing { .. } => Step::Send,
                };
                Err(StdHttpError::broken(step, &self.peer, error))
            }
        }
    }
}

/// The body on its way out. It notes the first request for its bytes, which ureq makes only after the name was
/// resolved, the connection made, its TLS accepted, and the head of the request sent.
struct Outgoing<'a> {
    left: &'a [u8],
    asked: bool,
}

impl io::Read for Outgoing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.asked = true;
        io::Read::read(&mut self.left, buffer)
    }
}

fn invalid(reason: impl Into<String>) -> StdHttpError {
    StdHttpError::refused(ErrorKind::InvalidInput, reason)
}

fn parse_uri(uri: &str) -> Result<Uri, StdHttpError> {
    let uri: Uri = uri.parse().map_err(|_| invalid("the URL is not valid"))?;
    match (uri.scheme_str(), uri.host()) {
        (Some("https" | "http"), Some(host)) if !host.is_empty() => Ok(uri),
        _ => Err(invalid("the URL is not an absolute https or http URL")),
    }
}

/// Reads the one `Content-Length`, if there is one.
fn announced_length(headers: &http::HeaderMap) -> Result<Option<usize>, StdHttpError> {
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter();
    let Some(length) = lengths.next() else {
        return Ok(None);
    };
    let number = length
        .to_str()
        .ok()
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    match (number.and_then(|text| text.parse().ok()), lengths.next()) {
        (Some(length), None) => Ok(Some(length)),
        _ => Err(invalid("the content length is not one number")),
    }
}

/// Returns true for the methods whose requests carry a length even when they carry no body.
fn implies_body(method: &http::Method) -> bool {
    [http::Method::POST, http::Method::PUT, http::Method::PATCH].contains(method)
}

/// Translates the methods of HTTP itself, but for CONNECT, which is no request for a resource.
fn translate(method: Method) -> Result<http::Method, StdHttpError> {
    match method {
        Method::Delete => Ok(http::Method::DELETE),
        Method::Get => Ok(http::Method::GET),
        Method::Head => Ok(http::Method::HEAD),
        Method::Options => Ok(http::Method::OPTIONS),
        Method::Patch => Ok(http::Method::PATCH),
        Method::Post => Ok(http::Method::POST),
        Method::Put => Ok(http::Method::PUT),
        Method::Trace => Ok(http::Method::TRACE),
        _ => Err(StdHttpError::refused(
            ErrorKind::Unsupported,
            "this connection does not support the method",
        )),
    }
}
