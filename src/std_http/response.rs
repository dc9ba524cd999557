use core::{fmt, str};
use std::{io::Read as _, string::String};

use embedded_svc::{
    http::{Headers, Status},
    io::{ErrorType, Read},
};
use ureq::{Body, BodyReader, http};

use super::error::{StdHttpError, Step};

/// A response, or by [`Default`] none.
#[derive(Default)]
pub(super) struct Response {
    pub(super) head: ResponseHead,
    pub(super) body: ResponseBody,
}

impl Response {
    pub(super) fn new(response: http::Response<Body>, peer: String) -> Self {
        let (head, body) = response.into_parts();
        Self {
            head: ResponseHead(Some(head)),
            body: ResponseBody {
                reader: Some(body.into_reader()),
                peer,
            },
        }
    }
}

/// The status and the headers of a reply to a [`StdHttpConnection`](crate::StdHttpConnection).
///
/// Before there is a reply, the status is 0 and there are no headers.
#[derive(Default)]
pub struct ResponseHead(Option<http::response::Parts>);

impl Status for ResponseHead {
    fn status(&self) -> u16 {
        self.0.as_ref().map_or(0, |head| head.status.as_u16())
    }

    /// Returns the standard's phrase for the status; the server's own is not kept.
    fn status_message(&self) -> Option<&'_ str> {
        self.0.as_ref()?.status.canonical_reason()
    }
}

impl Headers for ResponseHead {
    /// Returns the first header of this name, in any case, if its value is UTF-8. A response that has no body by its status has no
    /// `Content-Length`.
    fn header(&self, name: &str) -> Option<&'_ str> {
        let head = self.0.as_ref()?;
        let has_no_body = matches!(head.status.as_u16(), 204 | 304) && name.eq_ignore_ascii_case("Content-Length");
        let value = head.headers.get(name).filter(|_| !has_no_body)?;
        str::from_utf8(value.as_bytes()).ok()
    }
}

impl fmt::Debug for ResponseHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseHead")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// The body of a reply to a [`StdHttpConnection`](crate::StdHttpConnection).
///
/// A body that ends before its length is reached, or before its last chunk, is an error. The connection to the server is closed
/// after an error, and when the body was read to its end.
#[derive(Default)]
pub struct ResponseBody {
    reader: Option<BodyReader<'static>>,
    peer: String,
}

impl ErrorType for ResponseBody {
    type Error = StdHttpError;
}

impl Read for ResponseBody {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, StdHttpError> {
        let Some(reader) = &mut self.reader else {
            return Err(StdHttpError::invalid_state("there is no reply to read"));
        };
        if buffer.is_empty() {
            return Ok(0);
        }
        reader.read(buffer).map_err(|error| {
            self.reader = None;
            StdHttpError::failed(Step::Read, &self.peer, None, &error.into())
        })
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody").finish_non_exhaustive()
    }
}
