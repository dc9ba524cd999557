use std::{format, io, string::String, vec::Vec};

use embedded_svc::{http::Method, io::ErrorKind};
use ureq::{
    SendBody,
    http::{self, HeaderMap, HeaderName, HeaderValue, Uri, header},
};

use super::{
    error::{StdHttpError, Step, named_step},
    response::Response,
    settings::{Agents, USER_AGENT},
};
use crate::url::Url;

/// A request whose body is collected. Only [`exchange`](Self::exchange) sees a network.
pub(super) struct Request {
    head: http::Request<()>,
    peer: String,
    length: usize,
    body: Vec<u8>,
}

impl Request {
    /// Accepts a POST with a `Content-Length`, which is all that a start needs.
    pub(super) fn new(method: Method, url: &str, headers: &[(&str, &str)]) -> Result<Self, StdHttpError> {
        let uri = parse_url(url)?;
        let peer = match (uri.host(), uri.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().into(),
        };
        let mut map = HeaderMap::new();
        map.insert(header::CONNECTION, HeaderValue::from_static("close"));
        map.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        for (name, value) in headers {
            let name: HeaderName = name.parse().map_err(|_| invalid("a header name is not valid"))?;
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| invalid(format!("the value of header {name} is not valid")))?;
            // `Debug` of the map, and so the log, hides the value.
            value.set_sensitive(true);
            map.append(name, value);
        }
        // ureq has to send a body of known length right after the head.
        if let Some(name) = [header::TRANSFER_ENCODING, header::EXPECT]
            .iter()
            .find(|&name| map.contains_key(name))
        {
            return Err(invalid(format!("this connection does not send the header {name}")));
        }
        let length = match content_length(&map)? {
            Some(length) if method == Method::Post => length,
            _ => {
                let reason = "the request is not a POST with a Content-Length";
                return Err(StdHttpError::refused(ErrorKind::Unsupported, reason));
            }
        };
        let mut head = http::Request::new(());
        *head.method_mut() = http::Method::POST;
        *head.uri_mut() = uri;
        *head.headers_mut() = map;
        Ok(Self {
            head,
            peer,
            length,
            body: Vec::new(),
        })
    }

    /// Keeps `bytes` for the exchange.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), StdHttpError> {
        self.body.extend_from_slice(bytes);
        if self.body.len() > self.length {
            return Err(invalid("the body is longer than its content length"));
        }
        Ok(())
    }

    /// Returns whether the body is as long as announced.
    pub(super) fn is_complete(&self) -> bool {
        self.body.len() == self.length
    }

    /// Sends the request, once, and receives the head of the reply.
    pub(super) fn exchange(self, agents: &Agents) -> Result<Response, StdHttpError> {
        if !self.is_complete() {
            return Err(invalid("the body is shorter than its content length"));
        }
        let mut outgoing = Outgoing {
            left: &self.body,
            is_started: false,
        };
        let (agent, proxy) = agents.for_uri(self.head.uri())?;
        match agent.run(self.head.map(|()| SendBody::from_reader(&mut outgoing))) {
            Ok(response) => Ok(Response::new(response, self.peer)),
            Err(error) => Err(StdHttpError::failed(outgoing.step(&error), &self.peer, proxy, &error)),
        }
    }
}

/// The body while it is sent.
///
/// ureq asks for its first bytes only after the name was resolved, the connection made, the server verified, and the head of the
/// request sent.
struct Outgoing<'a> {
    left: &'a [u8],
    is_started: bool,
}

impl Outgoing<'_> {
    /// Returns the step at which the exchange failed.
    fn step(&self, error: &ureq::Error) -> Step {
        match (self.is_started, self.left) {
            (true, []) => Step::Await,
            (true, _) => Step::Send,
            // ureq does not ask for an empty body, so only the error can tell.
            (false, []) => named_step(error).unwrap_or(Step::Await),
            (false, _) => named_step(error).unwrap_or(Step::Connect),
        }
    }
}

impl io::Read for Outgoing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_started = true;
        io::Read::read(&mut self.left, buffer)
    }
}

fn invalid(reason: impl Into<String>) -> StdHttpError {
    StdHttpError::refused(ErrorKind::InvalidInput, reason)
}

/// Parses a URL that both this crate and ureq accept: absolute, `https` or `http`, without user information.
fn parse_url(url: &str) -> Result<Uri, StdHttpError> {
    let uri = url.parse().ok().filter(|_| Url::parse(url).is_ok());
    uri.ok_or_else(|| invalid("the URL is not a valid https or http URL"))
}

/// Parses the one `Content-Length`, if there is one.
fn content_length(headers: &HeaderMap) -> Result<Option<usize>, StdHttpError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A socket reports a port that its host has closed meanwhile like a port that was never open.
    #[test]
    fn an_error_that_reads_like_a_refused_connection_does_not_unsend_what_was_sent() {
        let refused = ureq::Error::Io(io::ErrorKind::ConnectionRefused.into());
        for (is_started, left, step) in [
            (true, "", Step::Await),
            (true, "rest", Step::Send),
            (false, "body", Step::Connect),
            (false, "", Step::Connect),
        ] {
            let left = left.as_bytes();
            let outgoing = Outgoing { left, is_started };
            assert_eq!(outgoing.step(&refused), step, "{is_started} {left:?}");
            let error = StdHttpError::failed(step, "peer", None, &refused);
            assert_eq!(error.is_unsent(), step == Step::Connect, "{is_started} {left:?}");
        }
    }
}
