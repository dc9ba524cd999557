//! The decisions that both drivers share.

use core::fmt;

use embedded_svc::io::ErrorType;

use crate::http1::{Connection, StreamError};

/// The body of a response on a [`StreamConnection`](crate::StreamConnection).
pub struct ResponseBody<C, S> {
    pub(super) connect: C,
    pub(super) exchange: Exchange<S>,
}

pub(super) struct Exchange<S> {
    pub(super) stream: Option<S>,
    pub(super) http: Connection,
}

impl<C, S> ResponseBody<C, S> {
    pub(super) const fn new(connect: C) -> Self {
        // A constant is written in place: no initial value is stored, and none is moved.
        Self {
            connect,
            exchange: const {
                Exchange {
                    stream: None,
                    http: Connection::new(),
                }
            },
        }
    }
}

impl<S> Exchange<S> {
    /// Drops the stream, and gives up the exchange on it.
    pub(super) fn abort(&mut self) {
        self.stream = None;
        self.http.abort();
    }

    /// Drops the stream after an error, and when the response is whole.
    pub(super) fn settle(&mut self) {
        if self.http.is_over() {
            self.stream = None;
        }
    }
}

impl<C, S: ErrorType> ErrorType for ResponseBody<C, S> {
    type Error = StreamError<S::Error>;
}

impl<C, S> fmt::Debug for ResponseBody<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody")
            .field("http", &self.exchange.http)
            .finish_non_exhaustive()
    }
}
