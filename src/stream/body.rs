//! What both drivers decide alike: when a stream may be used, and what its counts mean.

use core::fmt;

use embedded_svc::io::ErrorType;

use super::StreamError;
use crate::http1::{RequestHead, Session};

/// What a [`StreamConnection`](crate::StreamConnection) reads the body of a reply from.
pub struct ResponseBody<C, S> {
    pub(super) connect: C,
    pub(super) stream: Option<S>,
    pub(super) session: Session,
}

impl<C, S> ResponseBody<C, S> {
    pub(super) const fn new(connect: C) -> Self {
        // All zeros, in one piece: no initial values are stored, and none are moved about.
        Self {
            connect,
            stream: None,
            session: const { Session::new() },
        }
    }

    /// Gives up the stream, and whatever is going on.
    pub(super) fn fail(&mut self) {
        self.stream = None;
        self.session.forget();
    }

    /// Returns `result`, and after an error never uses the stream again.
    pub(super) fn close_on_error<T, E>(&mut self, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.fail();
        }
        result
    }
}

impl<C, S: ErrorType> ResponseBody<C, S> {
    /// Begins a request, and gives up the stream unless it may carry this one too.
    pub(super) fn begin(&mut self, head: &RequestHead<'_>, is_idle: impl FnOnce(&mut C, &mut S) -> bool) {
        let may_follow = self.session.begin(head);
        let stream = self.stream.as_mut().filter(|_| may_follow);
        if !stream.is_some_and(|stream| is_idle(&mut self.connect, stream)) {
            self.stream = None;
        }
    }

    pub(super) fn stream(&mut self) -> Result<&mut S, StreamError<S::Error>> {
        self.stream.as_mut().ok_or(StreamError::InvalidState)
    }

    /// Lends what it takes to send a part of the request, if this is the time for it.
    pub(super) fn sending(&mut self) -> Result<(&mut S, &mut Session), StreamError<S::Error>> {
        let stream = self.stream.as_mut().filter(|_| self.session.is_sending());
        Ok((stream.ok_or(StreamError::InvalidState)?, &mut self.session))
    }

    /// Ends the request, with all of it sent.
    pub(super) fn end_request(&mut self) -> Result<(), StreamError<S::Error>> {
        self.session
            .end_request()
            .then_some(())
            .ok_or(StreamError::InvalidState)
    }

    /// Fails unless the head of the reply has come.
    pub(super) fn check_response(&self) -> Result<(), StreamError<S::Error>> {
        self.session
            .is_response()
            .then_some(())
            .ok_or(StreamError::InvalidState)
    }

    /// Takes note of what a read of the stream came to.
    pub(super) fn received(&mut self, count: usize) -> Result<(), StreamError<S::Error>> {
        if count == 0 {
            self.stream = None;
            self.session.end().then_some(()).ok_or(StreamError::UnexpectedEof)
        } else {
            self.session
                .advance(count)
                .then_some(())
                .ok_or(StreamError::InvalidByteCount)
        }
    }
}

/// Returns what is left of `bytes` when a stream has written `count` of them.
pub(super) fn unsent<E>(bytes: &[u8], count: usize) -> Result<&[u8], StreamError<E>> {
    if count == 0 {
        return Err(StreamError::InvalidByteCount);
    }
    // A count beyond the end says that all was taken, if it says anything. The reply will tell.
    Ok(bytes.get(count..).unwrap_or_default())
}

impl<C, S: ErrorType> ErrorType for ResponseBody<C, S> {
    type Error = StreamError<S::Error>;
}

impl<C, S> fmt::Debug for ResponseBody<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
