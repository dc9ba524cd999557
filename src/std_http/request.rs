use std::{format, io, string::String, vec::Vec};

use embedded_svc::{http::Method, io::ErrorKind};
use ureq::SendBody;
use ureq::http::{self, HeaderName, HeaderValue, Uri, header};

use super::error::{StdHttpError, Step, step_told_by};
use super::response::Response;
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
    pub(super) fn exchange(mut self, agents: &Agents) -> Result<Response, StdHttpError> {
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
            Ok(response) => Ok(Response::new(response, self.peer)),
            Err(error) => {
                let step = outgoing.step(&error);
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

impl Outgoing<'_> {
    /// Returns how far the exchange had come when it failed.
    fn step(&self, error: &ureq::Error) -> Step {
        match (self.asked, self.left) {
            (true, []) => Step::Wait,
            (true, _) => Step::Send,
            // Nobody asks for a body that is not there, so nothing is known unless the error says it.
            (false, []) => step_told_by(error).unwrap_or(Step::Wait),
            (false, _) => step_told_by(error).unwrap_or(Step::Connect),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A socket reports a port that its host has closed meanwhile as it reports one that was never open.
    #[test]
    fn an_error_that_reads_like_a_refused_connection_does_not_unsend_what_was_sent() {
        let refused = ureq::Error::Io(io::ErrorKind::ConnectionRefused.into());
        for (asked, left, step) in [
            (true, "", Step::Wait),
            (true, "rest", Step::Send),
            (false, "body", Step::Connect),
            (false, "", Step::Connect),
        ] {
            let left = left.as_bytes();
            assert_eq!(Outgoing { left, asked }.step(&refused), step, "{asked} {left:?}");
            let error = StdHttpError::broken(step, "peer", io::Error::from(io::ErrorKind::ConnectionRefused).into());
            assert_eq!(error.is_unsent(), step == Step::Connect, "{asked} {left:?}");
        }
    }
}
